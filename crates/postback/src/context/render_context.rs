//! What one render of a page knows: where it is, and what it has to show.

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
    /// Path and own query as the browser sees them.
    pub(crate) url: Uri,
    pub(crate) shown: Option<Shown>,
    /// The route of the first `page(..)` that the request reaches, which would take an action over.
    pub(crate) route: OnceLock<Arc<Route>>,
    /// The runtime shows this page: what the person has chosen and typed stays in the form by itself.
    pub(crate) keeps_files: bool,
    /// What is noted while it renders.
    notes: Mutex<RenderNotes>,
    /// The page cache has it rendered.
    pub(crate) is_for_everybody: bool,
    /// The path as the pages Router sees it.
    inner: Uri,
    part: Part,
    /// Where the log of invalidations stood before anything was read.
    began: Position,
    /// In a debug build.
    pub(crate) began_at: Option<Instant>,
    pub(crate) reader: Reader,
    /// Made when it is first asked for: most pages never do.
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

    /// Notes something. What `note` does has to be short: it holds a lock.
    pub(crate) fn note<R>(&self, note: impl FnOnce(&mut RenderNotes) -> R) -> R {
        note(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was noted so far.
    pub(crate) fn notes(&self) -> RenderNotes {
        self.note(|notes| notes.clone())
    }

    /// Looks at the outcome that the page shows. True for the first who looks.
    pub(crate) fn see_outcome(&self) -> bool {
        self.note(|notes| !std::mem::replace(&mut notes.outcome_seen, true))
    }

    /// The message that the page shows, for the first who asks.
    pub(crate) fn see_flash(&self) -> Option<&str> {
        let flash = self.shown.as_ref()?.ended.flash.as_deref()?;
        self.note(|notes| !std::mem::replace(&mut notes.flash_seen, true))
            .then_some(flash)
    }

    /// For a form that could be the one that was sent, where nothing tells: it is, if it is the only one.
    pub(crate) fn claim(&self, form: &str) -> bool {
        let may_claim = self.shown.as_ref().is_some_and(|shown| shown.may_claim);
        may_claim && self.note(|notes| notes.claim(form))
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
        self.notes().has_script.then(|| self.as_of())
    }

    /// What went before the answer to this request.
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

impl fmt::Debug for RenderContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenderContext")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// What went before an answer that fails: it stays true.
#[derive(Clone, Copy)]
pub(crate) enum Before {
    Nothing,
    /// The function of an action was called, or may have been.
    Begun,
    /// An action has ended well.
    Done,
}
