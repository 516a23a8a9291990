//! Whom an app of the tests knows: by a header, which a test browser can send.

use axum::extract::FromRequestParts;
use http::StatusCode;
use http::request::Parts;
use postback::Caller;

/// Signed in by the header `x-user`.
#[derive(Clone, Debug)]
pub(crate) struct User(pub(crate) String);

impl Caller for User {
    fn key(&self) -> String {
        self.0.clone()
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let name = parts
            .headers
            .get("x-user")
            .and_then(|name| name.to_str().ok());
        name.map(|name| Self(name.to_owned()))
            .ok_or(StatusCode::UNAUTHORIZED)
    }
}
