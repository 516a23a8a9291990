//! What the tests of the running side share: a caller, raw requests, a log that can be read.

#![allow(dead_code, reason = "no test file needs all of it")]

pub(crate) mod log;
pub(crate) mod send;

use axum::extract::FromRequestParts;
use http::{StatusCode, request::Parts};
use postback::{Action, Html, Page};

/// The signed-in user, by the header `x-user`; nobody else.
pub(crate) struct User(pub String);

impl postback::Caller for User {
    fn key(&self) -> String {
        self.0.clone()
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let user = parts
            .headers
            .get("x-user")
            .and_then(|user| user.to_str().ok());
        user.map(|user| Self(user.to_owned()))
            .ok_or(StatusCode::UNAUTHORIZED)
    }
}

/// The form of an action without fields.
pub(crate) fn button<A: Action<Arguments = ()>>(page: &Page) -> Html {
    let form = page.form::<A>();
    form.open(Html::from_trusted(format!("<button>{}</button>", A::NAME)))
}

/// A whole page around what `parts` say.
pub(crate) fn document(page: &Page, parts: &[Html]) -> Html {
    let mut html = "<!DOCTYPE html><html lang=en><title>Test</title><body>".to_owned();
    html.push_str(page.notice().as_str());
    for part in parts {
        html.push_str(part.as_str());
    }
    Html::from_trusted(html)
}
