//! [`Postback`]: builds the app from a Router of pages and a list of actions.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use axum::Router;
use http::request::Parts;

use super::AppHandle;
use super::pages::CachedPage;
use crate::action::Actions;
use crate::cache::CacheLimits;
use crate::context::{App, PublicPath};
use crate::form::{Limits, Problem};
use crate::html::IntoHtml;
use crate::keys::Keys;
use crate::outcome::{Error, ErrorPage};
#[cfg(feature = "typescript")]
use crate::page::Islands;

/// The builder of an app: wraps a Router of pages so that actions can be posted to them.
///
/// ```
/// use axum::{Router, routing::get};
/// use postback::{Page, Postback, Result, action, actions, page};
///
/// #[action(public)]
/// async fn hello() -> Result<()> {
///     Ok(())
/// }
///
/// async fn home(page: Page) -> postback::Html {
///     page.form::<hello>().open(postback::Html::from_trusted("<button>Hello</button>"))
/// }
///
/// let pages = Router::new().route("/", page(get(home)));
/// let app: Router = Postback::new(pages).actions(actions![hello]).with_state(());
/// ```
#[must_use = "call `.with_state(..)` to get the Router"]
pub struct Postback<S> {
    pub(super) pages: Router<S>,
    pub(super) actions: Actions<S>,
    #[cfg(feature = "typescript")]
    pub(super) islands: Islands,
    /// The app's settings, as far as they do not depend on others.
    pub(super) app: App,
    pub(super) keys: Option<Keys>,
    pub(super) public_origins: Vec<String>,
    pub(super) allowed_redirects: Vec<String>,
    pub(super) cached_pages: Vec<(Cow<'static, str>, CachedPage)>,
    pub(super) cache_limits: CacheLimits,
    pub(super) build_id: Option<String>,
    pub(super) handle: AppHandle,
}

impl<S: Clone + Send + Sync + 'static> Postback<S> {
    /// Creates a builder around these pages. Sessions, guards and a 404 page (`.fallback(..)`)
    /// belong on this Router, inside.
    pub fn new(pages: Router<S>) -> Self {
        Self {
            pages,
            actions: Actions::new(),
            #[cfg(feature = "typescript")]
            islands: Islands::new(),
            app: App::default(),
            keys: None,
            public_origins: Vec::new(),
            allowed_redirects: Vec::new(),
            cached_pages: Vec::new(),
            cache_limits: CacheLimits::new(),
            build_id: None,
            handle: AppHandle::default(),
        }
    }

    /// Adds the actions that can be reached.
    pub fn actions(mut self, actions: Actions<S>) -> Self {
        self.actions = self.actions.merge(actions);
        *self.handle.listed() = self.actions.infos();
        self
    }

