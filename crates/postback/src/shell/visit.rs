//! What one render of a page knows: where it is, and what it has to show.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::extract::{OriginalUri, Request};
use http::{Method, Uri};
use tokio::time::Instant;

use super::answer::is_enhanced;
use super::failure::Before;
use super::partition::Part;
use super::refresh::Snapshot;
use super::route::Route;
use super::{App, find, state};
use crate::cache::{Cache, Position, Reader, Scope};
use crate::client;
use crate::form::is_marker;
use crate::outcome::{End, Ended};

pub(crate) struct Visit {
    pub(crate) app: Arc<App>,
    /// Path and own query as the browser sees them.
    pub(crate) url: Uri,
    pub(crate) shown: Option<Shown>,
    /// The route of the first `page(..)` that the request reaches, which would take an action over.
    pub(crate) route: OnceLock<Arc<Route>>,
    /// The runtime shows this page: what the person has chosen and typed stays in the form by itself.
    pub(crate) keeps_files: bool,
    /// The page holds something that is good for one visitor and one submission.
    pub(crate) for_one_visitor: AtomicBool,
    /// The page loads the runtime, which is told what it shows.
    pub(crate) has_script: AtomicBool,
    /// The function of the action was called.
    pub(crate) has_begun: AtomicBool,
    /// The page cache has it rendered.
    pub(crate) is_for_everybody: bool,
    /// The path as the pages Router sees it.
    inner: Uri,
    part: Part,
    /// Where the log of invalidations stood before anything was read.
    began: Position,
    /// In a debug build.
    pub(crate) began_at: Option<Instant>,
    reader: Reader,
    /// Made when it is first asked for: most pages never do.
    cache: OnceLock<Cache>,
}

/// The outcome that a page shows, and what of it somebody has looked at.
pub(crate) struct Shown {
    pub(crate) ended: Arc<Ended>,
    /// It came in this cookie, which goes when it has been read.
    pub(crate) cookie: Option<state::Cookie>,
    outcome_seen: AtomicBool,
    flash_seen: AtomicBool,
    /// The form that could be the one that was sent, where nothing tells; there may be several.
    claimed: OnceLock<String>,
    is_doubtful: AtomicBool,
    may_claim: bool,
    /// Which of the submitted values a form of the page holds.
    taken: Arc<[AtomicBool]>,
}

impl Visit {
    /// For a request from outside; it is put into the request's extensions.
    pub(crate) fn of(app: &Arc<App>, part: Part, request: &mut Request) -> Arc<Self> {
        let url = external(request.uri(), request.extensions().get::<OriginalUri>());
        let carried = if *request.method() == Method::GET {
            state::carried(app, url.path(), request)
        } else {
            None
        };
        if carried.is_some() {
            state::rendered_anew(request.headers_mut());
        }
        let shown = carried.map(|(ended, cookie)| Shown::new(Arc::new(ended), Some(cookie)));
        let inner = request.uri().clone();
        let visit = Arc::new(Self::new(app, url, inner, part, shown));
        request.extensions_mut().insert(Arc::clone(&visit));
        visit
    }

    /// For a page of the page cache, which is rendered in `cache`.
    pub(crate) fn for_everybody(app: &Arc<App>, url: Uri, inner: Uri, cache: Cache) -> Arc<Self> {
        let mut visit = Self::new(app, url, inner, Part::of_everybody(), None);
        visit.is_for_everybody = true;
        visit.cache = OnceLock::from(cache);
        Arc::new(visit)
    }

    /// For the request that runs an action: there is nothing to show yet.
    pub(crate) fn acting(page: &Snapshot, request: &mut Request) -> Arc<Self> {
        let part = Part::of(page.app(), request);
        let (url, inner) = (page.url().clone(), page.inner().clone());
        let mut visit = Self::new(page.app(), url, inner, part, None);
        visit.reader = Reader::Action;
        let visit = Arc::new(visit);
        request.extensions_mut().insert(Arc::clone(&visit));
        visit
    }

