//! The store: a bounded map. It does not decide what may be served.

use std::hash::RandomState;
use std::sync::Arc;

use quick_cache::sync::Cache as Map;
use quick_cache::{OptionsBuilder, Weighter};

use super::entry::Entry;
use super::key::Key;

/// The kind of stored entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoreKind {
    Value,
    Page,
}

pub(crate) trait Store: Send + Sync + 'static {
    fn get(&self, key: &Key) -> Option<Arc<Entry>>;

    /// Stores the entry in place of the existing one. Other entries may be evicted for it.
    ///
    /// # Errors
    ///
    /// Returns the weight of the entry with its key, if it exceeds the largest possible one.
    fn put(&self, key: Key, entry: Arc<Entry>) -> Result<(), TooHeavy>;

    /// Returns the number of entries and their total weight.
    fn size(&self) -> Size;
}

/// The fill level of a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) entries: u64,
    pub(crate) weight: u64,
}

/// The weight of an entry that does not fit, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooHeavy {
    pub(crate) weight: u64,
    pub(crate) largest: u64,
}

/// The weight in bytes up to which a value always fits, if the store has room for eight of them.
const HEAVY: u64 = 512 << 10;

/// A store in the memory of this process.
pub(crate) struct Memory {
    map: Map<Key, Arc<Entry>, ByWeight, RandomState>,
    weighter: ByWeight,
}

/// Weighs entries in bytes, but counts each for at least its share. A store of values is thus
/// bounded in number and in bytes.
#[derive(Clone, Copy)]
struct ByWeight {
    share: u64,
}

impl Weighter<Key, Arc<Entry>> for ByWeight {
    fn weight(&self, key: &Key, entry: &Arc<Entry>) -> u64 {
        let weight = key.weight().saturating_add(entry.weight());
        (weight as u64).max(self.share)
    }
}

impl Memory {
    /// Creates a store for at most this many values with at most this many known bytes.
    pub(crate) fn of_values(count: u64, bytes: u64) -> Self {
        if count == 0 {
            return Self::new(0, 0, 1, 1);
        }
        let share = bytes.div_ceil(count).max(1);
        Self::new(bytes, count, share, share.max(HEAVY))
    }

    /// Creates a store for pages of at most `largest` bytes each.
    pub(crate) fn of_pages(bytes: u64, largest: u64) -> Self {
        Self::new(bytes, bytes / (largest / 64).max(1), 1, largest)
    }

    /// Creates a store for about `count` entries of at least `share` and at most `largest` bytes
    /// each.
    fn new(capacity: u64, count: u64, share: u64, largest: u64) -> Self {
        // An entry has to fit into the shard of the map to which it belongs.
        let shards = (capacity / largest.saturating_mul(8).max(1)).clamp(1, 64);
        let options = OptionsBuilder::new()
            .weight_capacity(capacity)
            .estimated_items_capacity(usize::try_from(count).unwrap_or(usize::MAX))
            .shards(usize::try_from(shards).unwrap_or(1))
            .build()
            .expect("both capacities are given");
        let weighter = ByWeight { share };
        let map = Map::with_options(
            options,
            weighter,
            // Visitors choose keys; a random hash keeps them from choosing keys of one shard.
            RandomState::new(),
            quick_cache::sync::DefaultLifecycle::default(),
        );
        Self { map, weighter }
    }
}

impl Store for Memory {
    fn get(&self, key: &Key) -> Option<Arc<Entry>> {
        self.map.get(key)
    }

    fn put(&self, key: Key, entry: Arc<Entry>) -> Result<(), TooHeavy> {
        let largest = self.map.shard_capacity();
        // The app has configured a store without room, so there is nothing to report.
        if largest == 0 {
            return Ok(());
        }
        let weight = self.weighter.weight(&key, &entry);
        if weight > largest {
            return Err(TooHeavy { weight, largest });
        }
        self.map.insert(key, entry);
        Ok(())
    }

    fn size(&self) -> Size {
        Size {
            entries: self.map.len() as u64,
            weight: self.map.weight(),
        }
    }
}
