//! [`CacheStats`] and its counters.

use std::sync::atomic::{AtomicU64, Ordering};

use super::made::CacheStatus;

#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) hits: AtomicU64,
    pub(crate) stale: AtomicU64,
    pub(crate) misses: AtomicU64,
    pub(crate) joined: AtomicU64,
    pub(crate) computed: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) abandoned: AtomicU64,
    pub(crate) refused: AtomicU64,
}

impl Counters {
    pub(crate) fn read(&self, how: CacheStatus) {
        Self::one(match how {
            CacheStatus::Hit => &self.hits,
            CacheStatus::Stale => &self.stale,
            CacheStatus::Miss => &self.misses,
        });
    }

    pub(crate) fn one(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// The counters and current sizes of an app's cache, from
/// [`CacheHandle::stats`](crate::CacheHandle::stats). Counters begin at the start of the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStats {
    /// Reads that returned a fresh value or page from the store.
    pub hits: u64,
    /// Reads that returned a stale one while a new one was computed.
    pub stale: u64,
    /// Reads that waited for a computation.
    pub misses: u64,
    /// Misses that waited for another reader's computation.
    pub joined: u64,
    /// Computations that started, including refreshes.
    pub computed: u64,
    /// Computations that ended with an error, a panic, or a timeout.
    pub failed: u64,
    /// Computations that were cancelled, in the queue or running, because all waiting readers had
    /// disconnected.
    pub abandoned: u64,
    /// Results that were not stored, because not all of their tags are known, or because they are
    /// too large.
    pub refused: u64,
    /// Computations that are running or queued.
    pub running: u64,
    /// Cached values.
    pub values: u64,
    /// Bytes of the cached values and their keys, as far as they are known. Each value counts at
    /// least for its share of [`CacheLimits::values_bytes`](crate::CacheLimits::values_bytes).
    pub values_bytes: u64,
    /// Cached pages.
    pub pages: u64,
    /// Approximate bytes of the cached pages.
    pub pages_bytes: u64,
    /// Entries of the log of invalidations.
    pub invalidations: u64,
    /// Tags whose last invalidation is remembered individually.
    pub tags: u64,
}
