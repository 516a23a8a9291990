//! What the page says that is shown when there is no other.

use http::StatusCode;

use crate::form::FieldError;
use crate::html::Html;

/// What an error page has to say; see [`Postback::error_page`](crate::Postback::error_page).
#[derive(Debug)]
#[non_exhaustive]
pub struct ErrorPage<'a> {
    /// The status of the answer.
    pub status: StatusCode,
    /// One or two sentences for the person.
    pub message: &'a str,
    /// What is wrong with the form, field by field.
    pub errors: &'a [FieldError],
    /// Eight letters that stand next to the cause in the log.
    pub digest: Option<&'a str>,
    /// What the person had typed, by field name, secrets left out: offer it for copying.
    pub values: &'a [(String, String)],
    /// After a session has ended: the way to sign in, and a form that sends the same once more. Put it into
    /// the page as it is; a page without it is not shown.
    pub resend: Option<&'a Html>,
}

impl<'a> ErrorPage<'a> {
    pub(crate) const fn new(status: StatusCode, message: &'a str) -> Self {
        Self {
            status,
            message,
            errors: &[],
            digest: None,
            values: &[],
            resend: None,
        }
    }
}

/// The app's own look of it.
pub(crate) type Look = Box<dyn Fn(&ErrorPage<'_>) -> Html + Send + Sync>;
