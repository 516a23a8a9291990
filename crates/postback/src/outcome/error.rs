//! [`Error`]: every outcome that is not a success, as a value.

use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, IntoResponseParts, Response};
use http::StatusCode;

use super::error_kind::Says;
use super::{ErrorKind, Extras, Redirect, asks_to_sign_in};
use crate::form::FieldError;

/// The result of actions and pages: `T`, or the outcome that replaces it.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An unsuccessful outcome as a value: [`Invalid`](crate::Invalid), [`Conflict`](crate::Conflict),
/// [`NotFound`](crate::NotFound), [`Denied`](crate::Denied), [`Limited`](crate::Limited), a
/// [`Redirect`], or any other error, which is masked.
///
/// `?` converts every standard error, `anyhow::Error`, box and string into this type. The text of
/// such an error never reaches the browser: the page shows a digest of eight letters, and the log
/// has the cause next to the same digest. [`Postback::map_error`](crate::Postback::map_error) maps
/// errors that visitors should understand to other outcomes.
///
/// The type does not implement [`std::error::Error`], which would conflict with the conversion from
/// all errors.
///
/// ```
/// async fn save(name: &str) -> postback::Result<u32> {
///     if name == "root" {
///         return Err(postback::Invalid::field("name", "is reserved"));
///     }
///     Ok(name.parse::<u32>()?) // a `ParseIntError` is not for users: status 500
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// assert_eq!(save("root").await.unwrap_err().status(), 422);
/// assert_eq!(save("x").await.unwrap_err().status(), 500);
/// # });
/// ```
#[derive(Clone)]
#[must_use = "an outcome does something only when it is returned"]
pub struct Error {
    pub(crate) kind: ErrorKind,
    pub(crate) extras: Option<Box<Extras>>,
}

impl Error {
    pub(crate) const fn new(kind: ErrorKind) -> Self {
        Self { kind, extras: None }
    }

    /// Returns the status of the response, unless `map_error` maps the error to another outcome.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.kind.facts().status
    }

    pub(crate) fn asks_to_sign_in(&self) -> bool {
        matches!(&self.kind, ErrorKind::Rejected(answer) if asks_to_sign_in(answer.status))
    }

    /// Adds cookies and headers to the response, for example a `CookieJar`.
    pub fn with(mut self, parts: impl IntoResponseParts) -> Self {
        self.extras.get_or_insert_default().add(parts);
        self
    }

    /// Sets a message for the visitor, shown once on the page that answers.
    pub fn flash(mut self, text: impl Into<String>) -> Self {
        self.extras.get_or_insert_default().flash = Some(text.into());
        self
    }

    /// Adds a field error to an [`Invalid`](crate::Invalid). Every other outcome stays as it is, and
    /// the log has a warning.
    ///
    /// ```
    /// let error = postback::Invalid::field("from", "is after the end").and("to", "is before the start");
    /// assert_eq!(error.status(), 422);
    /// ```
    pub fn and(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        let more = FieldError {
            field: field.into(),
            message: message.into(),
        };
        if let ErrorKind::Invalid(errors) = &mut self.kind {
            Arc::make_mut(errors).push(more);
        } else {
            tracing::warn!(target: "postback::outcome", error = ?self, field = more.field, "`Error::and` adds to an `Invalid` only: this outcome stays as it is");
        }
        self
    }

    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        Self::new(ErrorKind::Invalid(Arc::new(errors)))
    }

    pub(crate) fn refused(status: StatusCode, sentence: impl Into<Arc<str>>) -> Self {
        Self::new(ErrorKind::Refused(status, sentence.into()))
    }
}

impl<E> From<E> for Error
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn from(error: E) -> Self {
        Self::new(ErrorKind::Failed(Arc::from(error.into())))
    }
}

