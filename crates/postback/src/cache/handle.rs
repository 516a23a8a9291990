//! [`CacheHandle`]: the cache outside of requests.

use std::sync::{Arc, OnceLock};

use super::engine::Engine;
use super::{CacheStats, Revalidation, Tag};

/// The cache of an app for background jobs, from [`AppHandle::cache`](crate::AppHandle::cache).
///
/// ```
/// # async fn imported(handle: &postback::AppHandle) {
/// // At the end of a nightly import, after its commit.
/// handle.cache().revalidate_tag("problems").await;
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct CacheHandle(Arc<OnceLock<Arc<Engine>>>);

impl CacheHandle {
    pub(crate) fn set(&self, engine: Arc<Engine>) {
        // An app is built only once.
        let _ = self.0.set(engine);
    }

    /// Revalidates a tag like [`Cache::revalidate_tag`](crate::Cache::revalidate_tag), but
    /// immediately: the change is published when it returns.
    pub async fn revalidate_tag(&self, tag: impl Into<Tag>) {
        self.publish(Revalidation::tag(tag.into())).await;
    }

    /// Revalidates a page like [`Cache::revalidate_path`](crate::Cache::revalidate_path), but
    /// immediately: the change is published when it returns.
    pub async fn revalidate_path(&self, path: &str) {
        self.publish(Revalidation::path(path)).await;
    }

    /// Returns the counters and the current sizes of the cache.
    #[must_use]
    pub fn stats(&self) -> CacheStats {
        self.0
            .get()
            .map_or_else(CacheStats::default, |engine| engine.stats())
    }

    async fn publish(&self, changed: Revalidation) {
        // Before the app is built, its cache is empty.
        if let Some(engine) = self.0.get() {
            engine.log.publish(engine.ids(&[changed])).await;
        }
    }
}