    /// Maps errors of the type `E`, also among the sources of another error, to an outcome that
    /// visitors understand. `None` leaves the error masked.
    ///
    /// ```
    /// # use postback::{Invalid, Postback};
    /// # let postback = Postback::<()>::new(axum::Router::new());
    /// postback.map_error(|error: &std::num::ParseIntError| Some(Invalid::field("age", "must be a number")))
    /// # ;
    /// ```
    pub fn map_error<E: std::error::Error + 'static>(
        mut self,
        map: impl Fn(&E) -> Option<Error> + Send + Sync + 'static,
    ) -> Self {
        self.app.errors.add(map);
        self
    }

    /// Sets the app's own sentences about fields, for another language or another tone. `None`
    /// selects the library's sentence. They apply to the forms of actions and to
    /// [`Search`](crate::Search).
    ///
    /// ```
    /// # use postback::{Postback, Problem};
    /// # let postback = Postback::<()>::new(axum::Router::new());
    /// postback.messages(|problem| match problem {
    ///     Problem::Required => Some("fehlt".to_owned()),
    ///     _ => None,
    /// })
    /// # ;
    /// ```
    pub fn messages(
        mut self,
        messages: impl Fn(&Problem) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.app.messages = Some(Arc::new(messages));
        self
    }

    /// Sets the keys for ids, seals and cookies. By default they come from `POSTBACK_KEYS`, and in
    /// a debug build from a file in the target folder.
    pub fn keys(mut self, keys: Keys) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Adds origins under which browsers see this app (`https://example.com`). Actions may be
    /// posted from these origins, whatever host name a proxy passes on.
    ///
    /// Other host names are refused: a page that was opened under another name runs no action,
    /// because anyone can let their own domain resolve to this app (DNS rebinding). Exempt are IP
    /// addresses, `localhost`, and the names above and below a public one (`example.com`,
    /// `www.example.com`), which no one else controls. Add an internal name under which people use
    /// the app as an origin, too.
    pub fn public_origins<O: Into<String>>(mut self, origins: impl IntoIterator<Item = O>) -> Self {
        self.public_origins
            .extend(origins.into_iter().map(Into::into));
        self
    }

    /// Sets the path that a proxy strips from every request, as browsers see it: `/app`, if
    /// `/app/settings` arrives as `/settings`.
    ///
    /// Forms and their responses work without this setting, and so does the runtime, unless the
    /// proxy also decodes an encoded slash, or a layer adds a trailing one. With it the app behaves
    /// as under `nest("/app", ..)`: a redirect to `/app/other` is recognised as a page of this app,
    /// so the response includes it and it shows the message; [`Page::url`](crate::Page::url) and
    /// axum's `OriginalUri` contain the prefix; and cookies for `/app` are recognised.
    /// [`guides::proxies`](crate::guides::proxies) explains more.
    ///
    /// ```
    /// # let postback = postback::Postback::<()>::new(axum::Router::new());
    /// postback.public_path("/app")
    /// # ;
    /// ```
    ///
    /// # Panics
    ///
    /// If the path is not written as browsers write it.
    pub fn public_path(mut self, path: &str) -> Self {
        self.app.public_path =
            PublicPath::new(path).unwrap_or_else(|sentence| panic!("{sentence}"));
        self
    }

    /// Sets the number of trusted proxies that every request passes, each of which appends the
    /// address of its client to `X-Forwarded-For`. The default, 0, ignores the header, which any
    /// client can send.
    ///
    /// The number decides which address a `rate` of an [action](macro@crate::action) counts
    /// `per address`: with 1 the last entry, with 2 the last but one.
    /// [`guides::proxies`](crate::guides::proxies) has examples.
    pub fn trusted_proxies(mut self, proxies: usize) -> Self {
        self.app.trusted_proxies = proxies;
        self
    }

    /// Adds origins of other sites to which [`Redirect::external`](crate::Redirect::external) may
    /// redirect: `https://pay.example`.
    pub fn allow_redirects_to<O: Into<String>>(
        mut self,
        origins: impl IntoIterator<Item = O>,
    ) -> Self {
        self.allowed_redirects
            .extend(origins.into_iter().map(Into::into));
        self
    }

    /// Allows other sites to show the pages in a frame, which makes clickjacking possible. By
    /// default every page that does not set `X-Frame-Options` itself is sent with `SAMEORIGIN`.
    pub fn allow_framing(mut self) -> Self {
        self.app.framing = true;
        self
    }

    /// Keeps browsers from storing a page that shows submitted values or an outcome.
    ///
    /// By default such a page is `private, no-cache`: the browser keeps it for its Back button,
    /// which restores the typed values, for example after the visitor has opened another page by
    /// mistake. The typed values are then in the browser's own cache on disk, except for passwords
    /// and files. A single action sets it with `#[action(no_store)]`, and a single page with its
    /// own `Cache-Control: no-store`.
    pub fn no_store(mut self) -> Self {
        self.app.no_store.always = true;
        self
    }

    /// Sets the rendering of the error page, which is shown when a page has failed or there is no
    /// page to return to.
    pub fn error_page<H: IntoHtml>(
        mut self,
        page: impl Fn(&ErrorPage<'_>) -> H + Send + Sync + 'static,
    ) -> Self {
        self.app.error_page = Some(Box::new(move |error| page(error).into_html()));
        self
    }

    /// Renders the pages of this route once for everyone, and again when they are old or were
    /// revalidated. Call it once per route.
    ///
    /// The pattern is that of the route in the Router of pages, and the route is wrapped in
    /// [`page(..)`](crate::page()). Declare what the page depends on: see [`CachedPage`].
    ///
    /// ```
    /// use axum::{Router, routing::get};
    /// use postback::{CachedPage, Postback, page};
    ///
    /// async fn problems() -> &'static str { "problems" }
    /// async fn problem() -> &'static str { "a problem" }
    ///
    /// let pages = Router::new()
    ///     .route("/problems", page(get(problems)))
    ///     .route("/problems/{id}", page(get(problem)));
    /// let app: Router = Postback::new(pages)
    ///     .cache_page("/problems", CachedPage::fresh("5m").query(["topic", "page"]))
    ///     .cache_page("/problems/{id}", CachedPage::fresh("1h").tags(["problems"]))
    ///     .with_state(());
    /// ```
    ///
    /// A visitor for whom an action has left a message receives a page of their own. So does
    /// everyone if the page turns out to be personal: it sets a cookie, is sent with `no-store`, or
    /// a guard answers in its place. The log has a warning.
    pub fn cache_page(mut self, pattern: impl Into<Cow<'static, str>>, page: CachedPage) -> Self {
        self.cached_pages.push((pattern.into(), page));
        self
    }

    /// Sets the limits of the cache.
    pub fn cache_limits(mut self, limits: CacheLimits) -> Self {
        self.cache_limits = limits;
        self
    }

    /// Sets the limits of submissions: size, speed and number.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.app.limits = limits;
        self
    }

    /// Divides the app into partitions that share nothing. The name of a request's partition, for
    /// example a tenant, is part of the key of every cached value and page, and of the identity of
    /// repeated submissions.
    ///
    /// ```
    /// # let postback = postback::Postback::<()>::new(axum::Router::new());
    /// postback.partition(|parts| {
    ///     let tenant = parts.headers.get("x-tenant");
    ///     tenant.and_then(|tenant| tenant.to_str().ok()).unwrap_or_default().to_owned()
    /// })
    /// # ;
    /// ```
    ///
    /// The function is called for each request, with the request as the service received it. For
    /// the page after an action it is called with the GET that a browser would send next: new
    /// cookies, and the page's own address. Everything that it reads must be in the request. A
    /// value that a layer *around* the app has put into the extensions belongs to the old cookies.
    /// If the action changes cookies, the page after it then shares nothing with others (neither
    /// does one whose new cookies name the same partition), and a tenant that changes without a
    /// cookie must not be named by such a layer. A *handle* to a session is correct.
    ///
    /// Rates count separately in each partition, except those `per address`. If a request can name
    /// a partition that does not exist, by a cookie or a header, it gets a new count there: return
    /// the same name for all of those.
    ///
    /// Handlers read the name with [`Cache::partition`](crate::Cache::partition). Tags apply to all
    /// partitions: revalidating `"problems"` in one recomputes the values of the others as well,
    /// which only costs time.
    pub fn partition<P>(mut self, part: impl Fn(&Parts) -> P + Send + Sync + 'static) -> Self
    where
        P: Into<String>,
    {
        self.app.partition = Some(Arc::new(move |parts| part(parts).into()));
        self
    }

    /// Names this build of the app. Pages with the browser runtime carry the name: after a
    /// deployment the next redirect to another page loads that page completely, with its scripts
    /// and styles.
    ///
    /// By default a build is identified by the length and the modification time of the executable.
    /// If several instances serve one app and each has compiled or copied the executable
    /// separately, set a name, for example the commit.
    ///
    /// ```
    /// # let postback = postback::Postback::<()>::new(axum::Router::new());
    /// postback.build_id(option_env!("COMMIT").unwrap_or("development"))
    /// # ;
    /// ```
    pub fn build_id(mut self, id: impl Into<String>) -> Self {
        self.build_id = Some(id.into());
        self
    }

    /// Adds the islands that pages may have.
    #[cfg(feature = "typescript")]
    pub fn islands(mut self, islands: Islands) -> Self {
        self.islands = self.islands.merge(islands);
        self
    }

    /// Returns the islands that are listed so far.
    #[cfg(feature = "typescript")]
    pub(crate) fn listed_islands(&self) -> &Islands {
        &self.islands
    }

    /// Returns the actions that are listed so far.
    #[cfg(feature = "typescript")]
    pub(crate) fn listed(&self) -> &Actions<S> {
        &self.actions
    }

    /// Returns a handle to the running app.
    #[must_use]
    pub fn handle(&self) -> AppHandle {
        self.handle.clone()
    }
}

impl<S> fmt::Debug for Postback<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postback")
            .field("actions", &self.actions)
            .finish_non_exhaustive()
    }
}
