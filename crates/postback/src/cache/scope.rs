//! [`Scope`]: one request, computation or job, which reads and invalidates together.

use std::borrow::Cow;
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::engine::Engine;
use super::entry::Entry;
use super::key::Key;
use super::made::Dependencies;
use super::path;
use super::revalidation::Revalidation;
use super::rules::{Life, Position, Reader};
use super::tag::{Name, Tag, TagId};

tokio::task_local! {
    static COMPUTING: Cache;
}

/// An extractor for the cache as one request sees it: it reads values through the cache, and
/// records what has changed.
///
/// Use it in pages, actions and the app's own handlers. It is cheap to clone, so pass it to the
/// functions that read.
///
/// ```
/// # use postback::{Arg, Cache, Html, Page, Result, action, cached};
/// # use axum::extract::State;
/// # #[derive(Clone)] pub struct Db;
/// # impl Db { async fn titles(&self) -> Result<Vec<String>> { Ok(vec![]) } async fn delete(&self, _: u64) -> Result<()> { Ok(()) } }
/// #[cached(skip(db), tags("problems"), fresh = "5m")]
/// async fn titles(cache: &Cache, db: &Db) -> Result<Vec<String>> {
///     db.titles().await
/// }
///
/// async fn problems(cache: Cache, State(db): State<Db>) -> Result<String> {
///     Ok(titles(&cache, &db).await?.join(", "))
/// }
///
/// #[action(public)]
/// async fn delete_problem(cache: Cache, State(db): State<Db>, Arg(id): Arg<u64>) -> Result<()> {
///     db.delete(id).await?;
///     cache.revalidate_tag("problems");
///     Ok(())
/// }
/// # fn main() {}
/// ```
///
/// Recorded changes are published when the action is over, however it ended, and before the page is
/// rendered again. The order of committing and recording within an action does not matter. A later
/// reader never receives a value that was computed before the publication, from the store or from a
/// computation that is still running.
#[derive(Clone)]
pub struct Cache(pub(super) Arc<Scope>);

#[derive(Default)]
pub(super) struct PendingInvalidations {
    pub(super) all: Vec<Revalidation>,
    pub(super) published: usize,
    /// Whether the action is over, so that further invalidations are published immediately.
    pub(super) settled: bool,
}

pub(crate) struct Scope {
    pub(crate) engine: Arc<Engine>,
    pub(crate) partition: Option<Arc<str>>,
    /// Whether it shares computations with others. It does not if its partition is uncertain.
    pub(crate) shares: bool,
    /// The position of the log when the request began, before anything was read.
    began: Position,
    /// The position of the last invalidation of everything that this page reads, by its path.
    floor: AtomicU64,
    reader: Reader,
    /// The stamp of the oldest stale data that was served here.
    oldest_stale: AtomicU64,
    /// The computations around this one.
    way: Option<Arc<Ancestors>>,
    /// Whether it refreshes a stale value in the background.
    is_refresh: bool,
    /// The only reader of this computation, with the first of its invalidations that were
    /// unpublished when it began.
    alone_for: Option<(Cache, usize)>,
    /// The dependencies so far; `None` where they are not needed.
    made: Option<Arc<Mutex<Dependencies>>>,
    pub(super) said: Mutex<PendingInvalidations>,
    pub(super) has_unpublished: AtomicBool,
}

struct Ancestors {
    key: Key,
    around: Option<Arc<Ancestors>>,
}

impl Scope {
    pub(crate) fn new(
        engine: Arc<Engine>,
        partition: Option<Arc<str>>,
        began: Position,
        reader: Reader,
    ) -> Self {
        Self {
            engine,
            partition,
            shares: true,
            began,
            floor: AtomicU64::new(0),
            reader,
            oldest_stale: AtomicU64::new(Position::MAX),
            way: None,
            is_refresh: false,
            alone_for: None,
            made: cfg!(debug_assertions).then(Arc::default),
            said: Mutex::default(),
            has_unpublished: AtomicBool::new(false),
        }
    }

    pub(super) fn pending(&self) -> MutexGuard<'_, PendingInvalidations> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn ids(&self, revalidations: &[Revalidation]) -> Vec<TagId> {
        self.engine.ids(revalidations)
    }
}

impl Cache {
    /// Returns the cache for a computation of `key` that this one starts.
    pub(crate) fn computing(&self, key: &Key, tags: &[Tag], is_refresh: bool) -> Self {
        let around = &*self.0;
        let mut scope = Scope::new(
            Arc::clone(&around.engine),
            around.partition.clone(),
            around.began,
            Reader::Computation,
        );
        scope.shares = around.shares;
        scope.floor = AtomicU64::new(self.floor());
        scope.way = Some(Arc::new(Ancestors {
            key: key.clone(),
            around: around.way.clone(),
        }));
        scope.is_refresh = is_refresh;
        scope.alone_for = self
            .has_unpublished()
            .then(|| (self.clone(), around.pending().published));
        scope.made = Some(Arc::default());
        // Invalidations of a computation are published immediately.
        scope.pending().settled = true;
        let computing = Self(Arc::new(scope));
        if let Some(mut made) = computing.made() {
            for tag in tags {
                made.tag(around.engine.names.of(tag));
            }
        }
        computing
    }

