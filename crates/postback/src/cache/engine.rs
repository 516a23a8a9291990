//! [`Engine`]: the store of one app, its log of invalidations, and its running computations.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use super::computed::CacheValue;
use super::flight::Flights;
use super::key::Key;
use super::limits::CacheLimits;
use super::log::{LocalLog, Log};
use super::made::{CacheStatus, Cached};
use super::places::Places;
use super::rules::{DefaultRules, Position, Rules, State};
use super::stats::{CacheStats, Counters};
use super::store::{Memory, Store, StoreKind};
use super::tag::Names;
use crate::keys;

/// The cache of one app.
pub(crate) struct Engine {
    /// A random number per start, because positions of two starts cannot be compared.
    epoch: u32,
    pub(crate) log: Box<dyn Log>,
    pub(crate) rules: Box<dyn Rules>,
    pub(crate) names: Names,
    pub(crate) limits: CacheLimits,
    pub(crate) counters: Counters,
    values: Box<dyn Store>,
    pages: Box<dyn Store>,
    pub(crate) flights: Flights,
    pub(crate) places: Places,
}

impl Engine {
    pub(crate) fn new(limits: CacheLimits) -> Self {
        Self::with(limits, Box::new(LocalLog::new()), Box::new(DefaultRules))
    }

    pub(crate) fn with(limits: CacheLimits, log: Box<dyn Log>, rules: Box<dyn Rules>) -> Self {
        let page = limits.page_weight();
        Self {
            epoch: keys::random_number(),
            log,
            rules,
            names: Names::new(),
            counters: Counters::default(),
            values: Box::new(Memory::of_values(limits.values, limits.values_bytes)),
            pages: Box::new(Memory::of_pages(limits.pages, page)),
            flights: Flights::default(),
            places: Places::new(limits.computations),
            limits,
        }
    }

    /// Formats a position for the browser.
    pub(crate) fn asof(&self, position: Position) -> String {
        format!("{:08x}.{position}", self.epoch)
    }

    pub(crate) fn store(&self, kind: StoreKind) -> &dyn Store {
        match kind {
            StoreKind::Value => &*self.values,
            StoreKind::Page => &*self.pages,
        }
    }

    /// Returns a fresh value for a reader that has changed nothing and belongs to no page: the
    /// result of [`look`](Self::look) without the scope of a request.
    pub(crate) fn fresh<T: CacheValue>(&self, kind: StoreKind, key: &Key) -> Option<Cached<T>> {
        let entry = self.store(kind).get(key)?;
        let invalid = entry.is_invalid(&*self.rules, &*self.log);
        if entry.state(invalid, &*self.rules) != State::Fresh {
            return None;
        }
        self.counters.read(CacheStatus::Hit);
        let value = entry.value.downcast_ref::<T>()?.clone();
        Some(Cached {
            value,
            how: CacheStatus::Hit,
            made: entry.made,
            oldest: entry.oldest,
        })
    }

    /// Returns the counters and the current sizes.
    pub(crate) fn stats(&self) -> CacheStats {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let counters = &self.counters;
        let (values, pages) = (
            self.store(StoreKind::Value).size(),
            self.store(StoreKind::Page).size(),
        );
        CacheStats {
            hits: count(&counters.hits),
            stale: count(&counters.stale),
            misses: count(&counters.misses),
            joined: count(&counters.joined),
            computed: count(&counters.computed),
            failed: count(&counters.failed),
            abandoned: count(&counters.abandoned),
            refused: count(&counters.refused),
            running: self.flights.lock().len() as u64,
            values: values.entries,
            values_bytes: values.weight,
            pages: pages.entries,
            pages_bytes: pages.weight,
            invalidations: self.log.applied(),
            tags: self.log.marks() as u64,
        }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}
