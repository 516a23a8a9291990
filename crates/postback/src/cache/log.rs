//! The ordered log of invalidations: which tag was invalidated last, and where in the order.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use super::rules::Position;
use super::tag::TagId;

/// How many tags have a mark of their own.
const MOST_MARKS: usize = 100_000;

/// What is known here of the log. In one process that is all of it; a log that several instances
/// share may lag behind, which makes values look older than they are and never younger.
pub(crate) trait Log: Send + Sync + 'static {
    /// The last entry that this instance has applied.
    fn applied(&self) -> Position;

    /// Where the tag was invalidated last, or later; 0 for never. Of an entry at or before
    /// `applied()` it knows.
    fn hard(&self, tag: TagId) -> Position;

    /// Appends one entry, and is ready when this instance has applied it.
    fn publish(&self, tags: Vec<TagId>) -> Pin<Box<dyn Future<Output = Position> + Send + '_>>;

    /// How many tags have a mark.
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
    /// Marks up to here may be forgotten: every tag counts as invalidated here.
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
        // After the marks: whoever sees the position sees them.
        self.applied.store(position, Ordering::Release);
        position
    }
}

impl Marks {
    /// Raises the floor over the older half. It invalidates more than was asked for, never less.
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
        // When the call returns, not when somebody awaits it.
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