    /// For the refresh after an action. Whoever acted gets nothing stale: the browser would hold that
    /// for older than what it shows, and not show how the action ended.
    pub(crate) fn showing(
        page: &Snapshot,
        url: Uri,
        shown: Shown,
        request: &mut Request,
    ) -> Arc<Self> {
        let part = Part::after(page.app(), request, &page.headers);
        let inner = request.uri().clone();
        let mut visit = Self::new(page.app(), url, inner, part, Some(shown));
        visit.keeps_files = is_enhanced(&page.headers);
        visit.reader = Reader::Action;
        let visit = Arc::new(visit);
        request.extensions_mut().insert(Arc::clone(&visit));
        visit
    }

    fn new(app: &Arc<App>, url: Uri, inner: Uri, part: Part, shown: Option<Shown>) -> Self {
        Self {
            app: Arc::clone(app),
            url,
            shown,
            route: OnceLock::new(),
            keeps_files: false,
            for_one_visitor: AtomicBool::new(false),
            has_script: AtomicBool::new(false),
            has_begun: AtomicBool::new(false),
            is_for_everybody: false,
            inner,
            part,
            began: app.cache.log.applied(),
            began_at: cfg!(debug_assertions).then(Instant::now),
            reader: Reader::Page,
            cache: OnceLock::new(),
        }
    }

    /// The cache as this request sees it.
    pub(crate) fn cache(&self) -> &Cache {
        self.cache.get_or_init(|| {
            let (engine, part) = (Arc::clone(&self.app.cache), self.part.name().cloned());
            let mut scope = Scope::new(engine, part, self.began, self.reader);
            scope.shares = self.part.is_certain();
            let cache = Cache::new(scope);
            cache.is_page_at(self.paths());
            cache
        })
    }

    /// The cache, if anybody has asked for it.
    pub(crate) fn cache_used(&self) -> Option<&Cache> {
        self.cache.get()
    }

    /// Where the log of invalidations stood for all that this page shows, once it is rendered: pages
    /// that pass each other on the way are put in order by it.
    pub(crate) fn as_of(&self) -> Position {
        match self.cache_used() {
            Some(cache) => cache.as_of(self.began),
            None => self.began,
        }
    }

    /// [`as_of`](Self::as_of), if the page loads the runtime.
    pub(crate) fn as_of_for_runtime(&self) -> Option<Position> {
        self.has_script
            .load(Ordering::Relaxed)
            .then(|| self.as_of())
    }

    /// What went before the answer to this request.
    pub(crate) fn before(&self) -> Before {
        let shown = self.shown.as_ref().map(|shown| &shown.ended.end);
        if self.has_begun.load(Ordering::Relaxed) {
            Before::Begun
        } else if matches!(shown, Some(End::Done(_))) {
            Before::Done
        } else {
            Before::Nothing
        }
    }

    pub(crate) fn partition(&self) -> Option<&str> {
        self.part.name().map(|name| &**name)
    }

    /// Where this page is: as outside, and as the pages Router sees it.
    fn paths(&self) -> [&str; 2] {
        [self.url.path(), self.inner.path()]
    }

    /// Where this page is, for the tag that loads the runtime.
    pub(crate) fn place(&self) -> client::PagePlace<'_> {
        let [url, path] = self.paths();
        // A nest at `/app` has its front page there.
        let root = url.strip_suffix(path).or((path == "/").then_some(url));
        client::PagePlace {
            path,
            root: root.filter(|_| self.app.public_path.is_told()),
        }
    }
}

/// Without the query names that are ours: after a 422 the address bar still has them.
pub(crate) fn external(uri: &Uri, original: Option<&OriginalUri>) -> Uri {
    let uri = original.map_or(uri, |OriginalUri(uri)| uri);
    match uri.query() {
        Some("") => with_query(uri, None),
        Some(query) if query.split('&').any(|pair| pair.starts_with('_')) => {
            with_query(uri, find::own_query(query).as_deref())
        }
        _ => uri.clone(),
    }
}

