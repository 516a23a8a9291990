//! [`ErrorPage`]: the content of the page that is shown when there is no other.

use http::StatusCode;

use crate::form::FieldError;
use crate::html::Html;

/// The content of an error page; see [`Postback::error_page`](crate::Postback::error_page).
#[derive(Debug)]
#[non_exhaustive]
pub struct ErrorPage<'a> {
    /// The status of the response.
    pub status: StatusCode,
    /// One or two sentences for the visitor.
    pub message: &'a str,
    /// The errors of the form, by field.
    pub errors: &'a [FieldError],
    /// Eight letters that the log shows next to the cause.
    pub digest: Option<&'a str>,
    /// The values that the visitor typed, by field name and without secrets, to be copied.
    pub values: &'a [(String, String)],
    /// A link to sign in and a form that submits the same values again, after a session has ended.
    /// Insert it unescaped; if the page does not contain it, the library's page is shown instead.
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

/// The app's own rendering of an error page.
pub(crate) type Look = Box<dyn Fn(&ErrorPage<'_>) -> Html + Send + Sync>;
