//! Where values are kept: a map with a bound, and nothing more. What may be served is not its matter.

use std::hash::RandomState;
use std::sync::Arc;

use quick_cache::sync::Cache as Map;
use quick_cache::{OptionsBuilder, Weighter};

use super::entry::Entry;
use super::key::Key;

/// What is kept where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoreKind {
    Value,
    Page,
}

pub(crate) trait Store: Send + Sync + 'static {
    fn get(&self, key: &Key) -> Option<Arc<Entry>>;

    /// Keeps the entry in place of the one that is there; others may have to go for it.
    ///
    /// # Errors
    ///
    /// What it weighs with its key, if that is more than any entry may.
    fn put(&self, key: Key, entry: Arc<Entry>) -> Result<(), TooHeavy>;

    /// How many entries there are, and what they weigh together.
    fn size(&self) -> Size;
}

/// How full a store is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) entries: u64,
    pub(crate) weight: u64,
}

/// In bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooHeavy {
    pub(crate) weight: u64,
    pub(crate) largest: u64,
}

/// Up to this a value always fits, in bytes, if the store has room for eight of them.
const HEAVY: u64 = 512 << 10;

/// In the memory of this process.
pub(crate) struct Memory {
    map: Map<Key, Arc<Entry>, ByWeight, RandomState>,
    weighter: ByWeight,
}

/// In bytes, but none weighs less than its share: so a store of values has a bound of their number and
/// one of their bytes.
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
    /// For so many values at most, which are known to hold so many bytes at most.
    pub(crate) fn of_values(count: u64, bytes: u64) -> Self {
        if count == 0 {
            return Self::new(0, 0, 1, 1);
        }
        let share = bytes.div_ceil(count).max(1);
        Self::new(bytes, count, share, share.max(HEAVY))
    }

    /// For pages that weigh `largest` at most.
    pub(crate) fn of_pages(bytes: u64, largest: u64) -> Self {
        Self::new(bytes, bytes / (largest / 64).max(1), 1, largest)
    }

    /// For about `count` entries, which weigh at least `share` and at most `largest`.
    fn new(capacity: u64, count: u64, share: u64, largest: u64) -> Self {
        // An entry has to fit into the part of the map that it falls into.
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
            // Visitors choose keys; they cannot choose them so that all fall into one place.
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
        // A store without room was asked for; that is nothing to complain of.
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
