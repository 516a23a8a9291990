//! Access to an action.

use std::convert::Infallible;

use axum::Extension;
use axum::extract::FromRequestParts;
use http::request::Parts;

/// The caller of an action: an app's own extractor that rejects everyone else.
///
/// The extractor runs before the body is read. Its rejection becomes the response: a redirect to
/// the sign-in page, a 401, a 403. `Option<User>` is not a caller, because it rejects no one.
///
/// ```
/// use axum::extract::FromRequestParts;
/// use http::{StatusCode, request::Parts};
///
/// pub struct User { pub id: i64 }
///
/// impl postback::Caller for User {
///     fn key(&self) -> String {
///         self.id.to_string()
///     }
/// }
///
/// impl<S: Send + Sync> FromRequestParts<S> for User {
///     type Rejection = StatusCode;
///
///     async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
///         // In an app: the session cookie, looked up in the database.
///         parts.extensions.get::<i64>().map(|id| User { id: *id }).ok_or(StatusCode::UNAUTHORIZED)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a caller",
    label = "this type does not say who calls the action",
    note = "implement `postback::Caller` for an extractor type of your own that rejects everybody else; wrap a type of another crate in one"
)]
pub trait Caller: Send + 'static {
    /// Returns what identifies this caller, such as a user id or a session id.
    ///
    /// It determines whose repeat a submission is, and which caller a `rate` counts `per caller`.
    /// It never leaves this process.
    fn key(&self) -> String;
}

/// A caller that a layer put into the request's extensions.
impl<T: Caller + Clone + Sync> Caller for Extension<T> {
    fn key(&self) -> String {
        self.0.key()
    }
}

/// The caller of an action with the option `public`.
#[derive(Clone, Copy, Debug)]
pub struct Anyone;

impl Caller for Anyone {
    fn key(&self) -> String {
        String::new()
    }
}

impl<S: Sync> FromRequestParts<S> for Anyone {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self)
    }
}
