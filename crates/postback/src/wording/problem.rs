//! The sentences that stand at a field.

use std::fmt::{self, Display};

use super::numbers::{counted, size};

/// A problem with the value of a field.
///
/// Its `Display` is the English sentence that the visitor reads at the field. [`Postback::messages`](crate::Postback::messages)
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
        let characters = |n: &usize| counted(*n, "character", "characters");
        let entries = |n: &usize| counted(*n, "entry", "entries");
        match self {
            Self::Required => f.write_str("is required"),
            Self::WholeNumber => f.write_str("must be a whole number"),
            Self::Number => f.write_str("must be a number"),
            Self::Date => f.write_str("must be a date, like 2026-11-22"),
            Self::DateTime => f.write_str("must be a date and time, like 2026-11-22T14:30"),
            Self::Time => f.write_str("must be a time, like 14:30"),
            Self::Character => f.write_str("must be a single character"),
            Self::Nul => f.write_str("contains an invisible character that cannot be stored"),
            Self::Choice => f.write_str("must be one of the choices"),
            Self::TooShort(n) => write!(f, "must have at least {}", characters(n)),
            Self::TooLong(n) => write!(f, "must have at most {}", characters(n)),
            Self::TooFew(n) => write!(f, "must have at least {}", entries(n)),
            Self::TooMany(n) => write!(f, "must have at most {}", entries(n)),
            Self::TooSmall(min) => write!(f, "must be at least {min}"),
            Self::TooLarge(max) => write!(f, "must be at most {max}"),
            Self::Email => f.write_str("must be an e-mail address, like name@example.com"),
            Self::Url => f.write_str("must be a full web address, like https://example.com"),
            Self::Ip(kind) => write!(f, "must be an {kind} address"),
            Self::CreditCard => f.write_str("must be a valid card number"),
            Self::PhoneNumber => {
                f.write_str("must be a phone number with its country code, like +44 20 7946 0123")
            }
            Self::Pattern(_) => f.write_str("must match the requested format"),
            Self::Contains(part) => write!(f, "must contain \"{part}\""),
            Self::Prefix(part) => write!(f, "must begin with \"{part}\""),
            Self::Suffix(part) => write!(f, "must end with \"{part}\""),
            Self::Matches(field) => write!(f, "must be the same as {}", field.replace('_', " ")),
            Self::Ascii => {
                f.write_str("must contain only the letters A to Z, digits and common symbols")
            }
            Self::Alphanumeric => f.write_str("must contain only letters and digits"),
            Self::File(types, max) => {
                write!(f, "must be {} of at most {}", kinds(types), size(*max))
            }
            Self::FileTooLarge(max) => write!(f, "must be at most {}", size(*max)),
            Self::FileType(types) => write!(f, "must be {}", kinds(types)),
            Self::FileAgain => f.write_str("must be chosen again"),
            Self::MoreErrors(n) => {
                let fields = counted(*n, "more field is", "more fields are");
                write!(f, "{fields} wrong. Please correct the marked fields first.")
            }
            Self::SavedMeanwhile => f.write_str("Saved in the meantime:"),
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
