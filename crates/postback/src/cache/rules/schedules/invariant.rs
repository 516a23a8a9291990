//! The invariants of every schedule.

use std::collections::BTreeSet;

use super::keys::Versions;
use super::world::{World, note};

/// They are checked against the history of the database, the log and the clock, never by the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Invariant {
    /// A reader that arrives after an invalidation was applied sees, at any depth, no row from
    /// before the commit that the invalidation announced.
    Arrival,
    /// An actor that has written and published sees all of its own writes, or newer ones.
    OwnWrites,
    /// At rest, every key has the current data.
    Forever,
    /// At rest, after one more invalidation, the second read of a key is a hit.
    SecondReadHits,
    /// A value that is still valid when it is ready is stored.
    NothingWasted,
    /// No reader starts a computation of a key while one runs that may be joined.
    OneComputation,
    /// No reader waits for a result that is known to be invalid, or refuses a valid one.
    NoVainWait,
    /// Actions and computations use fresh values only, and no reader receives an expired one.
    NothingStale,
    /// After a failed refresh, the next one waits for at least a second.
    BackOff,
}

/// The prefix of a step that breaks an invariant.
pub(super) const BREAKS: &str = "!!! this breaks ";

pub(super) type Broken = BTreeSet<Invariant>;

impl World<'_> {
    pub(super) fn breaks(&mut self, invariant: Invariant) {
        note!(self, "{BREAKS}{invariant:?}");
        self.broken.insert(invariant);
    }

    /// Checks that a value has these versions of its rows, or newer ones.
    pub(super) fn check_rows(&mut self, invariant: Invariant, seen: Versions, least: Versions) {
        for (row, (seen, least)) in seen.into_iter().zip(least).enumerate() {
            if seen < least {
                note!(
                    self,
                    "it has row {row} in version {seen} instead of {least}"
                );
                self.breaks(invariant);
            }
        }
    }
}
