//! The cache: values and pages that depend on tags, and the log that says what has changed.
//!
//! `rules` decides, in pure functions; `log` and `store` are the two things that another process
//! could take part in; `engine` is a read from top to bottom, and `flight` the computation that it
//! may end in. `scope` is what a request or a computation knows of itself.

mod cached;
mod computed;
mod engine;
mod entry;
mod flight;
mod handle;
mod key;
mod limits;
mod log;
mod made;
mod path;
mod places;
mod reading;
mod rules;
mod scope;
mod sources;
mod stats;
mod store;
mod tag;
mod task;
mod times;
mod weigh;

pub use self::cached::CacheEntry;
pub use self::computed::{CacheError, CacheValue, Computed, Interrupted};
pub use self::handle::CacheHandle;
pub use self::limits::CacheLimits;
pub use self::stats::CacheStats;
pub use self::tag::Tag;
pub use self::times::IntoDuration;

pub(crate) use self::engine::Engine;
pub(crate) use self::key::Key;
pub(crate) use self::made::{How, Made};
pub(crate) use self::rules::{Life, Position, Reader};
pub(crate) use self::scope::{Revalidation, Scope};

/// What `#[cached]` writes.
pub mod private {
    pub use super::cached::{Asked, InKey, Parameters, Settings, ask, run};
    pub use super::weigh::{ByType, Said};
}

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use self::engine::{Wanted, Work};
use self::flight::Landed;

/// How long a value lives that says nothing about it and was made from no other.
const USUAL: Life = Life {
    fresh: Duration::from_secs(15 * 60),
    expire: Duration::from_secs(24 * 60 * 60),
};

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
pub struct Cache(Arc<Scope>);

/// What is kept where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Value,
    Page,
}

/// A value, and how it came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<T> {
    pub(crate) value: T,
    pub(crate) how: How,
    /// Its age is for people; a hit does not look at the clock for it.
    pub(crate) made: Instant,
    /// The oldest data in it.
    pub(crate) oldest: Position,
}

impl Cache {
    pub(crate) fn new(scope: Scope) -> Self {
        Self(Arc::new(scope))
    }

    /// A cache of its own, for calling an action or a cached function in a test. What it was told
    /// is in [`revalidated`](Self::revalidated).
    #[must_use]
    pub fn for_tests() -> Self {
        let engine = Arc::new(Engine::new(CacheLimits::new()));
        Self::new(Scope::new(engine, None, 0, Reader::Action))
    }

    /// Says that the data of this tag has changed: every value and every page that depends on it
    /// is computed anew when somebody asks for it. It takes the same time however many there are.
    pub fn revalidate_tag(&self, tag: impl Into<Tag>) {
        self.say(Revalidation::tag(tag.into()));
    }

    /// Says that a page has changed: `"/problems/42"` as it stands in the address bar, without its
    /// query, or all pages of a route by its pattern, `"/problems/{id}"`. The page and every value
    /// that it reads are computed anew.
    pub fn revalidate_path(&self, path: impl Into<String>) {
        self.say(Revalidation::path(&path.into()));
    }

    /// Gives the value or the page that is being computed one more tag, of something that is known
    /// only now. Outside of a computation it does nothing.
    pub fn tag(&self, tag: impl Into<Tag>) {
        let computing = self.inside();
        if let Some(mut made) = computing.made() {
            made.tag(self.0.engine.names.of(&tag.into()));
        }
    }

    /// What this request has said to have changed, tags and paths in their order: for tests.
    #[must_use]
    pub fn revalidated(&self) -> Vec<String> {
        let said = self.said();
        said.iter().map(|one| one.as_str().to_owned()).collect()
    }

    /// The part of the app that this request belongs to, if the app is divided by
    /// [`Postback::partition`](crate::Postback::partition).
    #[must_use]
    pub fn partition(&self) -> Option<&str> {
        self.0.partition.as_deref()
    }

    /// Reads a value. The computation also says what the value holds on to, in bytes. `own` gives the tags and the computation, and is called if this reader is the
    /// one who starts it.
    pub(crate) async fn read<T, E, O, C, F>(
        &self,
        kind: Kind,
        key: Key,
        life: Option<Life>,
        own: O,
    ) -> Result<Found<T>, E>
    where
        T: CacheValue,
        E: CacheError,
        O: FnOnce() -> (Vec<Tag>, C) + Send,
        C: FnOnce(Cache) -> F + Send + 'static,
        F: Future<Output = Result<(T, usize), E>> + Send + 'static,
    {
        let reader = &*self.inside();
        let engine = &reader.0.engine;
        let key = &key;
        let reading = reader.reading(key.name());
        let wanted = Wanted { kind, key, life };
        let mut own = Some(own);
        let mut begin = || {
            let own = own.take().expect("a reader begins once");
            let (tags, compute) = own();
            let compute = |cache| -> engine::Computing {
                Box::pin(async move {
                    match compute(cache).await {
                        Ok((value, heap)) => {
                            let heap = size_of::<T>().saturating_add(heap);
                            Ok((Box::new(value) as entry::AnyValue, heap))
                        }
                        Err(error) => Err(Arc::new(error) as engine::AnyError),
                    }
                })
            };
            Work {
                tags,
                compute: Box::new(compute),
            }
        };
        let (landed, how) = match engine.look(reader, &wanted) {
            Some((entry, how)) => {
                if how == How::Stale {
                    engine.refresh(reader, &wanted, &entry, &mut begin);
                }
                (Landed::Value(entry), how)
            }
            // In a box, so that a hit does not carry the room for a miss about.
            None => Box::pin(engine.compute(reader, &wanted, &mut begin)).await,
        };
        engine.counters.read(how);
        match landed {
            Landed::Value(entry) => Ok(reading.found(&entry, how)),
            Landed::Error(error) => {
                reading.failed();
                let error = error.downcast_ref::<E>();
                Err(error
                    .expect("the key has the type of the error in it")
                    .clone())
            }
            Landed::Interrupted(interrupted) => {
                reading.failed();
                Err(interrupted.into())
            }
        }
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("partition", &self.0.partition)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
