//! [`Problem`]: what can be wrong with a field, and the sentence for it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::{self, Display};
use std::rc::Rc;
use std::sync::Arc;

use crate::wording::size;
use garde::i18n::{I18n, InvalidCreditCard, InvalidEmail, InvalidPhoneNumber, InvalidUrl, IpKind};

/// A problem with the value of a field.
///
/// Its `Display` is the English sentence that the visitor reads at the field. [`with_messages`]
/// replaces the sentences or translates them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The value is missing.
    Required,
    /// It is not a whole number.
    WholeNumber,
    /// It is not a number.
    Number,
    /// It is not an existing date.
    Date,
    /// It is not an existing date and time.
    DateTime,
    /// It is not a time of day.
    Time,
    /// It is not exactly one character.
    Character,
    /// It contains the character NUL, which databases refuse.
    Nul,
    /// It is not one of the choices.
    Choice,
    /// It has fewer characters than this number.
    TooShort(usize),
    /// It has more characters than this number.
    TooLong(usize),
    /// The list has fewer items than this number.
    TooFew(usize),
    /// The list has more items than this number.
    TooMany(usize),
    /// It is less than this number.
    TooSmall(String),
    /// It is more than this number.
    TooLarge(String),
    /// It is not an e-mail address.
    Email,
    /// It is not an absolute URL.
    Url,
    /// It is not an IP address of this kind: `IP`, `IPv4` or `IPv6`.
    Ip(String),
    /// It is not a credit card number.
    CreditCard,
    /// It is not a phone number.
    PhoneNumber,
    /// It does not match this regular expression.
    Pattern(String),
    /// It does not contain this text.
    Contains(String),
    /// It does not begin with this text.
    Prefix(String),
    /// It does not end with this text.
    Suffix(String),
    /// It differs from the field of this name.
    Matches(String),
    /// It contains a character outside ASCII.
    Ascii,
    /// It contains a character that is neither a letter nor a digit.
    Alphanumeric,
    /// The file does not have one of these types (any, if there are none) or has more than this
    /// number of bytes. The browser runtime shows this sentence before it submits the form.
    File(&'static [&'static str], u64),
    /// The file has more than this number of bytes.
    FileTooLarge(u64),
    /// The file has none of these types, which `#[form(accept = "..")]` names.
    FileType(&'static [&'static str]),
    /// The file was valid, but another field was not, and the browser has forgotten the file.
    FileAgain,
    /// This number of further fields have errors that are not shown:
    /// [`Limits::errors`](crate::Limits::errors).
    MoreErrors(usize),
    /// Another user has saved a different value, which follows this sentence.
    SavedMeanwhile,
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count =
            |n: &usize, one: &str, many: &str| format!("{n} {}", if *n == 1 { one } else { many });
        match self {
            Self::Required => f.write_str("is required"),
            Self::WholeNumber => f.write_str("must be a whole number"),
            Self::Number => f.write_str("must be a number"),
            Self::Date => f.write_str("must be a date, like 2026-11-22"),
            Self::DateTime => f.write_str("must be a date and time, like 2026-11-22T14:30"),
            Self::Time => f.write_str("must be a time, like 14:30"),
            Self::Character => f.write_str("must be a single character"),
            Self::Nul => f.write_str("contains a character that cannot be stored"),
            Self::Choice => f.write_str("must be one of the choices"),
            Self::TooShort(n) => write!(
                f,
                "must have at least {}",
                count(n, "character", "characters")
            ),
            Self::TooLong(n) => write!(
                f,
                "must have at most {}",
                count(n, "character", "characters")
            ),
            Self::TooFew(n) => write!(f, "must have at least {}", count(n, "entry", "entries")),
            Self::TooMany(n) => write!(f, "must have at most {}", count(n, "entry", "entries")),
            Self::TooSmall(min) => write!(f, "must be at least {min}"),
            Self::TooLarge(max) => write!(f, "must be at most {max}"),
            Self::Email => f.write_str("must be an e-mail address, like name@example.com"),
            Self::Url => f.write_str("must be a full address, like https://example.com"),
            Self::Ip(kind) => write!(f, "must be an {kind} address"),
            Self::CreditCard => f.write_str("must be a credit card number"),
            Self::PhoneNumber => f.write_str("must be a phone number"),
            Self::Pattern(_) => f.write_str("must have the requested format"),
            Self::Contains(part) => write!(f, "must contain \"{part}\""),
            Self::Prefix(part) => write!(f, "must begin with \"{part}\""),
            Self::Suffix(part) => write!(f, "must end with \"{part}\""),
            Self::Matches(field) => write!(f, "must be the same as {}", field.replace('_', " ")),
            Self::Ascii => f.write_str("must have plain letters, digits and signs only"),
            Self::Alphanumeric => f.write_str("must have letters and digits only"),
            Self::File(types, max) => {
                write!(f, "must be {} of at most {}", kinds(types), size(*max))
            }
            Self::FileTooLarge(max) => write!(f, "must have at most {}", size(*max)),
            Self::FileAgain => f.write_str("has to be chosen again"),
            Self::MoreErrors(n) => write!(
                f,
                "{} wrong besides those that say so (`Limits::errors`)",
                count(n, "more field is", "more fields are")
            ),
            Self::SavedMeanwhile => f.write_str("Saved meanwhile:"),
            Self::FileType(types) => write!(f, "must be {}", kinds(types)),
        }
    }
}