    /// Returns the cache of the computation in which this call runs, otherwise this one. A
    /// computation may therefore read through any `Cache`: its own, or one that it has captured.
    pub(crate) fn inside(&self) -> Cow<'_, Self> {
        let computing = COMPUTING.try_with(|computing| {
            let is_other = !Arc::ptr_eq(&computing.0, &self.0)
                && Arc::ptr_eq(&computing.0.engine, &self.0.engine);
            is_other.then(|| computing.clone())
        });
        match computing {
            Ok(Some(computing)) => Cow::Owned(computing),
            _ => Cow::Borrowed(self),
        }
    }

    /// Runs the computation with this cache as its own.
    pub(crate) async fn inside_of<F: Future>(&self, computation: F) -> F::Output {
        COMPUTING.scope(self.clone(), computation).await
    }

    pub(crate) fn began(&self) -> Position {
        self.0.began
    }

    pub(crate) fn has_read_stale(&self, oldest: Position) {
        self.0.oldest_stale.fetch_min(oldest, Ordering::Relaxed);
    }

    /// Returns the position as of which a page that began at `began` is, considering everything
    /// that it has read here.
    pub(crate) fn as_of(&self, began: Position) -> Position {
        began.min(self.0.oldest_stale.load(Ordering::Relaxed))
    }

    pub(crate) fn reader(&self) -> Reader {
        self.0.reader
    }

    pub(crate) fn floor(&self) -> Position {
        self.0.floor.load(Ordering::Relaxed)
    }

    /// Declares that this is the page at these paths (external, in the Router, its pattern), so
    /// that `revalidate_path` of them invalidates everything that is read here.
    pub(crate) fn is_page_at<'p>(&self, paths: impl IntoIterator<Item = &'p str>) {
        let Engine { log, names, .. } = &*self.0.engine;
        if log.applied() == 0 {
            return;
        }
        for path in paths {
            let hard = log.hard(names.id(Name::Below(&path::decoded(path))));
            self.0.floor.fetch_max(hard, Ordering::Relaxed);
        }
    }

    /// Declares that the page that is being computed is the one at these paths.
    pub(crate) fn makes_page_at<'p>(&self, paths: impl IntoIterator<Item = &'p str>) {
        if let Some(mut made) = self.made() {
            for path in paths {
                let name = path::decoded(path);
                made.tag(Some(self.0.engine.names.id(Name::Page(&name))));
            }
        }
    }

    /// Sets the lifetime of the value that is being computed, whatever was declared.
    pub(crate) fn lives(&self, life: Life) {
        if let Some(mut made) = self.made() {
            made.own_life = Some(life);
        }
    }

    /// Returns whether a stale value is served until this computation succeeds.
    pub(crate) fn is_refresh(&self) -> bool {
        self.0.is_refresh
    }

    pub(crate) fn made(&self) -> Option<MutexGuard<'_, Dependencies>> {
        let made = self.0.made.as_ref()?;
        Some(made.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the dependencies of the computation so far, for readers that wait for it.
    pub(crate) fn shared_made(&self) -> Arc<Mutex<Dependencies>> {
        self.0.made.clone().unwrap_or_default()
    }

    /// Returns the names of these tags, in a debug build.
    pub(crate) fn names_of(&self, tags: impl Iterator<Item = TagId>) -> Vec<String> {
        self.0.engine.names.texts(tags)
    }

    pub(crate) fn shares(&self) -> bool {
        self.0.shares
    }

    pub(crate) fn is_alone(&self) -> bool {
        self.0.alone_for.is_some() || !self.shares()
    }

    /// Returns the chain of computations from the key back to itself, if the key is being computed
    /// around this call.
    pub(crate) fn way_to(&self, key: &Key) -> Option<String> {
        let mut names = vec![key.name()];
        let mut around = self.0.way.as_ref();
        while let Some(step) = around {
            names.push(step.key.name());
            if step.key == *key {
                names.reverse();
                return Some(names.join(" > "));
            }
            around = step.around.as_ref();
        }
        None
    }

    /// Returns whether this reader knows about a change that others do not.
    pub(crate) fn has_unpublished(&self) -> bool {
        self.0.has_unpublished.load(Ordering::Relaxed) || self.is_alone()
    }

    /// Returns whether this reader knows about a change that invalidates the value for it.
    pub(crate) fn knows_better(&self, entry: &Entry) -> bool {
        let scope = &*self.0;
        if scope.engine.rules.is_invalid(entry.oldest, self.floor()) {
            return true;
        }
        if let Some((reader, from)) = &scope.alone_for {
            return reader.has_said_since(*from, entry) || reader.knows_better(entry);
        }
        self.has_unpublished() && {
            let published = scope.pending().published;
            self.has_said_since(published, entry)
        }
    }
}
