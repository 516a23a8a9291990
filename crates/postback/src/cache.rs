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
mod pending;
mod places;
mod read;
mod reading;
mod revalidation;
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
pub(crate) use self::made::{CacheStatus, Cached, Dependencies};
pub(crate) use self::revalidation::Revalidation;
pub(crate) use self::rules::{Life, Position, Reader};
pub use self::scope::Cache;
pub(crate) use self::scope::Scope;
pub(crate) use self::store::StoreKind;

/// What `#[cached]` writes.
pub mod private {
    pub use super::cached::{Asked, InKey, Parameters, Settings, ask, run};
    pub use super::weigh::{ByType, Said};
}

use std::fmt;
use std::sync::Arc;

impl Cache {
    pub(crate) fn new(scope: Scope) -> Self {
        Self(Arc::new(scope))
    }

    /// A cache of its own, for calling an action or a cached function in a test. What it was told
    /// is in [`revalidated`](Self::revalidated).
    #[cfg(any(test, feature = "testing"))]
    #[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
    #[must_use]
    pub fn for_tests() -> Self {
        let engine = Arc::new(Engine::new(CacheLimits::new()));
        Self::new(Scope::new(engine, None, 0, Reader::Action))
    }

    /// Says that the data of this tag has changed: every value and every page that depends on it
    /// is computed anew when somebody asks for it. It takes the same time however many there are.
    pub fn revalidate_tag(&self, tag: impl Into<Tag>) {
        self.record(Revalidation::tag(tag.into()));
    }

    /// Says that a page has changed: `"/problems/42"` as it stands in the address bar, without its
    /// query, or all pages of a route by its pattern, `"/problems/{id}"`. The page and every value
    /// that it reads are computed anew.
    pub fn revalidate_path(&self, path: impl Into<String>) {
        self.record(Revalidation::path(&path.into()));
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
        let said = self.recorded();
        said.iter().map(|one| one.as_str().to_owned()).collect()
    }

    /// The part of the app that this request belongs to, if the app is divided by
    /// [`Postback::partition`](crate::Postback::partition).
    #[must_use]
    pub fn partition(&self) -> Option<&str> {
        self.0.partition.as_deref()
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