/// Names file types: `a PNG, JPEG or WEBP file`, `a PDF or image file`.
fn kinds(types: &[&str]) -> String {
    let kinds = types.iter().map(|kind| match kind.split_once('/') {
        Some((kind, "*")) => kind.to_owned(),
        Some((_, kind)) if kind.len() <= 5 => kind.to_uppercase(),
        _ => (*kind).to_owned(),
    });
    let kinds: Vec<String> = kinds.collect();
    let article = match kinds.first() {
        Some(first) if first.starts_with(['a', 'e', 'i', 'o', 'u']) => "an",
        _ => "a",
    };
    match kinds.split_last() {
        Some((last, [])) => format!("{article} {last} file"),
        Some((last, others)) => format!("{article} {} or {last} file", others.join(", ")),
        None => "a file".to_owned(),
    }
}

type Messages = Rc<dyn Fn(&Problem) -> Option<String>>;

/// An app's own sentences; `None` selects the library's.
pub(crate) type MessageFn = Arc<dyn Fn(&Problem) -> Option<String> + Send + Sync>;

thread_local! {
    // Set only while `with_messages` runs its closure. Decoding is synchronous, so the sentences
    // cannot leak into another request.
    static MESSAGES: RefCell<Option<Messages>> = const { RefCell::new(None) };
}

/// Runs `decode` with an app's own sentences. If `messages` returns `None`, the English sentence is
/// used.
///
/// ```
/// use postback::{FromForm, Problem, with_messages};
///
/// #[derive(FromForm)]
/// struct Age { years: u8 }
///
/// let german = |problem: &Problem| match problem {
///     Problem::Required => Some("fehlt".to_owned()),
///     _ => None,
/// };
/// let errors = with_messages(german, || Age::decode(&[])).err().unwrap();
/// assert_eq!(errors[0].message, "fehlt");
/// ```
pub fn with_messages<R>(
    messages: impl Fn(&Problem) -> Option<String> + 'static,
    decode: impl FnOnce() -> R,
) -> R {
    struct Restore(Option<Messages>);
    impl Drop for Restore {
        fn drop(&mut self) {
            MESSAGES.set(self.0.take());
        }
    }
    let _restore = Restore(MESSAGES.replace(Some(Rc::new(messages))));
    decode()
}

impl Problem {
    /// Returns the sentence for the visitor.
    pub(super) fn sentence(&self) -> String {
        let own = MESSAGES.with_borrow(Clone::clone);
        own.and_then(|messages| messages(self))
            .unwrap_or_else(|| self.to_string())
    }

    /// Converts the problem to that of a list, because garde counts characters and items with one
    /// rule.
    pub(super) fn of_list(self) -> Self {
        match self {
            Self::TooShort(n) => Self::TooFew(n),
            Self::TooLong(n) => Self::TooMany(n),
            other => other,
        }
    }
}

