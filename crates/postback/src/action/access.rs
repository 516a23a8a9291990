//! Who calls an action.

use std::convert::Infallible;

use axum::Extension;
use axum::extract::FromRequestParts;
use http::request::Parts;

/// Who calls an action: an extractor of yours that refuses everybody else.
///
/// It runs before the body is read. Its rejection is the answer: a redirect to the login page, a
/// 401, a 403. `Option<User>` is not a caller, because it refuses nobody.
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
    message = "`{Self}` does not say who is calling",
    label = "not a caller",
    note = "implement `postback::Caller` for an extractor type of yours that refuses everybody else; wrap a foreign one"
)]
pub trait Caller: Send + 'static {
    /// What tells this caller from every other one: a user id, a session id.
    ///
    /// It decides whose submission a repeat is, and whom a `rate` counts `per caller`. It stays in this process.
    fn key(&self) -> String;
}

/// A layer put `T` into the request, and `T` says who calls.
impl<T: Caller + Clone + Sync> Caller for Extension<T> {
    fn key(&self) -> String {
        self.0.key()
    }
}

/// The caller of an action that says `#[action(public)]`.
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
