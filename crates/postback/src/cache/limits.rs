//! [`CacheLimits`]: bounds on the memory and the work of the cache.

use std::time::Duration;

/// Bounds on the cache, set by [`Postback::cache_limits`](crate::Postback::cache_limits).
///
/// ```
/// # use std::time::Duration;
/// use postback::CacheLimits;
///
/// let limits = CacheLimits::new()
///     .values(50_000)                     // cached values
///     .values_bytes(128 << 20)            // bytes of all of them and their keys, as far as they are known
///     .pages(256 << 20)                   // bytes of all cached pages together
///     .page(2 << 20)                      // bytes of one page
///     .computations(16)                   // at once
///     .timeout(Duration::from_secs(10));  // of one computation, waiting for its turn included
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheLimits {
    pub(crate) values: u64,
    pub(crate) values_bytes: u64,
    pub(crate) pages: u64,
    pub(crate) page: u64,
    pub(crate) computations: usize,
    pub(crate) timeout: Duration,
}

impl CacheLimits {
    /// Returns the defaults: 10,000 values of 64 MiB together, 64 MiB of pages of up to 1 MiB each,
    /// four computations per core, and 30 seconds per computation.
    #[must_use]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            values: 10_000,
            values_bytes: 64 << 20,
            pages: 64 << 20,
            page: 1 << 20,
            computations: 4 * cores,
            timeout: Duration::from_secs(30),
        }
    }

    /// Sets the largest number of cached values. With 0, each value is computed for every reader.
    #[must_use]
    pub fn values(mut self, count: u64) -> Self {
        self.values = count;
        self
    }

    /// Sets the largest total size of cached values and their keys, in bytes. With 0, no value is
    /// cached.
    ///
    /// The sizes of keys are exact, and so are those of strings, bytes and [`Html`](crate::Html).
    /// Of other values only their own size is known, not what they point to, unless
    /// `#[cached(weight = ..)]` or [`CacheEntry::weight`](crate::CacheEntry::weight) says it. Each
    /// value counts for at least its share, which is this limit divided by the number of
    /// [`values`](Self::values), so that both limits hold.
    #[must_use]
    pub fn values_bytes(mut self, bytes: u64) -> Self {
        self.values_bytes = bytes;
        self
    }

    /// Sets the largest total size of cached pages, in bytes, including compressed variants. With
    /// 0, no page is cached.
    #[must_use]
    pub fn pages(mut self, bytes: u64) -> Self {
        self.pages = bytes;
        self
    }

    /// Sets the largest body of one cached page, in bytes, inclusive. A larger page is rendered for
    /// every visitor.
    #[must_use]
    pub fn page(mut self, bytes: u64) -> Self {
        self.page = bytes;
        self
    }

    /// Sets how many values and pages are computed at once while readers wait for them; further
    /// computations queue. A computation inside another one does not count.
    ///
    /// The same number may run in the background: refreshes of stale values, and computations whose
    /// readers have all disconnected. A queued computation without readers leaves the queue. A
    /// running one continues if there is room in the background, and is cancelled otherwise.
    /// Background work therefore never delays readers.
    ///
    /// # Panics
    ///
    /// If it is 0, because then no value could be computed.
    #[must_use]
    pub fn computations(mut self, count: usize) -> Self {
        assert!(
            count > 0,
            "CacheLimits::computations is 0, so nothing can be computed: set at least 1"
        );
        self.computations = count.min(tokio::sync::Semaphore::MAX_PERMITS);
        self
    }

    /// Sets the longest time of one computation, including its time in the queue.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Returns the largest weight of a page with its compressed variants, in bytes.
    pub(crate) fn page_weight(&self) -> u64 {
        self.page.saturating_mul(2).max(1 << 10)
    }
}

impl Default for CacheLimits {
    fn default() -> Self {
        Self::new()
    }
}
