//! One request, one computation, one job: what reads and invalidates together.

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

/// The cache as one request sees it: it reads through it, and says what has changed.
///
/// An extractor for pages, actions and the app's own handlers; cheap to clone. Pass it to the
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
/// What is said to have changed is collected and published when the action is over, however it
/// ended, before the page is rendered anew. So commit first, then say it, or say it first: the order
/// within an action does not matter. Whoever comes after that never gets a value that was computed
/// before it, from the store or from a computation that still runs.
#[derive(Clone)]
pub struct Cache(pub(super) Arc<Scope>);

#[derive(Default)]
pub(super) struct PendingInvalidations {
    pub(super) all: Vec<Revalidation>,
    pub(super) published: usize,
    /// The action is over: what comes now goes out at once.
    pub(super) settled: bool,
}

pub(crate) struct Scope {
    pub(crate) engine: Arc<Engine>,
    pub(crate) partition: Option<Arc<str>>,
    /// Whether it takes what others have computed, and the other way round. It does not where the
    /// partition may be another one's.
    pub(crate) shares: bool,
    /// Where the log stood when the request began, before anything was read.
    began: Position,
    /// Where everything that this page reads was invalidated last, by its path.
    floor: AtomicU64,
    reader: Reader,
    /// The oldest data in what was served stale here.
    oldest_stale: AtomicU64,
    /// The computations around this one.
    way: Option<Arc<Ancestors>>,
    /// In place of a stale value, for nobody who waits.
    is_refresh: bool,
    /// The only reader that this is computed for, because it has said something that was not
    /// published when this began, and from where on.
    alone_for: Option<(Cache, usize)>,
    /// `None` where nobody asks for it.
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
    /// For a computation of `key` that this one starts.
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
        // Nobody publishes for a computation.
        scope.pending().settled = true;
        let computing = Self(Arc::new(scope));
        if let Some(mut made) = computing.made() {
            for tag in tags {
                made.tag(around.engine.names.of(tag));
            }
        }
        computing
    }

    /// The cache of the computation that this call is a part of; else this one. So it does not matter
    /// which `Cache` a computation reads through: its own, or one that it has brought along.
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

    /// The computation with this cache as its own.
    pub(crate) async fn inside_of<F: Future>(&self, computation: F) -> F::Output {
        COMPUTING.scope(self.clone(), computation).await
    }

    pub(crate) fn began(&self) -> Position {
        self.0.began
    }

    pub(crate) fn has_read_stale(&self, oldest: Position) {
        self.0.oldest_stale.fetch_min(oldest, Ordering::Relaxed);
    }

    /// What a page that began at `began` is as of, with all that it has read here.
    pub(crate) fn as_of(&self, began: Position) -> Position {
        began.min(self.0.oldest_stale.load(Ordering::Relaxed))
    }

    pub(crate) fn reader(&self) -> Reader {
        self.0.reader
    }

    pub(crate) fn floor(&self) -> Position {
        self.0.floor.load(Ordering::Relaxed)
    }

    /// This is the page at these paths (as outside, as in the Router, its pattern): what
    /// `revalidate_path` says of them holds for everything that is read here.
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

    /// The page that is being made is the one at these paths.
    pub(crate) fn makes_page_at<'p>(&self, paths: impl IntoIterator<Item = &'p str>) {
        if let Some(mut made) = self.made() {
            for path in paths {
                let name = path::decoded(path);
                made.tag(Some(self.0.engine.names.id(Name::Page(&name))));
            }
        }
    }

    /// What is being computed lives this long, whatever was declared.
    pub(crate) fn lives(&self, life: Life) {
        if let Some(mut made) = self.made() {
            made.own_life = Some(life);
        }
    }

    /// Whether a stale value is served as long as this computation has nothing better.
    pub(crate) fn is_refresh(&self) -> bool {
        self.0.is_refresh
    }

    pub(crate) fn made(&self) -> Option<MutexGuard<'_, Dependencies>> {
        let made = self.0.made.as_ref()?;
        Some(made.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the computation was made from so far, for those who wait for it.
    pub(crate) fn shared_made(&self) -> Arc<Mutex<Dependencies>> {
        self.0.made.clone().unwrap_or_default()
    }

    /// The names of these tags, in a debug build.
    pub(crate) fn names_of(&self, tags: impl Iterator<Item = TagId>) -> Vec<String> {
        self.0.engine.names.texts(tags)
    }

    pub(crate) fn shares(&self) -> bool {
        self.0.shares
    }

    pub(crate) fn is_alone(&self) -> bool {
        self.0.alone_for.is_some() || !self.shares()
    }

    /// The way from the key back to itself, if it is being computed around here.
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

    /// Whether this reader knows of a change that others do not.
    pub(crate) fn has_unpublished(&self) -> bool {
        self.0.has_unpublished.load(Ordering::Relaxed) || self.is_alone()
    }

    /// Whether this reader knows of a change that makes the value wrong for it.
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