impl From<Redirect> for Error {
    fn from(redirect: Redirect) -> Self {
        Self::new(ErrorKind::Redirect(Box::new(redirect)))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.kind.facts();
        let mut shown = f.debug_struct("Error");
        shown.field("outcome", &facts.name);
        shown.field("status", &facts.status.as_u16());
        match (&self.kind, &facts.says) {
            (ErrorKind::Redirect(redirect), _) => shown.field("target", &redirect.target()),
            (ErrorKind::Invalid(errors) | ErrorKind::FileTooLarge(errors), _) => {
                shown.field("errors", errors)
            }
            (ErrorKind::Failed(cause) | ErrorKind::Unshown { cause, .. }, _) => {
                shown.field("cause", cause)
            }
            (_, Says::This(sentence)) => shown.field("sentence", sentence),
            (_, Says::Happened(sentence, _)) => shown.field("sentence", sentence),
            (_, Says::Nothing | Says::Failed) => &mut shown,
        };
        shown.finish_non_exhaustive()
    }
}

/// Marks a response whose page is the library's, because the app's own has failed.
#[derive(Clone)]
pub(crate) struct StandsIn;

/// The response extension of a page that ended in an `Error`. The service maps the error, logs its
/// cause and renders the page.
#[derive(Clone)]
pub(crate) struct PageError(pub(crate) Error);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        response.extensions_mut().insert(PageError(self));
        response
    }
}

/// In a page handler `Err(Redirect::to("/login").into())` and `Ok(redirect)` both work.
impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        Error::from(self).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Conflict, Denied, Invalid, NotFound};
    use super::*;

    #[test]
    fn std_errors_boxes_and_strings_pass_the_question_mark() {
        fn std_error() -> Result<u8> {
            Ok("x".parse::<u8>()?)
        }
        fn boxed() -> Result<()> {
            Err(Box::<dyn std::error::Error + Send + Sync>::from("boxed"))?
        }
        fn text() -> Result<()> {
            Err("text")?
        }
        for error in [
            std_error().unwrap_err(),
            boxed().unwrap_err(),
            text().unwrap_err(),
        ] {
            assert_eq!(error.status(), 500);
        }
    }

    #[test]
    fn an_outcome_passes_the_question_mark_as_itself() {
        fn inner() -> Result<()> {
            Err(NotFound)
        }
        fn outer() -> Result<()> {
            inner()?;
            Ok(())
        }
        fn away() -> Result<()> {
            Err(Redirect::to("/login"))?
        }
        assert_eq!(outer().unwrap_err().status(), 404);
        assert_eq!(away().unwrap_err().status(), 303);
    }

    #[test]
    fn every_outcome_has_its_status() {
        assert_eq!(Denied.status(), 403);
        assert_eq!(Conflict::new("changed meanwhile").status(), 409);
        assert_eq!(Invalid::form("no").and("a", "b").status(), 422);
    }

    #[test]
    fn a_field_error_is_added_to_field_errors_only() {
        let ErrorKind::Invalid(errors) = Invalid::form("no").and("a", "b").kind else {
            panic!("it stays invalid");
        };
        assert_eq!(errors.len(), 2);
        for other in [
            Conflict::new("changed meanwhile"),
            Error::from("the database is away"),
            Redirect::to("/login").into(),
        ] {
            let status = other.status();
            assert_eq!(other.and("a", "b").status(), status);
        }
    }

    #[test]
    fn what_is_printed_of_an_error_is_its_row_and_what_it_was_made_of() {
        let shown = |error: Error| format!("{error:?}");
        assert_eq!(
            shown(Invalid::field("a", "b")),
            r#"Error { outcome: "invalid", status: 422, errors: [FieldError { field: "a", message: "b" }], .. }"#
        );
        assert_eq!(
            shown(Conflict::new("changed meanwhile")),
            r#"Error { outcome: "conflict", status: 409, sentence: "changed meanwhile", .. }"#
        );
        assert_eq!(
            shown("no disk".into()),
            r#"Error { outcome: "failed", status: 500, cause: "no disk", .. }"#
        );
    }
}
