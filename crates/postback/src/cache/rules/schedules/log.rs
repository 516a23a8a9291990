//! The log of invalidations, and its relation to the history of the database.

use super::Position;
use super::keys::{ROWS, TAGS, Tag, Versions};

pub(super) type Tags = [bool; TAGS];

pub(super) struct Log {
    published: Vec<Tags>,
    /// For each position: what was committed when its entry was published, of the rows that this
    /// entry or an earlier one covers.
    floors: Vec<Versions>,
    /// The number of entries whose marks are set.
    pub(super) marked: Position,
    /// The marks: for each tag the position of its last invalidation.
    hard: [Position; TAGS],
    /// The number of applied entries, which is the position of new readers.
    pub(super) applied: Position,
}

impl Log {
    pub(super) fn new() -> Self {
        Self {
            published: Vec::new(),
            floors: vec![[0; ROWS]],
            marked: 0,
            hard: [0; TAGS],
            applied: 0,
        }
    }

    /// Appends an entry and returns its position.
    pub(super) fn publish(&mut self, tags: Tags, floor: Versions) -> Position {
        self.published.push(tags);
        self.floors.push(floor);
        self.published.len() as Position
    }

    /// Returns the versions that readers arriving at this position must see, or newer ones.
    pub(super) fn floor(&self, arrived: Position) -> Versions {
        self.floors[usize::try_from(arrived).expect("a short log")]
    }

    /// Returns the versions that every reader must see once all entries are applied.
    pub(super) fn last_floor(&self) -> Versions {
        self.floors[self.published.len()]
    }

    pub(super) fn hard(&self, tag: Tag) -> Position {
        self.hard[tag]
    }

    pub(super) fn is_behind(&self) -> bool {
        self.marked.min(self.applied) < self.published.len() as Position
    }

    /// Advances an entry. Each takes two steps: its marks are set, then it counts as applied.
    pub(super) fn step(&mut self, apply_first: bool) {
        if !self.is_behind() {
            return;
        }
        let half_done = self.marked != self.applied;
        if half_done == apply_first {
            self.mark();
        } else {
            self.applied += 1;
        }
    }

    fn mark(&mut self) {
        let tags = self.published[usize::try_from(self.marked).expect("a short log")];
        self.marked += 1;
        for (hard, invalidated) in self.hard.iter_mut().zip(tags) {
            if invalidated {
                *hard = self.marked;
            }
        }
    }
}
