//! Sentences that several parts say to the person, and how numbers are written in them.

use http::StatusCode;

/// Nobody knows how far it came.
pub(crate) const LOOK: &str = "Please look whether this was done before you send it again.";

/// For an answer that came from the app itself in place of an action, of which we know only the status.
pub(crate) fn sentence_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        // A guard that leads elsewhere leads to where one signs in.
        300..400 | 401 => "Please sign in first.",
        403 => "You are not allowed to do this.",
        404 => "This does not exist any more.",
        429 => "That was too often. Please wait a moment and try again.",
        400..500 => "This request could not be accepted. Nothing was changed.",
        _ => "Something went wrong on our side. Please try again.",
    }
}

/// A table, or the room for what is being read, is full.
/// It may be a repeat of what was done: nobody has looked.
pub(crate) const BUSY: &str =
    "Too much is going on at the moment. Please send it again in a moment.";

/// The same where the form is not shown again.
pub(crate) const BUSY_UNREAD: &str = "Too much is going on at the moment. Please wait a moment and reload this page: the browser then sends what you entered once more.";

/// A size for people: `1 MiB`, `64 KiB`, `100 bytes`.
pub(crate) fn size(bytes: u64) -> String {
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    match bytes {
        MIB.. if bytes.is_multiple_of(MIB) => format!("{} MiB", bytes / MIB),
        KIB.. if bytes.is_multiple_of(KIB) => format!("{} KiB", bytes / KIB),
        _ => format!("{bytes} bytes"),
    }
}