/// The problems that garde found. garde's report only holds texts, so each text is an index into
/// this list.
#[derive(Default)]
pub(super) struct FoundProblems(RefCell<Vec<Problem>>);

const MARK: char = '\u{1}';

impl FoundProblems {
    fn push(&self, problem: Problem) -> Cow<'static, str> {
        let mut found = self.0.borrow_mut();
        found.push(problem);
        format!("{MARK}{}", found.len() - 1).into()
    }

    /// Returns the problem that a text in garde's report stands for, or `None` for the text of a
    /// custom rule.
    pub(super) fn get(&self, text: &str) -> Option<Problem> {
        let number: usize = text.strip_prefix(MARK)?.parse().ok()?;
        self.0.borrow().get(number).cloned()
    }
}

impl I18n for FoundProblems {
    fn length_lower_than(&self, min: usize) -> Cow<'static, str> {
        self.push(Problem::TooShort(min))
    }
    fn length_greater_than(&self, max: usize) -> Cow<'static, str> {
        self.push(Problem::TooLong(max))
    }
    fn range_lower_than(&self, min: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::TooSmall(min.to_string()))
    }
    fn range_greater_than(&self, max: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::TooLarge(max.to_string()))
    }
    fn credit_card_invalid(&self, _: InvalidCreditCard) -> Cow<'static, str> {
        self.push(Problem::CreditCard)
    }
    fn pattern_no_match(&self, pattern: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::Pattern(pattern.to_string()))
    }
    fn contains_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::Contains(pattern.to_string()))
    }
    fn url_invalid(&self, _: InvalidUrl) -> Cow<'static, str> {
        self.push(Problem::Url)
    }
    fn prefix_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::Prefix(pattern.to_string()))
    }
    fn suffix_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::Suffix(pattern.to_string()))
    }
    fn phone_number_invalid(&self, _: InvalidPhoneNumber) -> Cow<'static, str> {
        self.push(Problem::PhoneNumber)
    }
    fn ip_invalid(&self, kind: IpKind) -> Cow<'static, str> {
        self.push(Problem::Ip(kind.to_string()))
    }
    fn matches_field_mismatch(&self, field: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::Matches(field.to_string()))
    }
    fn email_invalid(&self, _: InvalidEmail) -> Cow<'static, str> {
        self.push(Problem::Email)
    }
    fn ascii_invalid(&self) -> Cow<'static, str> {
        self.push(Problem::Ascii)
    }
    fn alphanumeric_invalid(&self) -> Cow<'static, str> {
        self.push(Problem::Alphanumeric)
    }
    fn required_not_set(&self) -> Cow<'static, str> {
        self.push(Problem::Required)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_count_in_english() {
        assert_eq!(
            Problem::TooShort(1).to_string(),
            "must have at least 1 character"
        );
        assert_eq!(
            Problem::TooShort(2).to_string(),
            "must have at least 2 characters"
        );
        assert_eq!(
            Problem::TooLong(3).of_list().to_string(),
            "must have at most 3 entries"
        );
    }

    #[test]
    fn an_apps_sentences_hold_only_inside_and_survive_nesting() {
        let outer = |problem: &Problem| (*problem == Problem::Date).then(|| "outer".to_owned());
        let (inside, after) = with_messages(outer, || {
            let inside = with_messages(|_| Some("inner".to_owned()), || Problem::Date.sentence());
            (inside, (Problem::Date.sentence(), Problem::Time.sentence()))
        });
        assert_eq!(inside, "inner");
        assert_eq!(
            after,
            ("outer".to_owned(), "must be a time, like 14:30".to_owned())
        );
        assert_eq!(Problem::Date.sentence(), "must be a date, like 2026-11-22");
    }

    #[test]
    fn a_custom_text_is_no_marker() {
        let found = FoundProblems::default();
        assert_eq!(
            found.get(&found.email_invalid(InvalidEmail::Empty)),
            Some(Problem::Email)
        );
        assert_eq!(found.get("0"), None);
        assert_eq!(found.get("\u{1}7"), None);
    }
}
