use axum::extract::FromRequestParts;
use http::{StatusCode, request::Parts};

/// A signed-in user, as an app has one.
pub struct User {
    pub id: i64,
}

impl postback::Caller for User {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = StatusCode;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        Err(StatusCode::UNAUTHORIZED)
    }
}
