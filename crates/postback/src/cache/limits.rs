//! How much the cache may hold, and how much it may do at once.

use std::time::Duration;

/// The bounds of the cache: [`Postback::cache_limits`](crate::Postback::cache_limits).
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
    /// 10,000 values of 64 MiB together, 64 MiB of pages of up to 1 MiB, four computations for each core, 30 seconds.
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

    /// How many cached values are kept at most. With 0, each is computed for every reader.
    #[must_use]
    pub fn values(mut self, count: u64) -> Self {
        self.values = count;
        self
    }

    /// The most bytes of all cached values and their keys together. Keys are weighed exactly, and so are
    /// values that are texts, bytes or [`Html`](crate::Html). Of another value only its own size is known,
    /// and not what it points to, unless it is said: `#[cached(weight = ..)]`,
    /// [`CacheEntry::weight`](crate::CacheEntry::weight). None counts for less than its share, these bytes
    /// by the number of [`values`](Self::values); so both bounds hold. With 0, no value is kept.
    #[must_use]
    pub fn values_bytes(mut self, bytes: u64) -> Self {
        self.values_bytes = bytes;
        self
    }

    /// The most bytes of all cached pages together, compressed variants included. With 0, no page
    /// is kept.
    #[must_use]
    pub fn pages(mut self, bytes: u64) -> Self {
        self.pages = bytes;
        self
    }

    /// The most bytes of the body of one cached page; exactly that many fit. A larger one is
    /// rendered for every visitor.
    #[must_use]
    pub fn page(mut self, bytes: u64) -> Self {
        self.page = bytes;
        self
    }

    /// How many values and pages are computed at once for those who wait for them; the others wait
    /// their turn. What is computed within another computation does not count.
    ///
    /// As many again may run behind the scenes: refreshes of what is served stale, and computations
    /// whose readers have all gone away. One that nobody waits for any more leaves the queue; one that
    /// runs goes on if there is room behind the scenes, and is stopped if there is none. So they are
    /// never in the way of those who wait.
    ///
    /// # Panics
    ///
    /// If it is 0: then nothing would ever be computed.
    #[must_use]
    pub fn computations(mut self, count: usize) -> Self {
        assert!(
            count > 0,
            "CacheLimits::computations is 0, so nothing could ever be computed"
        );
        self.computations = count.min(tokio::sync::Semaphore::MAX_PERMITS);
        self
    }

    /// How long one computation may take, waiting for its turn included.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// What the largest page may weigh, with its compressed variants.
    pub(crate) fn page_weight(&self) -> u64 {
        self.page.saturating_mul(2).max(1 << 10)
    }
}

impl Default for CacheLimits {
    fn default() -> Self {
        Self::new()
    }
}
