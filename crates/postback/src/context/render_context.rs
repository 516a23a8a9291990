//! [`RenderContext`]: the state of one rendering of a page.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use http::Uri;
use tokio::time::Instant;

use super::app::App;
use super::notes::RenderNotes;
use super::partition::Part;
use super::route::Route;
use super::shown::Shown;
use crate::cache::{Cache, Position, Reader, Scope};
use crate::client;
use crate::outcome::OutcomeKind;

pub(crate) struct RenderContext {
    pub(crate) app: Arc<App>,
    /// The path and own query as the browser sees them.
    pub(crate) url: Uri,
    pub(crate) shown: Option<Shown>,
    /// The route of the first `page(..)` that the request reaches, which would run an action.
    pub(crate) route: OnceLock<Arc<Route>>,
    /// Whether the runtime updates the page in place, so that chosen files and typed values stay in
    /// the form.
    pub(crate) keeps_files: bool,
    /// The notes of the rendering.
    notes: Mutex<RenderNotes>,
    /// Whether the page is rendered for the page cache.
    pub(crate) is_for_everybody: bool,
    /// The path as the Router of pages sees it.
    inner: Uri,
    part: Part,
    /// The position of the log of invalidations before anything was read.
    began: Position,
    /// The start of the rendering, in a debug build.
    pub(crate) began_at: Option<Instant>,
    pub(crate) reader: Reader,
    /// Created on demand, because most pages do not use it.
    pub(crate) cache: OnceLock<Cache>,
}

impl RenderContext {
    pub(crate) fn new(
        app: &Arc<App>,
        url: Uri,
        inner: Uri,
        part: Part,
        shown: Option<Shown>,
    ) -> Self {
        Self {
            app: Arc::clone(app),
            url,
            shown,
            route: OnceLock::new(),
            keeps_files: false,
            notes: Mutex::default(),
            is_for_everybody: false,
            inner,
            part,
            began: app.cache.log.applied(),
            began_at: cfg!(debug_assertions).then(Instant::now),
            reader: Reader::Page,
            cache: OnceLock::new(),
        }
    }

    /// Returns the route on which the ids of a page are valid: its `own`, or that of the request. `what` the
    /// page has is for the messages.
    ///
    /// # Panics
    ///
    /// If the route accepts no actions, or is not the only one of its pattern.
    pub(crate) fn route_of_ids<'r>(
        &'r self,
        own: Option<&'r Arc<Route>>,
        what: fmt::Arguments<'_>,
    ) -> &'r Arc<Route> {
        let route = own.or_else(|| self.route.get()).unwrap_or_else(|| {
            panic!(
                "the page {} has {what}, but its route accepts no actions: write `.route(path, page(get(..)))`",
                self.url.path(),
            )
        });
        if let Err(sentence) = route.is_unique() {
            panic!("{sentence}");
        }
        route
    }

    /// Updates the notes. `note` runs under a lock, so it has to be short.
    pub(crate) fn note<R>(&self, note: impl FnOnce(&mut RenderNotes) -> R) -> R {
        note(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the notes so far.
    pub(crate) fn notes(&self) -> RenderNotes {
        self.note(|notes| notes.clone())
    }

    /// Marks the outcome as shown. Returns true the first time.
    pub(crate) fn see_outcome(&self) -> bool {
        self.note(|notes| !std::mem::replace(&mut notes.outcome_seen, true))
    }

    /// Returns the flash message the first time, and marks it as shown.
    pub(crate) fn see_flash(&self) -> Option<&str> {
        let flash = self.shown.as_ref()?.ended.flash.as_deref()?;
        self.note(|notes| !std::mem::replace(&mut notes.flash_seen, true))
            .then_some(flash)
    }

    /// Returns whether a form that could be the submitted one may show the outcome: it may, if it
    /// is the only one.
    pub(crate) fn claim(&self, form: &str) -> bool {
        let may_claim = self.shown.as_ref().is_some_and(|shown| shown.may_claim);
        may_claim && self.note(|notes| notes.claim(form))
    }

    /// Returns the cache as this request sees it.
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

    /// Returns the cache, if it was used.
    pub(crate) fn cache_used(&self) -> Option<&Cache> {
        self.cache.get()
    }

    /// Returns the position that everything on the rendered page reflects, by which the runtime
    /// orders pages that overtake each other.
    pub(crate) fn as_of(&self) -> Position {
        match self.cache_used() {
            Some(cache) => cache.as_of(self.began),
            None => self.began,
        }
    }

    /// Returns [`as_of`](Self::as_of), if the page loads the runtime.
    pub(crate) fn as_of_for_runtime(&self) -> Option<Position> {
        self.notes().has_script.then(|| self.as_of())
    }

    /// Returns what happened before the response to this request.
    pub(crate) fn before(&self) -> Before {
        let shown = self.shown.as_ref().map(|shown| &shown.ended.end);
        if self.notes().has_begun {
            Before::Begun
        } else if matches!(shown, Some(OutcomeKind::Done(_))) {
            Before::Done
        } else {
            Before::Nothing
        }
    }

    pub(crate) fn partition(&self) -> Option<&str> {
        self.part.name().map(|name| &**name)
    }

    /// Returns the path of the page as the browser sees it, and as the Router of pages sees it.
    fn paths(&self) -> [&str; 2] {
        [self.url.path(), self.inner.path()]
    }

    /// Returns the place of the page, for the tag that loads the runtime.
    pub(crate) fn place(&self) -> client::PagePlace<'_> {
        let [url, path] = self.paths();
        // The front page of a nest at `/app` is at that path.
        let root = url.strip_suffix(path).or((path == "/").then_some(url));
        client::PagePlace {
            path,
            root: root.filter(|_| self.app.public_path.is_told()),
        }
    }
}

impl fmt::Debug for RenderContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenderContext")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// What happened before a response that fails, which stays true.
#[derive(Clone, Copy)]
pub(crate) enum Before {
    Nothing,
    /// The function of an action was called, or may have been.
    Begun,
    /// An action has succeeded.
    Done,
}
