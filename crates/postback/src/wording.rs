//! Every sentence that the library shows to a visitor. The sentences of the browser runtime are in
//! `client/src/wording.ts`.
//!
//! The sentences at a field are in [`problem`].

mod numbers;
mod problem;
#[cfg(test)]
mod tests;

use std::time::Duration;

use http::StatusCode;

use self::numbers::counted;
pub(crate) use self::numbers::{size, whole_seconds};
pub use self::problem::Problem;

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
