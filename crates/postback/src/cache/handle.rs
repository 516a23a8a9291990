//! The cache outside of requests.

use std::sync::{Arc, OnceLock};

use super::engine::Engine;
use super::{CacheStats, Revalidation, Tag};

/// The cache of an app for its jobs, from [`Handle::cache`](crate::Handle::cache): it says what has
/// changed behind the back of all requests.
///
/// ```
/// # async fn imported(handle: &postback::Handle) {
/// // At the end of a nightly import, after its commit.
/// handle.cache().revalidate_tag("problems").await;
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct CacheHandle(Arc<OnceLock<Arc<Engine>>>);

impl CacheHandle {
    pub(crate) fn set(&self, engine: Arc<Engine>) {
        // An app is finished once.
        let _ = self.0.set(engine);
    }

    /// As [`Cache::revalidate_tag`](crate::Cache::revalidate_tag), at once: when it returns, it is
    /// published.
    pub async fn revalidate_tag(&self, tag: impl Into<Tag>) {
        self.publish(Revalidation::tag(tag.into())).await;
    }

    /// As [`Cache::revalidate_path`](crate::Cache::revalidate_path), at once: when it returns, it
    /// is published.
    pub async fn revalidate_path(&self, path: &str) {
        self.publish(Revalidation::path(path)).await;
    }

    /// What the cache has done so far, and what it holds.
    #[must_use]
    pub fn stats(&self) -> CacheStats {
        self.0
            .get()
            .map_or_else(CacheStats::default, |engine| engine.stats())
    }

    async fn publish(&self, changed: Revalidation) {
        // An app that is not finished yet has nothing in its cache.
        if let Some(engine) = self.0.get() {
            engine.log.publish(engine.ids(&[changed])).await;
        }
    }
}