pub(crate) fn with_query(uri: &Uri, query: Option<&str>) -> Uri {
    let path_and_query = match query {
        Some(query) => format!("{}?{query}", uri.path()),
        None => uri.path().to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = path_and_query.parse().ok();
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Shown {
    fn new(ended: Arc<Ended>, cookie: Option<state::Cookie>) -> Self {
        let values = ended.kept.values.iter().flat_map(|values| values.iter());
        let taken = values.map(|_| AtomicBool::new(false)).collect();
        Self {
            taken,
            ended,
            cookie,
            outcome_seen: AtomicBool::new(false),
            flash_seen: AtomicBool::new(false),
            claimed: OnceLock::new(),
            is_doubtful: AtomicBool::new(false),
            may_claim: true,
        }
    }

    /// For the page after an action.
    pub(crate) fn after(ended: Arc<Ended>, may_claim: bool) -> Self {
        Self {
            may_claim,
            ..Self::new(ended, None)
        }
    }

    /// For a form that could be the one that was sent, where nothing tells: it is, if it is the only one.
    pub(crate) fn claim(&self, form: &str) -> bool {
        let is_first = self.claimed.get_or_init(|| form.to_owned()) == form;
        if !is_first {
            self.is_doubtful.store(true, Ordering::Relaxed);
        }
        is_first && self.may_claim
    }

    /// Several forms could be the one that was sent, and the first shows what was typed into another
    /// perhaps: the page is rendered once more, and nobody shows it.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.may_claim && self.is_doubtful.load(Ordering::Relaxed)
    }

    /// True for the first who looks.
    pub(crate) fn see_outcome(&self) -> bool {
        !self.outcome_seen.swap(true, Ordering::Relaxed)
    }

    pub(crate) fn see_flash(&self) -> Option<&str> {
        let flash = self.ended.flash.as_deref()?;
        (!self.flash_seen.swap(true, Ordering::Relaxed)).then_some(flash)
    }

    /// Whether the page read something of it.
    pub(crate) fn was_read(&self) -> bool {
        self.outcome_seen.load(Ordering::Relaxed) || self.flash_seen.load(Ordering::Relaxed)
    }

    /// The page that has read it does not go out.
    pub(crate) fn unsee(&self) {
        self.outcome_seen.store(false, Ordering::Relaxed);
        self.flash_seen.store(false, Ordering::Relaxed);
        for taken in self.taken.iter() {
            taken.store(false, Ordering::Relaxed);
        }
    }

    /// Whether there is something left that the person has to know.
    pub(crate) fn is_owed(&self) -> bool {
        let problem =
            matches!(self.ended.end, End::Error(_)) && !self.outcome_seen.load(Ordering::Relaxed);
        let flash = self.ended.flash.is_some() && !self.flash_seen.load(Ordering::Relaxed);
        problem || flash || self.values_left().next().is_some()
    }

    /// For the form that shows what was submitted: it says of each value that it has it.
    pub(crate) fn taken(&self) -> &Arc<[AtomicBool]> {
        &self.taken
    }

    /// What the person entered into a form that was refused, and no form of the page shows.
    pub(crate) fn values_left(&self) -> impl Iterator<Item = &(String, String)> {
        let refused = matches!(self.ended.end, End::Error(_));
        let values = self.ended.kept.values.iter().filter(move |_| refused);
        let values = values.flat_map(|values| values.iter()).zip(&*self.taken);
        let left = values.filter(|(_, taken)| !taken.load(Ordering::Relaxed));
        left.map(|(pair, _)| pair)
            .filter(|(name, value)| !is_marker(name) && !value.trim().is_empty())
    }
}
