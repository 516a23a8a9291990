//! The ordered log of invalidations: for each tag the position of its last invalidation.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use super::rules::Position;
use super::tag::TagId;

/// The largest number of tags with a mark of their own.
const MOST_MARKS: usize = 100_000;

/// The log as this instance knows it. In one process it is complete. A log that several instances
/// share may lag behind, which makes values look older than they are, never younger.
pub(crate) trait Log: Send + Sync + 'static {
    /// Returns the position of the last entry that this instance has applied.
    fn applied(&self) -> Position;

    /// Returns a position at or after the tag's last invalidation, or 0 if there was none. Entries
    /// up to `applied()` are taken into account.
    fn hard(&self, tag: TagId) -> Position;

    /// Appends one entry, and completes when this instance has applied it.
    fn publish(&self, tags: Vec<TagId>) -> Pin<Box<dyn Future<Output = Position> + Send + '_>>;

    /// Returns the number of tags with a mark.
    fn marks(&self) -> usize;
}

/// The log of one process.
pub(crate) struct LocalLog {
    applied: AtomicU64,
    marks: RwLock<Marks>,
    most: usize,
}

#[derive(Default)]
struct Marks {
    hard: HashMap<TagId, Position>,
    /// The position up to which marks may be forgotten: every tag counts as invalidated there.
    floor: Position,
}

impl LocalLog {
    pub(crate) fn new() -> Self {
        Self::with_marks(MOST_MARKS)
    }

    fn with_marks(most: usize) -> Self {
        Self {
            applied: AtomicU64::new(0),
            marks: RwLock::default(),
            most,
        }
    }

    fn append(&self, tags: &[TagId]) -> Position {
        let mut marks = self.marks.write().unwrap_or_else(PoisonError::into_inner);
        let position = self.applied.load(Ordering::Relaxed) + 1;
        for tag in tags {
            marks.hard.insert(*tag, position);
        }
        if marks.hard.len() > self.most {
            marks.forget_half();
        }
        // Stored after the marks, so that a reader that sees the position sees the marks.
        self.applied.store(position, Ordering::Release);
        position
    }
}

impl Marks {
    /// Raises the floor above the older half of the marks. It invalidates more than requested,
    /// never less.
    fn forget_half(&mut self) {
        let mut positions: Vec<Position> = self.hard.values().copied().collect();
        let middle = positions.len() / 2;
        let (_, floor, _) = positions.select_nth_unstable(middle);
        self.floor = *floor;
        let floor = self.floor;
        self.hard.retain(|_, position| *position > floor);
    }
}

impl Log for LocalLog {
    fn applied(&self) -> Position {
        self.applied.load(Ordering::Acquire)
    }

    fn hard(&self, tag: TagId) -> Position {
        let marks = self.marks.read().unwrap_or_else(PoisonError::into_inner);
        marks.hard.get(&tag).copied().unwrap_or(marks.floor)
    }

    fn publish(&self, tags: Vec<TagId>) -> Pin<Box<dyn Future<Output = Position> + Send + '_>> {
        // The entry is appended when the function is called, not when the future is polled.
        let position = self.append(&tags);
        Box::pin(std::future::ready(position))
    }

    fn marks(&self) -> usize {
        let marks = self.marks.read().unwrap_or_else(PoisonError::into_inner);
        marks.hard.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_entry_invalidates_all_its_tags_at_one_position() {
        let log = LocalLog::new();
        assert_eq!(log.append(&[TagId(1), TagId(2)]), 1);
        assert_eq!(log.append(&[]), 2);
        assert_eq!(
            (log.hard(TagId(1)), log.hard(TagId(2)), log.hard(TagId(3))),
            (1, 1, 0)
        );
        assert_eq!(log.applied(), 2);
    }

    proptest! {
        #[test]
        fn a_full_table_of_marks_never_forgets_that_something_changed(tags in prop::collection::vec(0_u64..40, 1..200)) {
            let log = LocalLog::with_marks(8);
            let mut last = HashMap::new();
            for tag in tags {
                last.insert(tag, log.append(&[TagId(tag)]));
                prop_assert!(log.marks() <= 8);
            }
            for (tag, position) in last {
                prop_assert!(log.hard(TagId(tag)) >= position);
                prop_assert!(log.hard(TagId(tag)) <= log.applied());
            }
        }
    }
}
