//! Who is asking: the `User` of a request.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use axum_extra::extract::CookieJar;
use postback::{Caller, Error, Redirect};

use crate::{App, db::COOKIE, model::User};

impl Caller for User {
    fn key(&self) -> String {
        self.id.clone()
    }
}

/// For what is for members only: everybody else goes to the login page.
impl FromRequestParts<App> for User {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        Option::<Self>::from_request_parts(parts, app)
            .await?
            .ok_or_else(|| Redirect::to("/login").into())
    }
}

/// For what looks different to members.
impl OptionalFromRequestParts<App> for User {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Error> {
        let jar = CookieJar::from_headers(&parts.headers);
        match jar.get(COOKIE) {
            Some(cookie) => Ok(app.db.user_of(cookie.value()).await?),
            None => Ok(None),
        }
    }
}
