//! `Postback`: from a Router of pages and a list of actions to the app.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use axum::Router;
use http::request::Parts;

use super::Handle;
use super::pages::CachedPage;
use crate::action::Actions;
use crate::cache::CacheLimits;
use crate::context::{App, PublicPath};
use crate::form::{Limits, Problem};
use crate::html::IntoHtml;
use crate::keys::Keys;
use crate::outcome::{Error, ErrorPage};

/// Wraps a Router of pages so that actions can be posted to them.
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
    /// What needs no look at the rest is set in it at once.
    pub(super) app: App,
    pub(super) keys: Option<Keys>,
    pub(super) public_origins: Vec<String>,
    pub(super) allowed_redirects: Vec<String>,
    pub(super) cached_pages: Vec<(Cow<'static, str>, CachedPage)>,
    pub(super) cache_limits: CacheLimits,
    pub(super) build_id: Option<String>,
    pub(super) handle: Handle,
}

impl<S: Clone + Send + Sync + 'static> Postback<S> {
    /// Wraps these pages. Sessions and guards go on this Router, inside; so does a 404 page
    /// (`.fallback(..)`).
    pub fn new(pages: Router<S>) -> Self {
        Self {
            pages,
            actions: Actions::new(),
            app: App::default(),
            keys: None,
            public_origins: Vec::new(),
            allowed_redirects: Vec::new(),
            cached_pages: Vec::new(),
            cache_limits: CacheLimits::new(),
            build_id: None,
            handle: Handle::default(),
        }
    }

    /// The actions that can be reached; a second call adds to the first.
    pub fn actions(mut self, actions: Actions<S>) -> Self {
        self.actions = self.actions.merge(actions);
        *self.handle.listed() = self.actions.infos();
        self
    }

    /// Turns errors of the type `E`, plain or among the sources of another one, into an outcome
    /// that the person understands; `None` leaves it masked.
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

    /// The app's own sentences about fields, for another language or another tone; `None` means
    /// ours. They are for the forms of actions and for [`Search`](crate::Search).
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

    /// The keys for ids, seals and cookies; without it they come from `POSTBACK_KEYS`, and in a
    /// debug build from a file under the target folder.
    pub fn keys(mut self, keys: Keys) -> Self {
        self.keys = Some(keys);
        self
    }

    /// The origins under which browsers see this app (`https://example.com`): an action may be
    /// posted from them, whatever host name a proxy in front passes on.
    ///
    /// And from nowhere else: a page that was opened under a name that is none of them runs nothing, since
    /// anybody can let a domain of theirs resolve to this app (DNS rebinding). IP addresses, `localhost`,
    /// and the names above and below a public one (`example.com`, `www.example.com`) are nobody else's. An
    /// internal name under which people use the app is one of its origins.
    pub fn public_origins<O: Into<String>>(mut self, origins: impl IntoIterator<Item = O>) -> Self {
        self.public_origins
            .extend(origins.into_iter().map(Into::into));
        self
    }

    /// The path that a proxy in front takes off every address, as browsers see it: `/app`, where
    /// `/app/settings` arrives as `/settings`.
    ///
    /// Forms and what comes after them are right without it, and so is the runtime, unless the proxy also
    /// decodes an encoded slash, or a layer adds a slash at the end. With it everything is as under
    /// `nest("/app", ..)`: a redirect to `/app/other` is known for a page of this app, which then comes
    /// along and shows its message; [`Page::url`](crate::Page::url) has the path, and so has axum's
    /// `OriginalUri`; cookies for `/app` are seen. [`guides::proxies`](crate::guides::proxies) has more.
    ///
    /// ```
    /// # let postback = postback::Postback::<()>::new(axum::Router::new());
    /// postback.public_path("/app")
    /// # ;
    /// ```
    ///
    /// # Panics
    ///
    /// If it is no path as browsers write it.
    pub fn public_path(mut self, path: &str) -> Self {
        self.app.public_path =
            PublicPath::new(path).unwrap_or_else(|sentence| panic!("{sentence}"));
        self
    }

    /// How many proxies of yours every request comes through, each of which appends the address that it
    /// was reached from to `X-Forwarded-For`. 0, the default, ignores the header, which anybody can send.
    ///
    /// It decides whom a `rate` of an [action](macro@crate::action) counts `per address`: with 1 the
    /// last entry, with 2 the last but one. [`guides::proxies`](crate::guides::proxies) has examples.
    pub fn trusted_proxies(mut self, proxies: usize) -> Self {
        self.app.trusted_proxies = proxies;
        self
    }

    /// The origins of other sites that [`Redirect::external`](crate::Redirect::external) may go to:
    /// `https://pay.example`.
    pub fn allow_redirects_to<O: Into<String>>(
        mut self,
        origins: impl IntoIterator<Item = O>,
    ) -> Self {
        self.allowed_redirects
            .extend(origins.into_iter().map(Into::into));
        self
    }

    /// Lets other sites show the pages in a frame, where a click can be stolen. Without it every
    /// page that does not set `X-Frame-Options` itself says `SAMEORIGIN`.
    pub fn allow_framing(mut self) -> Self {
        self.app.framing = true;
        self
    }

    /// No browser keeps a page that shows what was sent to an action, or what came of it.
    ///
    /// Without this, such a page is `private, no-cache`: the browser keeps it for its Back, which finds
    /// what was typed, also where the next page was opened by mistake. What was typed is then in the
    /// browser's own cache on the disk, passwords and files left out. An action says it for itself with
    /// `#[action(no_store)]`, and a page with a `Cache-Control` of its own that has `no-store`.
    pub fn no_store(mut self) -> Self {
        self.app.no_store.always = true;
        self
    }

    /// How the page looks that is shown when there is no other: a page failed, or there is none to
    /// go back to.
    pub fn error_page<H: IntoHtml>(
        mut self,
        page: impl Fn(&ErrorPage<'_>) -> H + Send + Sync + 'static,
    ) -> Self {
        self.app.error_page = Some(Box::new(move |error| page(error).into_html()));
        self
    }

    /// Renders the pages of this route once for everybody, and again when they are old or somebody
    /// has revalidated them. Several calls declare several routes.
    ///
    /// The pattern is that of the route, as the Router of pages has it, and the route is wrapped in
    /// [`page(..)`](crate::page()). What the page depends on is declared: see [`CachedPage`].
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
    /// A visitor to whom an action has something to say gets a page of their own, and so does
    /// everybody if the page turns out not to be for everybody: it sets a cookie, says `no-store`, or
    /// a guard answers in its place. The log tells.
    pub fn cache_page(mut self, pattern: impl Into<Cow<'static, str>>, page: CachedPage) -> Self {
        self.cached_pages.push((pattern.into(), page));
        self
    }

    /// How much the cache may hold, and how much it may compute at once.
    pub fn cache_limits(mut self, limits: CacheLimits) -> Self {
        self.cache_limits = limits;
        self
    }

    /// How much a submission may be, how slowly it may come, and how many may come at once.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.app.limits = limits;
        self
    }

    /// Divides the app into parts that share nothing: the name of a request's part, a tenant for
    /// example, is in the key of every cached value and page, and in that of repeated submissions.
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
    /// It is called for each request, with what the service received; for the page after an action, with
    /// the GET that a browser would send next: new cookies, the page's own address. What it reads has to
    /// be in the request. A value that a layer *around* the app has put into the extensions is that of
    /// the old cookies; the page after an action that changes them then shares nothing with others (so
    /// does one whose new cookies name the same part as the old ones), and a tenant that changes without
    /// a cookie must not be named by such a layer. A *handle* to a session is right.
    ///
    /// Rates count in each part by itself, but for those `per address`. Where a request can name a part that
    /// does not exist, by a cookie or a header, it has a new count in it: give all of those one name.
    ///
    /// Handlers find the name in [`Cache::partition`](crate::Cache::partition). Tags are for all parts: to say in one of them that `"problems"` has
    /// changed has the values of the others computed anew as well, which costs time only.
    pub fn partition<P>(mut self, part: impl Fn(&Parts) -> P + Send + Sync + 'static) -> Self
    where
        P: Into<String>,
    {
        self.app.partition = Some(Arc::new(move |parts| part(parts).into()));
        self
    }

    /// Names this build of the app, which pages with the browser runtime carry: after a deploy the
    /// next redirect to another page loads that page as a whole, with its scripts and styles.
    ///
    /// Without it a build is known by the length and the time of the program's file. Where several
    /// instances serve one app and each has compiled or copied the program by itself, name it: the
    /// commit, for example.
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

    /// A handle on the running app: what it offers, and when it has come to rest.
    #[must_use]
    pub fn handle(&self) -> Handle {
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
