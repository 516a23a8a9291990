//! Recognition of secrets by name, for a submission whose form is unknown.

/// Parts of names that mark a secret anywhere, regardless of case and separators: `password`,
/// `new_password`, `user[PassWord]`, `apiKey`. The list errs on the side of caution: a withheld
/// value has to be typed again, but a secret that is shown has leaked.
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

/// Words that mark a secret only as a whole word of the name: `card.pin`, `smsCode`, but not
/// `shipping`.
const WORDS: [&str; 16] = [
    "pass", "pw", "pin", "tan", "code", "card", "cc", "cvc", "cvv", "cvc2", "cvv2", "ssn", "mfa",
    "auth", "otp", "iban",
];

/// Returns whether the name suggests that its value is a secret.
pub(crate) fn sounds_secret(name: &str) -> bool {
    let words = words(name);
    let whole = words.concat();
    ANYWHERE.iter().any(|secret| whole.contains(secret))
        || words.iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Splits `user[newPassword]` into `user`, `new`, `password`.
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
