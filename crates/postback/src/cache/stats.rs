//! Counting.

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

/// What the cache of an app has done since it started, and what it holds:
/// [`CacheHandle::stats`](crate::CacheHandle::stats).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStats {
    /// Reads of a value or a page that were served a fresh one from the store.
    pub hits: u64,
    /// Reads that were served a stale one while a new one was made.
    pub stale: u64,
    /// Reads that had to wait for a computation.
    pub misses: u64,
    /// Of the misses, those that waited for somebody else's computation.
    pub joined: u64,
    /// Computations that began to run, refreshes included.
    pub computed: u64,
    /// Of them, those that ended with an error, with a panic, or too late.
    pub failed: u64,
    /// Computations that were given up, queued or running, because all who waited for them had gone.
    pub abandoned: u64,
    /// Results that could not be kept: not all of their tags are known, or they are too heavy.
    pub refused: u64,
    /// Computations that run now, or wait for their turn.
    pub running: u64,
    /// Cached values.
    pub values: u64,
    /// Bytes of the cached values and their keys, as far as they are known; each counts as its share of
    /// [`CacheLimits::values_bytes`](crate::CacheLimits::values_bytes) at least.
    pub values_bytes: u64,
    /// Cached pages.
    pub pages: u64,
    /// Bytes that the cached pages take, more or less.
    pub pages_bytes: u64,
    /// Entries of the log of invalidations so far.
    pub invalidations: u64,
    /// Tags that have been invalidated and are remembered.
    pub tags: u64,
}
