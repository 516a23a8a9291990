//! `Error`: every outcome that is not a success, as a value.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, IntoResponseParts, Response};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{Extras, Place, Redirect};
use crate::form::{Exceeded, FieldError};

/// What actions and pages return: `T`, or how it ended instead.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An outcome other than success, as a value: [`Invalid`](crate::Invalid),
/// [`Conflict`](crate::Conflict), [`NotFound`](crate::NotFound), [`Denied`](crate::Denied),
/// [`Limited`](crate::Limited), a [`Redirect`], or any other error, which is masked.
///
/// `?` turns every standard error, `anyhow::Error`, box and string into one. Its text never
/// reaches the browser: the page shows a digest of eight letters, and the log has the cause next
/// to the same digest. [`Postback::map_error`](crate::Postback::map_error) turns the errors that
/// users should understand into other outcomes.
///
/// It is not a [`std::error::Error`] itself, or `?` could not take them all.
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
    pub(crate) kind: Kind,
    pub(crate) extras: Option<Box<Extras>>,
}

#[derive(Clone)]
pub(crate) enum Kind {
    Redirect(Box<Redirect>),
    Invalid(Arc<Vec<FieldError>>),
    Denied,
    NotFound,
    Conflict(Arc<str>),
    /// The page is older than the server.
    Stale,
    /// A form that counts once has run, or may have, and how it ended is not remembered.
    Forgotten,
    /// Too often.
    Limited {
        /// After this time it may be tried again.
        wait: Duration,
    },
    TooLarge(Exceeded),
    /// A file is larger than its field takes; what else is wrong with the form is said as well.
    FileTooLarge(Arc<Vec<FieldError>>),
    /// The request itself is not right: another 4xx, with a sentence for the person.
    Refused(StatusCode, Arc<str>),
    /// There is no room for it at the moment: it was not run, and may be sent again soon.
    Busy,
    /// An extractor ended the call with its own answer.
    Rejected(Arc<Buffered>),
    Failed(Arc<dyn std::error::Error + Send + Sync>),
    /// The action came to its end, and what it answered cannot be shown: a redirect to where nobody may
    /// be sent, a value that cannot be serialised. What happened stays true.
    Unshown {
        cause: Arc<dyn std::error::Error + Send + Sync>,
        /// It ended well; else it may have changed something before.
        done: bool,
    },
}

impl Kind {
    /// What is wrong is said at the fields.
    pub(crate) fn is_about_fields(&self) -> bool {
        matches!(self, Self::Invalid(_) | Self::FileTooLarge(_))
    }
}

/// A response that may be answered more than once.
pub(crate) struct Buffered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Whether a guard's or a caller's answer leads to where one signs in, or says that one has to. One that
/// does not say where it leads is none of use, but neither is what was typed to be lost.
pub(crate) fn asks_to_sign_in(status: StatusCode) -> bool {
    status == StatusCode::UNAUTHORIZED || status.is_redirection()
}

impl Buffered {
    /// Whether it is an answer of its own (a login page, the way to one) rather than a bare status,
    /// which would be an empty window.
    pub(crate) fn speaks_for_itself(&self) -> bool {
        let is_denied = matches!(
            self.status,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
        );
        self.status.is_redirection() || (is_denied && !self.body.is_empty())
    }

    /// Where it leads, if anybody may be sent there.
    pub(crate) fn place(&self) -> Option<Place> {
        Place::of(&self.headers)
    }
}

impl From<&Buffered> for Response {
    fn from(buffered: &Buffered) -> Self {
        let mut response = buffered.body.clone().into_response();
        *response.status_mut() = buffered.status;
        *response.headers_mut() = buffered.headers.clone();
        response
    }
}

/// The answer is a page of ours, because the app's own has failed.
#[derive(Clone)]
pub(crate) struct StandsIn;

impl Error {
    pub(crate) const fn new(kind: Kind) -> Self {
        Self { kind, extras: None }
    }

    /// The status this outcome is answered with when nothing maps it to another one.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match &self.kind {
            Kind::Redirect(_) => StatusCode::SEE_OTHER,
            Kind::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Denied => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Conflict(_) | Kind::Stale | Kind::Forgotten => StatusCode::CONFLICT,
            Kind::Limited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Kind::TooLarge(_) | Kind::FileTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Refused(status, _) => *status,
            Kind::Rejected(response) => response.status,
            Kind::Failed(_) | Kind::Unshown { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) fn asks_to_sign_in(&self) -> bool {
        matches!(&self.kind, Kind::Rejected(answer) if asks_to_sign_in(answer.status))
    }

    /// Sends cookies and headers along, for example a `CookieJar`.
    pub fn with(mut self, parts: impl IntoResponseParts) -> Self {
        self.extras.get_or_insert_default().add(parts);
        self
    }

    /// A message for the person, shown once on the page that answers.
    pub fn flash(mut self, text: impl Into<String>) -> Self {
        self.extras.get_or_insert_default().flash = Some(text.into());
        self
    }

    /// One more field error, for an [`Invalid`](crate::Invalid).
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
        if let Kind::Invalid(errors) = &mut self.kind {
            Arc::make_mut(errors).push(more);
        } else {
            self.kind = Kind::Invalid(Arc::new(vec![more]));
        }
        self
    }

    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        Self::new(Kind::Invalid(Arc::new(errors)))
    }

    pub(crate) fn refused(status: StatusCode, sentence: impl Into<Arc<str>>) -> Self {
        Self::new(Kind::Refused(status, sentence.into()))
    }
}

impl<E> From<E> for Error
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn from(error: E) -> Self {
        Self::new(Kind::Failed(Arc::from(error.into())))
    }
}

impl From<Redirect> for Error {
    fn from(redirect: Redirect) -> Self {
        Self::new(Kind::Redirect(Box::new(redirect)))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Redirect(redirect) => write!(f, "Redirect({:?})", redirect.target()),
            Kind::Invalid(errors) => write!(f, "Invalid({errors:?})"),
            Kind::Denied => f.write_str("Denied"),
            Kind::NotFound => f.write_str("NotFound"),
            Kind::Conflict(message) => write!(f, "Conflict({message:?})"),
            Kind::Stale => f.write_str("Stale"),
            Kind::Forgotten => f.write_str("Forgotten"),
            Kind::Limited { wait } => write!(f, "Limited({wait:?})"),
            Kind::TooLarge(exceeded) => write!(f, "TooLarge({exceeded:?})"),
            Kind::FileTooLarge(errors) => write!(f, "FileTooLarge({errors:?})"),
            Kind::Refused(status, sentence) => write!(f, "Refused({status}, {sentence:?})"),
            Kind::Busy => f.write_str("Busy"),
            Kind::Rejected(response) => write!(f, "Rejected({})", response.status),
            Kind::Failed(cause) => write!(f, "Failed({cause:?})"),
            Kind::Unshown { cause, .. } => write!(f, "Unshown({cause:?})"),
        }
    }
}

/// Rides on the response of a page that ended in an `Error`; the service maps it, logs its cause and
/// writes the page.
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

/// From a page: `Err(Redirect::to("/login").into())` and `Ok(redirect)` both work.
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
}
