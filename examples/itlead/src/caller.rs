//! The caller: the `User` of a request.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use axum_extra::extract::CookieJar;
use postback::{Caller, Error, Page, Redirect};

use crate::{App, model::User};

impl Caller for User {
    fn key(&self) -> String {
        self.id.0.to_string()
    }
}

/// For members-only pages and actions: everyone else is redirected to the sign-in page, and from
/// there back to the requested page.
impl FromRequestParts<App> for User {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        if let Some(user) = Option::<Self>::from_request_parts(parts, app).await? {
            return Ok(user);
        }
        let page = Page::from_request_parts(parts, app).await?;
        Err(Redirect::to(login_url(page.url())).into())
    }
}

/// For pages that differ for members and guests.
impl OptionalFromRequestParts<App> for User {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Error> {
        let jar = CookieJar::from_headers(&parts.headers);
        match jar.get(app.site.cookie_name()) {
            Some(cookie) => Ok(app.db.user_of(&cookie.value().into()).await?),
            None => Ok(None),
        }
    }
}

/// Returns the URL of the sign-in page, which leads back to `wanted`.
fn login_url(wanted: &str) -> String {
    let next = form_urlencoded::byte_serialize(wanted.as_bytes());
    next.fold(String::from("/login?next="), |url, part| url + part)
}
