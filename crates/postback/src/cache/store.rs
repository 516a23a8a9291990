//! Where values are kept: a map with a bound, and nothing more. What may be served is not its matter.

use std::hash::RandomState;
use std::sync::Arc;

use quick_cache::sync::Cache as Map;
use quick_cache::{OptionsBuilder, Weighter};

use super::entry::Entry;
use super::key::Key;

pub(crate) trait Store: Send + Sync + 'static {
    fn get(&self, key: &Key) -> Option<Arc<Entry>>;

    /// Keeps the entry in place of the one that is there; others may have to go for it.
    ///
    /// # Errors
    /// The most that an entry may weigh, if this one weighs more.
    fn put(&self, key: Key, entry: Arc<Entry>) -> Result<(), u64>;

    /// How many entries there are, and what they weigh together.
    fn size(&self) -> Size;
}

/// How full a store is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) entries: u64,
    pub(crate) weight: u64,
}

/// In the memory of this process.
pub(crate) struct Memory(Map<Key, Arc<Entry>, ByWeight, RandomState>);

#[derive(Clone)]
struct ByWeight;

impl Weighter<Key, Arc<Entry>> for ByWeight {
    fn weight(&self, _: &Key, entry: &Arc<Entry>) -> u64 {
        // What weighs nothing would never have to go.
        entry.weight.max(1)
    }
}

impl Memory {
    /// For entries that weigh `usual`, and `largest` at most.
    pub(crate) fn new(capacity: u64, usual: u64, largest: u64) -> Self {
        // An entry has to fit into the part of the map that it falls into.
        let shards = (capacity / largest.saturating_mul(8).max(1)).clamp(1, 64);
        let options = OptionsBuilder::new()
            .weight_capacity(capacity)
            .estimated_items_capacity(
                usize::try_from(capacity / usual.max(1)).unwrap_or(usize::MAX),
            )
            .shards(usize::try_from(shards).unwrap_or(1))
            .build()
            .expect("both capacities are given");
        let map = Map::with_options(
            options,
            ByWeight,
            // Visitors choose keys; they cannot choose them so that all fall into one place.
            RandomState::new(),
            quick_cache::sync::DefaultLifecycle::default(),
        );
        Self(map)
    }
}

impl Store for Memory {
    fn get(&self, key: &Key) -> Option<Arc<Entry>> {
        self.0.get(key)
    }

    fn put(&self, key: Key, entry: Arc<Entry>) -> Result<(), u64> {
        let largest = self.0.shard_capacity();
        // A store without room was asked for; that is nothing to complain of.
        if largest == 0 {
            return Ok(());
        }
        if entry.weight > largest {
            return Err(largest);
        }
        self.0.insert(key, entry);
        Ok(())
    }

    fn size(&self) -> Size {
        Size {
            entries: self.0.len() as u64,
            weight: self.0.weight(),
        }
    }
}
