//! What can be wrong with a field, and the sentences that say it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::{self, Display};
use std::rc::Rc;
use std::sync::Arc;

use crate::wording::size;
use garde::i18n::{I18n, InvalidCreditCard, InvalidEmail, InvalidPhoneNumber, InvalidUrl, IpKind};

/// What is wrong with the value of a field.
///
/// Its `Display` is the English sentence that people read beside the field. An app says it in
/// another way, or in another language, with [`with_messages`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing was given.
    Required,
    /// Not a whole number.
    WholeNumber,
    /// Not a number.
    Number,
    /// Not a date that exists.
    Date,
    /// Not a date and time that exist.
    DateTime,
    /// Not a time of day.
    Time,
    /// Not exactly one character.
    Character,
    /// Has the character NUL, which databases do not take.
    Nul,
    /// Not one of the offered choices.
    Choice,
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// Fewer entries in a list than this.
    TooFew(usize),
    /// More entries in a list than this.
    TooMany(usize),
    /// Less than this number.
    TooSmall(String),
    /// More than this number.
    TooLarge(String),
    /// Not an e-mail address.
    Email,
    /// Not an absolute URL.
    Url,
    /// Not an IP address of this kind: `IP`, `IPv4` or `IPv6`.
    Ip(String),
    /// Not a credit card number.
    CreditCard,
    /// Not a phone number.
    PhoneNumber,
    /// Does not match this regular expression.
    Pattern(String),
    /// Does not contain this text.
    Contains(String),
    /// Does not begin with this text.
    Prefix(String),
    /// Does not end with this text.
    Suffix(String),
    /// Differs from the field of this name.
    Matches(String),
    /// Has a character outside ASCII.
    Ascii,
    /// Has a character that is neither a letter nor a digit.
    Alphanumeric,
    /// A file that does not fit, as a browser says it before it is sent: of these types, if there are
    /// any, and with at most so many bytes.
    File(&'static [&'static str], u64),
    /// A file with more bytes than this.
    FileTooLarge(u64),
    /// A file of none of these types, which are those of `#[form(accept = "..")]`.
    FileType(&'static [&'static str]),
    /// A file was right, but the form was not, and a browser without JavaScript has forgotten it.
    FileAgain,
    /// So many fields are wrong besides those that say it: [`Limits::errors`](crate::Limits::errors).
    MoreErrors(usize),
    /// Somebody else has saved another value, which stands after this sentence.
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

/// `a PNG, JPEG or WEBP file`, `a PDF or image file`.
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

/// An app's own sentences; `None` means ours.
pub(crate) type MessageFn = Arc<dyn Fn(&Problem) -> Option<String> + Send + Sync>;

thread_local! {
    // Set only while `with_messages` runs its closure; decoding never waits, so it cannot leak into another request.
    static MESSAGES: RefCell<Option<Messages>> = const { RefCell::new(None) };
}

/// Runs `decode` with an app's own sentences. `None` from `messages` means the English one.
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
    /// The sentence for people.
    pub(super) fn sentence(&self) -> String {
        let own = MESSAGES.with_borrow(Clone::clone);
        own.and_then(|messages| messages(self))
            .unwrap_or_else(|| self.to_string())
    }

    /// The same problem of a list: garde counts characters and entries with one rule.
    pub(super) fn of_list(self) -> Self {
        match self {
            Self::TooShort(n) => Self::TooFew(n),
            Self::TooLong(n) => Self::TooMany(n),
            other => other,
        }
    }
}

/// What garde found. garde keeps a report of texts, so each text is the number of a problem here.
#[derive(Default)]
pub(super) struct FoundProblems(RefCell<Vec<Problem>>);

const MARK: char = '\u{1}';

impl FoundProblems {
    fn push(&self, problem: Problem) -> Cow<'static, str> {
        let mut found = self.0.borrow_mut();
        found.push(problem);
        format!("{MARK}{}", found.len() - 1).into()
    }

    /// The problem that a text in garde's report stands for; a custom rule's own text stands for none.
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
