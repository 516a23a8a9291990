//! Names that sound like a secret, for a submission whose form nobody knows any more.

/// A name that has one of these anywhere in it, without regard to case and to what stands between its
/// words: `password`, `new_password`, `user[PassWord]`, `apiKey`. Rather one too many than one too few:
/// what is kept back has to be typed again, what is shown is shown.
const ANYWHERE: [&str; 15] = [
    "passw",
    "passphrase",
    "passcode",
    "kennwort",
    "pwd",
    "secret",
    "token",
    "credential",
    "apikey",
    "privatekey",
    "cardnumber",
    "ccnumber",
    "creditcard",
    "securitycode",
    "csrf",
];

/// And one that has one of these as a word of its own: `card.pin`, `smsCode`, but not `shipping`.
const WORDS: [&str; 16] = [
    "pass", "pw", "pin", "tan", "code", "card", "cc", "cvc", "cvv", "cvc2", "cvv2", "ssn", "mfa",
    "auth", "otp", "iban",
];

/// Whether what was sent under this name is better not shown again.
pub(crate) fn sounds_secret(name: &str) -> bool {
    let words = words(name);
    let whole = words.concat();
    ANYWHERE.iter().any(|secret| whole.contains(secret))
        || words.iter().any(|word| WORDS.contains(&word.as_str()))
}

/// `user[newPassword]` as `user`, `new`, `password`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in name.chars() {
        let begins = !letter.is_alphanumeric() || (was_lower && letter.is_uppercase());
        if begins {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        was_lower = letter.is_lowercase() || letter.is_numeric();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_names_however_they_are_written_and_nested() {
        for name in [
            "password",
            "Password",
            "PASSWD",
            "new_password",
            "user[password]",
            "users[0].passWord",
            "pwd",
            "old-pwd",
            "client_secret",
            "csrf_token",
            "otp",
            "otpCode",
            "sms_code",
            "pin",
            "card.cvc",
            "CVV",
            "ssn",
            "card_number",
            "cardNumber",
            "api-key",
            "apiKey",
            "pass",
            "PIN",
        ] {
            assert!(sounds_secret(name), "{name}");
        }
    }

    #[test]
    fn what_only_looks_alike_is_shown() {
        for name in [
            "title",
            "text",
            "shipping",
            "spinner",
            "description",
            "passenger",
            "compass",
            "author",
            "barcode_text",
            "postcode",
            "discard",
            "email",
            "tags[0]",
            "standard",
            "",
            "[]",
            "é",
        ] {
            assert!(!sounds_secret(name), "{name}");
        }
    }
}
