//! `Redirect`: success somewhere else.

use axum::response::{IntoResponse, IntoResponseParts, Response};

use super::{Error, Extras};

/// Success, and the browser goes on to another page: `Ok(Redirect::to("/dashboard"))`.
///
/// A redirect is a value, so no `?` swallows it. It never leaves the site unless the target's
/// origin was allowed with [`Postback::allow_redirects_to`](crate::Postback::allow_redirects_to).
///
/// ```
/// # use postback::{Redirect, Result};
/// async fn create() -> Result<Redirect> {
///     let id = 42;
///     Ok(Redirect::to(format!("/problems/{id}")).flash("Created"))
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "an outcome does something only when it is returned"]
pub struct Redirect {
    target: Target,
    replace: bool,
    extras: Extras,
}

/// Where to, and how much we trust who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Written by the app: may be rendered in process.
    App(String),
    /// From a visitor: the browser goes there itself, with its own request.
    Visitor(String),
    /// Another site, if it is on the list.
    External(String),
}

impl Target {
    /// As it goes into `Location`, once it is checked.
    pub(crate) fn location(&self) -> &str {
        let (Self::App(location) | Self::Visitor(location) | Self::External(location)) = self;
        location
    }
}

impl Redirect {
    /// To a page of this site: a path as the browser sees it (`/problems/42?tab=1#notes`), or only
    /// `?query` or `#fragment` of the page that was posted to.
    ///
    /// Anything else (a scheme, `//host`, a backslash, a control character, a relative path) ends
    /// the action as a failure with a sentence in the log. For a path that comes from the visitor,
    /// such as `?next=`, use [`Redirect::local`].
    pub fn to(path: impl Into<String>) -> Self {
        Self::new(Target::App(path.into()))
    }

    /// To a path that came from the visitor; `None` unless it is a path of this site.
    ///
    /// Such a page is never rendered in process: a visitor must not choose what our own server
    /// requests.
    ///
    /// ```
    /// # use postback::Redirect;
    /// let next = "//evil.example";
    /// let redirect = Redirect::local(next).unwrap_or(Redirect::to("/dashboard"));
    /// assert!(Redirect::local("/problems?page=2").is_some());
    /// assert!(Redirect::local(next).is_none());
    /// ```
    #[must_use]
    pub fn local(user_input: &str) -> Option<Self> {
        let path = checked(user_input).ok()?;
        path.starts_with('/')
            .then(|| Self::new(Target::Visitor(path)))
    }

    /// To another site, by its full address. Its origin has to be allowed with
    /// [`Postback::allow_redirects_to`](crate::Postback::allow_redirects_to); else the action ends
    /// as a failure.
    pub fn external(url: impl Into<String>) -> Self {
        Self::new(Target::External(url.into()))
    }

    fn new(target: Target) -> Self {
        Self {
            target,
            replace: false,
            extras: Extras::default(),
        }
    }

    /// Sends cookies and headers along, for example a `CookieJar`.
    pub fn with(mut self, parts: impl IntoResponseParts) -> Self {
        self.extras.add(parts);
        self
    }

    /// A message for the person, shown once on the page that the browser goes to.
    pub fn flash(mut self, text: impl Into<String>) -> Self {
        self.extras.flash = Some(text.into());
        self
    }

    /// With the browser runtime, the new page takes the place of the current one in the browser's
    /// history, as after signing in: "Back" does not lead to the form again. A plain POST leaves that
    /// to the browser.
    ///
    /// ```
    /// # use postback::{Redirect, Result};
    /// async fn sign_in() -> Result<Redirect> {
    ///     Ok(Redirect::to("/dashboard").replace())
    /// }
    /// ```
    pub fn replace(mut self) -> Self {
        self.replace = true;
        self
    }

    pub(crate) fn replaces(&self) -> bool {
        self.replace
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    pub(crate) fn into_parts(self) -> (Target, Extras) {
        (self.target, self.extras)
    }
}

/// From a page: `Err(Redirect::to("/login").into())` and `Ok(redirect)` both work.
impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        Error::from(self).into_response()
    }
}

/// The target as it goes into `Location`: ASCII, and provably on this site.
///
/// # Errors
/// What is wrong with it, for the log.
pub(crate) fn checked(target: &str) -> Result<String, &'static str> {
    if target.chars().any(|c| c.is_control() || c == '\\') {
        // Browsers read `\` as `/` and drop tabs and newlines, so `/\host` and `/<tab>/host` leave the site.
        return Err("a redirect target holds a backslash or a control character");
    }
    if target.starts_with("//") {
        return Err("a redirect target begins with `//`, which is another host");
    }
    if !target.starts_with(['/', '?', '#']) {
        return Err(
            "a redirect target is a path that begins with `/` (or `?query`, `#fragment`); use `Redirect::external` for another site",
        );
    }
    Ok(encoded(target))
}

/// Percent-encodes what may not stand in a header and would not survive in a URL; `%` stays, so
/// what is encoded already stays as it is.
fn encoded(target: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'`')
        .add(b'{')
        .add(b'}');
    percent_encoding::utf8_percent_encode(target, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_queries_and_fragments_of_this_site_pass() {
        for path in ["/", "/a/b?c=d&e=%2F#f", "?page=2", "#top", "/@scope:x"] {
            assert_eq!(checked(path).as_deref(), Ok(path));
        }
        assert_eq!(
            checked("/caf\u{e9} au lait").as_deref(),
            Ok("/caf%C3%A9%20au%20lait")
        );
    }

    #[test]
    fn whatever_could_leave_the_site_is_refused() {
        for path in [
            "",
            "//evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\\evil.example",
            "\\\\evil",
            "/\t/evil",
            "/a\r\nSet-Cookie: x=1",
            "relative",
            "./relative",
            " /space",
        ] {
            assert!(checked(path).is_err(), "{path:?}");
            assert!(Redirect::local(path).is_none(), "{path:?}");
        }
    }

    #[test]
    fn a_visitor_chooses_only_whole_paths() {
        assert!(Redirect::local("?page=2").is_none());
    }
}
