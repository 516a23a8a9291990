//! [`Redirect`]: success on another page.

use axum::response::{IntoResponse, IntoResponseParts, Response};

use http::{StatusCode, header};

use super::Extras;
use super::place::Place;

/// A success after which the browser goes to another page: `Ok(Redirect::to("/dashboard"))`.
///
/// A redirect is a value, so no `?` swallows it. It never leaves the site, unless
/// [`Postback::allow_redirects_to`](crate::Postback::allow_redirects_to) allows the target's
/// origin.
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
    /// The target, or why browsers may not be sent there.
    target: Result<Target, &'static str>,
    replace: bool,
    extras: Extras,
}

/// The target of a redirect, by the trust in its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Written by the app: the page may be rendered in the same process.
    App(Place),
    /// From a visitor: the browser requests the page itself.
    Visitor(Place),
    /// Another site with its origin, which has to be allowed.
    External(Place, String),
}

impl Target {
    pub(crate) fn place(&self) -> &Place {
        let (Self::App(place) | Self::Visitor(place) | Self::External(place, _)) = self;
        place
    }
}

impl Redirect {
    /// Redirects to a page of this site: a path as the browser sees it
    /// (`/problems/42?tab=1#notes`), or only a `?query` or `#fragment` of the page that was posted
    /// to. The path is encoded as browsers encode it.
    ///
    /// Any other target (a scheme, `//host`, a backslash, a control character, a relative path)
    /// ends the action as a failure, with a sentence in the log. For a path that comes from the
    /// visitor, such as `?next=`, use [`Redirect::local`].
    pub fn to(path: impl Into<String>) -> Self {
        Self::new(Place::here(&path.into()).map(Target::App))
    }

    /// Redirects to a path that comes from the visitor. Returns `None` unless it is a path of this
    /// site.
    ///
    /// Such a page is never rendered in the same process: a visitor must not choose what the server
    /// requests from itself.
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
        let place = Place::here(user_input).ok()?;
        let is_path = place.as_str().starts_with('/');
        is_path.then(|| Self::new(Ok(Target::Visitor(place))))
    }

    /// Redirects to another site by its full URL, which is encoded as browsers encode it. Its
    /// origin has to be allowed with
    /// [`Postback::allow_redirects_to`](crate::Postback::allow_redirects_to); otherwise the action
    /// ends as a failure.
    pub fn external(url: impl Into<String>) -> Self {
        let place = Place::elsewhere(&url.into());
        Self::new(place.map(|(place, origin)| Target::External(place, origin)))
    }

    fn new(target: Result<Target, &'static str>) -> Self {
        Self {
            target,
            replace: false,
            extras: Extras::default(),
        }
    }

    /// Adds cookies and headers to the response, for example a `CookieJar`.
    pub fn with(mut self, parts: impl IntoResponseParts) -> Self {
        self.extras.add(parts);
        self
    }

    /// Sets a message for the visitor, shown once on the target page. A message that is too large
    /// for a cookie (see [`Done`](crate::Done)) is shown before the browser goes there. Another
    /// site does not show it.
    pub fn flash(mut self, text: impl Into<String>) -> Self {
        self.extras.flash = Some(text.into());
        self
    }

    /// Replaces the current page in the browser's history, as after signing in, so that "Back" does
    /// not return to the form. It needs the browser runtime; for a plain POST the browser decides.
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

    pub(crate) fn target(&self) -> Result<&Target, &'static str> {
        self.target.as_ref().map_err(|reason| *reason)
    }

    pub(crate) fn into_parts(self) -> (Result<Target, &'static str>, Extras) {
        (self.target, self.extras)
    }
}

/// Returns a 303 to this address, without extras.
pub(crate) fn see_other(place: &Place) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response
        .headers_mut()
        .insert(header::LOCATION, place.header());
    response
}
