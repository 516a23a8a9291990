//! The public side of the site: its origin and its cookie.

use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::db::Token;

/// The address of the site, as browsers see it.
#[derive(Clone, Debug, Default)]
pub struct Site {
    public_origin: Option<String>,
}

impl Site {
    /// Creates the site behind one proxy, with the origin in the browser's address bar:
    /// `https://itlead.example`.
    pub fn at(public_origin: impl Into<String>) -> Self {
        Self {
            public_origin: Some(public_origin.into()),
        }
    }

    pub(crate) fn public_origin(&self) -> Option<String> {
        self.public_origin.clone()
    }

    /// Returns the number of proxies that append to `X-Forwarded-For`.
    pub(crate) fn proxies(&self) -> usize {
        usize::from(self.public_origin.is_some())
    }

    fn is_https(&self) -> bool {
        self.public_origin
            .as_deref()
            .is_some_and(|origin| origin.starts_with("https://"))
    }

    /// Returns the cookie's name. With the prefix `__Host-` subdomains cannot set the cookie, but
    /// browsers only accept it with https.
    pub(crate) fn cookie_name(&self) -> &'static str {
        if self.is_https() {
            "__Host-session"
        } else {
            "session"
        }
    }

    /// Returns the cookie that keeps a browser signed in. It has a long lifetime: the server
    /// decides when the session ends.
    pub(crate) fn session_cookie(&self, token: &Token) -> Cookie<'static> {
        let mut cookie = self.no_session();
        cookie.set_value(token.as_str().to_owned());
        cookie.make_permanent();
        cookie
    }

    /// Returns the same cookie without a session, for removing it.
    pub(crate) fn no_session(&self) -> Cookie<'static> {
        Cookie::build(self.cookie_name())
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.is_https())
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_cookie_is_for_the_server_only_and_for_https_where_there_is_https() {
        let token = Token::from("abc");
        let plain = Site::default().session_cookie(&token).to_string();
        assert!(
            plain.starts_with("session=abc; HttpOnly; SameSite=Lax; Path=/; Max-Age="),
            "{plain}"
        );
        let secure = Site::at("https://itlead.example")
            .session_cookie(&token)
            .to_string();
        assert!(
            secure.starts_with("__Host-session=abc; HttpOnly; SameSite=Lax; Secure; Path=/;"),
            "{secure}"
        );
    }
}
