//! [`FormField`] for text: `String` and `char`.

use std::borrow::Cow;

use super::decoder::Decoder;
use super::problem::Problem;
use super::read::Read;
use super::rules::Rules;
use super::slot::Slot;
use super::tree::Input;
use super::view::{ControlKind, Field};
use super::{FieldError, FormField, Pairs};

/// Normalises line breaks to `\n`. A browser submits CR LF but counts one character.
///
/// <https://infra.spec.whatwg.org/#normalize-newlines>
fn lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns the value of a field that cannot be empty.
pub(super) fn given<'t>(input: Input<'t>, rules: &Rules) -> Option<&'t str> {
    let text = input.value()?;
    let text = if rules.is_trimmed() {
        text.trim()
    } else {
        text
    };
    (!text.is_empty()).then_some(text)
}

impl FormField for String {
    type View<'f> = Field<'f>;
    const SCALAR: bool = true;

    fn decode(input: Input<'_>, decoder: &mut Decoder, rules: &Rules) -> Read<Self> {
        let Some(text) = input.value() else {
            return decoder.fail(&Problem::Required);
        };
        let text = lines(text);
        let text = if rules.is_trimmed() {
            text.trim()
        } else {
            &*text
        };
        if text.is_empty() && rules.is_filled() {
            decoder.note(&Problem::Required);
        }
        if !decoder.takes(text) {
            return decoder.fail(&Problem::Nul);
        }
        Read::whole(text.to_owned())
    }

    fn stand_in() -> Self {
        Self::new()
    }

    fn write(&self, name: &str, out: &mut Pairs) {
        out.push((name.to_owned(), self.clone()));
    }

    fn view(slot: Slot<'_>) -> Field<'_> {
        Field::new(slot, ControlKind::Text)
    }

    fn check(&self, path: &str, rules: &Rules, errors: &mut Vec<FieldError>) {
        if rules.is_email() && !is_email(self) {
            let error = FieldError {
                field: path.to_owned(),
                message: Problem::Email.sentence(),
            };
            if !errors.contains(&error) {
                errors.push(error);
            }
        }
    }
}

impl FormField for char {
    type View<'f> = Field<'f>;
    const SCALAR: bool = true;

    fn decode(input: Input<'_>, decoder: &mut Decoder, _: &Rules) -> Read<Self> {
        let text = lines(input.value().unwrap_or_default());
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(_), None) if !decoder.takes(&text) => decoder.fail(&Problem::Nul),
            (Some(one), None) => Read::whole(one),
            (None, _) => decoder.fail(&Problem::Required),
            (Some(_), Some(_)) => decoder.fail(&Problem::Character),
        }
    }

    fn stand_in() -> Self {
        ' '
    }

    fn write(&self, name: &str, out: &mut Pairs) {
        out.push((name.to_owned(), self.to_string()));
    }

    fn view(slot: Slot<'_>) -> Field<'_> {
        Field::new(slot, ControlKind::Character)
    }
}

/// Returns whether a text is an e-mail address in the grammar of `<input type="email">`.
///
/// garde also accepts `name@[127.0.0.1]`, which a browser refuses. The server requires the
/// browser's grammar in addition, so that a browser never refuses a value that the server accepts.
/// <https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address>
fn is_email(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_local = |b: u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b);
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && local.bytes().all(is_local) && domain.split('.').all(is_label)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_line_feeds() {
        assert_eq!(lines("a\r\nb\rc\nd\n\re"), "a\nb\nc\nd\n\ne");
        assert!(matches!(lines("a\nb"), Cow::Borrowed(_)));
    }

    #[test]
    fn an_email_address_is_what_a_browser_takes_for_one() {
        for good in [
            "a@b",
            "first.last+tag@mail.example.com",
            "!#$%&'*+/=?^_`{|}~-@x-y.z0",
            ".a..b.@c",
        ] {
            assert!(is_email(good), "{good}");
        }
        let long = format!("a@{}.com", "b".repeat(64));
        let bad = [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "a@[127.0.0.1]",
            "a@-b",
            "a@b-",
            "a@b..c",
            "a@b.",
            "\u{e9}@b",
            "a@\u{e9}",
            &long,
        ];
        for bad in bad {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
