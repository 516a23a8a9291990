//! Every sentence that the library shows to a visitor. The sentences of the browser runtime are in
//! `client/src/wording.ts`.

use std::fmt::{self, Display};
use std::time::Duration;

use http::StatusCode;

// How an action ended.

pub(crate) const DENIED: &str = "You are not allowed to do this.";
pub(crate) const NOT_FOUND: &str = "This could not be found. It may have been deleted.";
/// The page is older than the server: what has happened, and what to do.
pub(crate) const STALE: [&str; 2] = [
    "This page was out of date, so nothing was changed.",
    "Please check the page and try again.",
];
/// A form with the option `once` may have been submitted before: what has happened, and what to do.
pub(crate) const FORGOTTEN: [&str; 2] = [
    "This form was opened some time ago, and the server no longer knows whether it was sent.",
    "Please check whether it was done, and send it again only if it was not.",
];
/// The action failed before it began, and after.
pub(crate) const FAILED: &str = "Something went wrong on our side, so nothing was changed.";
pub(crate) const FAILED_HALFWAY: &str = "Something went wrong on our side.";
pub(crate) const TRY_AGAIN: &str = "Please try again.";
/// Shown when it is unknown how far the action came.
pub(crate) const CHECK_FIRST: &str = "Please check whether it was done before you send it again.";
/// Shown for an action that was posted to a route without `page(..)`.
pub(crate) const NOT_TAKEN: &str = "This page does not accept this form, so nothing was done.";
pub(crate) const DONE_UNSHOWN: &str =
    "This was done, but the next page could not be shown. Please do not send it again.";
pub(crate) const UNSHOWN: &str = "The next page could not be shown.";
pub(crate) const IN_USE: &str = "is already in use";

pub(crate) fn fields_need_attention(count: usize) -> String {
    format!(
        "{} your attention.",
        counted(count, "field needs", "fields need")
    )
}

/// Returns the sentence for a response of the app that replaced the action's, of which only the
/// status is known.
pub(crate) fn sentence_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        // A guard that redirects leads to a sign-in page.
        300..400 | 401 => "Please sign in first.",
        403 => DENIED,
        404 => NOT_FOUND,
        429 => "Too many attempts. Please wait a moment and try again.",
        400..500 => "The server did not accept this. Nothing was changed.",
        _ => "Something went wrong on our side. Please try again.",
    }
}

/// Shown when a table, or the memory for request bodies, is full. The request may be a repeat of what
/// was done, so the sentence does not say that nothing was changed.
pub(crate) const BUSY: &str = "The server is busy. Please try again in a moment.";

/// The same, for a response that does not show the form again.
pub(crate) const BUSY_UNREAD: &str = "The server is busy. Please wait a moment and reload this page. Your browser then sends what you entered again.";

/// Says when the visitor may try again.
pub(crate) fn too_many_attempts(wait: Duration) -> String {
    let seconds = whole_seconds(wait);
    let (minutes, hours) = (seconds.div_ceil(60), seconds.div_ceil(3600));
    let wait = match (seconds, minutes) {
        (..60, _) => counted(seconds, "second", "seconds"),
        (_, ..60) => counted(minutes, "minute", "minutes"),
        _ => counted(hours, "hour", "hours"),
    };
    format!("Too many attempts. Please try again in {wait}.")
}

// The part of the entered values that is kept.

pub(crate) const KEPT: &str = "What you entered is still here.";
pub(crate) const KEPT_IN_PART: &str = "Only part of what you entered is still here. Your browser's Back button may bring back the rest.";
pub(crate) const NOT_KEPT: &str =
    "What you entered could not be kept. Your browser's Back button may bring it back.";

// Requests whose body was not read, or not to its end.

pub(crate) const UNREADABLE_ADDRESS: &str =
    "The address of this form could not be read. Please reload the page and try again.";
pub(crate) const CONNECTION_LOST: &str =
    "The connection was lost before everything had arrived. Please try again.";
pub(crate) const COMPRESSED: &str =
    "The form was sent compressed, which the server does not accept.";
pub(crate) const NO_CONTENT_TYPE: &str = "The form was sent without a content type.";

pub(crate) fn wrong_content_type(kind: &str) -> String {
    format!("The form was sent as `{kind}`, which is not a content type of forms.")
}

pub(crate) fn unreadable(what: &str) -> String {
    format!("The form could not be read: {what}.")
}

pub(crate) fn nothing_arrived(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    format!("Nothing arrived for {seconds} seconds, so nothing was changed. Please try again.")
}

pub(crate) fn too_slow(bytes_per_second: u64) -> String {
    let rate = size(bytes_per_second);
    format!("Less than {rate} a second arrived, so nothing was changed. Please try again.")
}

pub(crate) fn too_many_bytes(most: u64) -> String {
    let most = size(most);
    format!(
        "You sent more than the {most} that are allowed, so nothing was changed. Please send less."
    )
}

pub(crate) fn too_many_fields(most: usize) -> String {
    format!("This form has more than the {most} fields that are allowed. Nothing was changed.")
}

pub(crate) fn too_many_parts(most: usize) -> String {
    format!(
        "This form has more than the {most} fields and files that are allowed. Nothing was changed."
    )
}

