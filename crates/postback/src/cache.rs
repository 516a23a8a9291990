//! The cache: values and pages that depend on tags, and the log of invalidations.
//!
//! `rules` decides, in pure functions. `log` and `store` are the two parts that another process
//! could share. `engine` contains a read from start to finish, and `flight` a running computation
//! that a read may wait for. `scope` is what a request or a computation knows about itself.

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
mod read_record;
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
pub use self::computed::Interrupted;
pub use self::handle::CacheHandle;
pub use self::limits::CacheLimits;
pub use self::stats::CacheStats;
pub use self::tag::Tag;
pub(crate) use self::times::IntoDuration;

pub(crate) use self::engine::Engine;
pub(crate) use self::key::Key;
pub(crate) use self::made::{CacheStatus, Cached, Dependencies};
pub(crate) use self::revalidation::Revalidation;
pub(crate) use self::rules::{Life, Position, Reader};
pub use self::scope::Cache;
pub(crate) use self::scope::Scope;
pub(crate) use self::store::StoreKind;

/// Items that `#[cached]` refers to.
pub mod private {
    pub use super::cached::{InKey, Lookup, Parameters, Settings, ask, run};
    pub use super::computed::{CacheError, CacheValue, Computed};
    pub use super::times::IntoDuration;
    pub use super::weigh::{ByFunction, ByType};
}

use std::fmt;
use std::sync::Arc;

impl Cache {
    pub(crate) fn new(scope: Scope) -> Self {
        Self(Arc::new(scope))
    }

    /// Creates a separate cache, for calling an action or a cached function in a test.
    /// [`revalidated`](Self::revalidated) returns what the call has revalidated.
    #[cfg(any(test, feature = "testing"))]
    #[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
    #[must_use]
    pub fn for_tests() -> Self {
        let engine = Arc::new(Engine::new(CacheLimits::new()));
        Self::new(Scope::new(engine, None, 0, Reader::Action))
    }

    /// Records that the data of this tag has changed. Every value and page that depends on it is
    /// recomputed at its next read. The cost does not depend on their number.
    pub fn revalidate_tag(&self, tag: impl Into<Tag>) {
        self.record(Revalidation::tag(tag.into()));
    }

    /// Records that a page has changed: `"/problems/42"` as shown in the address bar, without its
    /// query, or all pages of a route by its pattern, `"/problems/{id}"`. The page and every value
    /// that it reads are recomputed at the next read.
    pub fn revalidate_path(&self, path: impl Into<String>) {
        self.record(Revalidation::path(&path.into()));
    }

    /// Adds a tag to the value or page that is being computed, for data that is only known during
    /// the computation. Outside of a computation it has no effect.
    pub fn tag(&self, tag: impl Into<Tag>) {
        let computing = self.inside();
        if let Some(mut made) = computing.made() {
            made.tag(self.0.engine.names.of(&tag.into()));
        }
    }

    /// Returns what this request has revalidated, tags and paths in order. It is meant for tests.
    #[must_use]
    pub fn revalidated(&self) -> Vec<String> {
        let said = self.recorded();
        said.iter().map(|one| one.as_str().to_owned()).collect()
    }

    /// Returns the partition of this request, if the app uses
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
