//! Sentences shown to the visitor by several modules, and the wording of numbers in them.

use std::time::Duration;

use http::StatusCode;

/// Shown for an action that was posted to a route without `page(..)`.
pub(crate) const NOT_TAKEN: &str = "This page does not take what was sent, so nothing was done.";

/// Shown when it is unknown how far the action came.
pub(crate) const LOOK: &str = "Please look whether this was done before you send it again.";

/// Returns the sentence for a response of the app that replaced the action's, of which only the
/// status is known.
pub(crate) fn sentence_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        // A guard that redirects leads to a sign-in page.
        300..400 | 401 => "Please sign in first.",
        403 => "You are not allowed to do this.",
        404 => "This does not exist any more.",
        429 => "That was too often. Please wait a moment and try again.",
        400..500 => "This request could not be accepted. Nothing was changed.",
        _ => "Something went wrong on our side. Please try again.",
    }
}

/// Shown when a table, or the memory for request bodies, is full. The request may be a repeat:
/// nothing has been looked up.
pub(crate) const BUSY: &str =
    "Too much is going on at the moment. Please send it again in a moment.";

/// The same, for a response that does not show the form again.
pub(crate) const BUSY_UNREAD: &str = "Too much is going on at the moment. Please wait a moment and reload this page: the browser then sends what you entered once more.";

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

/// Says when the visitor may try again.
pub(crate) fn too_often(wait: Duration) -> String {
    let seconds = whole_seconds(wait);
    let (minutes, hours) = (seconds.div_ceil(60), seconds.div_ceil(3600));
    let (number, unit) = match (seconds, minutes) {
        (..60, _) => (seconds, "second"),
        (_, ..60) => (minutes, "minute"),
        _ => (hours, "hour"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("That was too often. Please try again in {number} {unit}{plural}.")
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
            let sentence = too_often(Duration::from_millis(milliseconds));
            assert!(sentence.ends_with(&format!(" in {words}.")), "{sentence}");
        }
    }

    #[test]
    fn the_longest_wait_does_not_overflow() {
        assert_eq!(whole_seconds(Duration::MAX), u64::MAX);
        assert!(too_often(Duration::MAX).ends_with(" hours."));
    }
}