pub(crate) fn too_long_head(most: u64) -> String {
    let most = size(most);
    format!("The headers of a field or a file are longer than {most}. Nothing was changed.")
}

pub(crate) fn too_long_name(most: u64) -> String {
    let most = size(most);
    format!("The name of a field is longer than {most}. Nothing was changed.")
}

pub(crate) fn too_long_value(most: u64) -> String {
    let most = size(most);
    format!(
        "One field has more than the {most} that are allowed, so nothing was changed. Please shorten it."
    )
}

// Requests that do not come from a page of this site.

pub(crate) const OTHER_SITE: &str = "This form was sent from another site, so nothing was changed. Please open the page on this site and send the form again.";
pub(crate) const HIDDEN_SITE: &str = "Your browser did not say which site this form comes from (Origin: null), so nothing was changed. Please open the page again and send the form from there.";
pub(crate) const OTHER_ADDRESS: &str = "This page was opened at an address that does not belong to this site, so nothing was changed. Please open the page at its own address and send the form from there.";
pub(crate) const UNKNOWN_SITE: &str = "The server cannot tell which site this form comes from, so nothing was changed. Please open the page again and send the form from there.";

// Pages of the library's own.

pub(crate) const NO_SUCH_PAGE: &str = "This page does not exist.";
pub(crate) const PAGE_FAILED: &str = "Something went wrong on our side, so this page could not be shown. Please reload it in a moment.";
pub(crate) const PAGE_UNSHOWN: &str = "This page could not be shown.";
pub(crate) const ENTERED: &str = "What you entered";
pub(crate) const BEFORE_GOING_ON: &str = "Before you continue";
pub(crate) const GO_ON: &str = "Continue";

/// The text before and after the digest of a failure.
pub(crate) const REPORT: [&str; 2] = ["If you report this, please include the code ", "."];

/// Returns the title of an error page.
pub(crate) fn title_of(status: StatusCode, is_signed_out: bool) -> &'static str {
    match status.as_u16() {
        401 if is_signed_out => "You are signed out",
        404 => "Not found",
        401 | 403 => "Not allowed",
        409 => "This has changed",
        413 => "Too large",
        422 => "Please check what you entered",
        429 => "Too many attempts",
        503 => "The server is busy",
        400..500 => "Not accepted",
        _ => "Something went wrong",
    }
}

// Shown if a guard answers in place of an action, so that the entered values are not lost.

pub(crate) const SIGNED_OUT: &str = "You are signed out.";
pub(crate) const ANOTHER_STEP: &str = "Another step is needed first, so nothing was done.";
pub(crate) const NOTHING_LOST: &str = "Nothing you entered is lost.";
/// The links to the guard's target, and the text after both.
pub(crate) const SIGN_IN: &str = "Sign in";
pub(crate) const GO_TO_STEP: &str = "Go to that step";
pub(crate) const IN_A_NEW_TAB: &str = " in a new tab, then come back to this page.";
pub(crate) const SECRETS_AGAIN: &str =
    "Passwords and files are not kept. Please enter or choose them again.";
pub(crate) const RESEND: &str = "Send what I entered";
pub(crate) const RESEND_AS: &str =
    "It is sent from the account that you are signed in to at that moment.";

// A question before a form is submitted.

pub(crate) const CANCEL: &str = "Cancel";

// Fields.

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

/// Formats a number with its noun: `1 entry`, `2 entries`.
fn counted<N: Copy + Display + PartialEq + From<u8>>(n: N, one: &str, many: &str) -> String {
    let noun = if n == N::from(1) { one } else { many };
    format!("{n} {noun}")
}

/// Formats a size for visitors: `1 MiB`, `64 KiB`, `100 bytes`.
pub(crate) fn size(bytes: u64) -> String {
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    match bytes {
        MIB.. if bytes.is_multiple_of(MIB) => format!("{} MiB", bytes / MIB),
        KIB.. if bytes.is_multiple_of(KIB) => format!("{} KiB", bytes / KIB),
        _ => format!("{bytes} bytes"),
    }
}

/// Returns the value of `Retry-After` in seconds: rounded up, and at least 1.
pub(crate) fn whole_seconds(wait: Duration) -> u64 {
    let begun = u64::from(wait.subsec_nanos() > 0);
    wait.as_secs().saturating_add(begun).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_told_in_words_and_rounded_up() {
        for (milliseconds, words) in [
            (0, "1 second"),
            (1, "1 second"),
            (1_001, "2 seconds"),
            (59_000, "59 seconds"),
            (59_001, "1 minute"),
            (60_001, "2 minutes"),
            (3_540_000, "59 minutes"),
            (3_541_000, "1 hour"),
            (3_600_001, "2 hours"),
            (90_000_000, "25 hours"),
        ] {
            let sentence = too_many_attempts(Duration::from_millis(milliseconds));
            assert!(sentence.ends_with(&format!(" in {words}.")), "{sentence}");
        }
    }

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
            Problem::TooMany(3).to_string(),
            "must have at most 3 entries"
        );
    }

    #[test]
    fn the_longest_wait_does_not_overflow() {
        assert_eq!(whole_seconds(Duration::MAX), u64::MAX);
        assert!(too_many_attempts(Duration::MAX).ends_with(" hours."));
    }
}
