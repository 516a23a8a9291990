//! `Redirect`: success somewhere else.

use axum::response::{IntoResponse, IntoResponseParts, Response};

use http::{StatusCode, header};

use super::Extras;
use super::place::Place;

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
    /// Or why nobody can be sent there.
    target: Result<Target, &'static str>,
    replace: bool,
    extras: Extras,
}

/// Where to, and how much we trust who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Written by the app: may be rendered in process.
    App(Place),
    /// From a visitor: the browser goes there itself, with its own request.
    Visitor(Place),
    /// Another site, if its origin is on the list.
    External(Place, String),
}

impl Target {
    pub(crate) fn place(&self) -> &Place {
        let (Self::App(place) | Self::Visitor(place) | Self::External(place, _)) = self;
        place
    }
}

impl Redirect {
    /// To a page of this site: a path as the browser sees it (`/problems/42?tab=1#notes`), or only
    /// `?query` or `#fragment` of the page that was posted to. It is encoded as a browser would do it.
    ///
    /// Anything else (a scheme, `//host`, a backslash, a control character, a relative path) ends
    /// the action as a failure with a sentence in the log. For a path that comes from the visitor,
    /// such as `?next=`, use [`Redirect::local`].
    pub fn to(path: impl Into<String>) -> Self {
        Self::new(Place::here(&path.into()).map(Target::App))
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
        let place = Place::here(user_input).ok()?;
        let is_path = place.as_str().starts_with('/');
        is_path.then(|| Self::new(Ok(Target::Visitor(place))))
    }

    /// To another site, by its full address, which is encoded as a browser would do it. Its origin has
    /// to be allowed with [`Postback::allow_redirects_to`](crate::Postback::allow_redirects_to); else
    /// the action ends as a failure.
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

    /// Sends cookies and headers along, for example a `CookieJar`.
    pub fn with(mut self, parts: impl IntoResponseParts) -> Self {
        self.extras.add(parts);
        self
    }

    /// A message for the person, shown once on the page that the browser goes to. One that is too large for
    /// a cookie (see [`Done`](crate::Done)) is said before the browser goes on. Another site shows none.
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

    pub(crate) fn target(&self) -> Result<&Target, &'static str> {
        self.target.as_ref().map_err(|reason| *reason)
    }

    pub(crate) fn into_parts(self) -> (Result<Target, &'static str>, Extras) {
        (self.target, self.extras)
    }
}

/// The way to a page, without anything else.
pub(crate) fn see_other(place: &Place) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response
        .headers_mut()
        .insert(header::LOCATION, place.header());
    response
}
