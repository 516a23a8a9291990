//! What must hold in every schedule.

use std::collections::BTreeSet;

use super::keys::Versions;
use super::world::{World, note};

/// Checked against the history of the database, the log and the clock; never by the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Invariant {
    /// Who arrives after an invalidation was applied sees, in whatever depth, no row as it was
    /// before the commit that the invalidation told of.
    Arrival,
    /// Who has written and published sees its own writes, or newer ones, all of them.
    OwnWrites,
    /// When all is quiet, every key has the current data.
    Forever,
    /// When all is quiet, and after one more invalidation, the second read of a key is a hit.
    SecondReadHits,
    /// What is still right when it is ready goes into the store.
    NothingWasted,
    /// Of one key, nobody starts a computation while one runs that may be joined.
    OneComputation,
    /// Nobody waits for what is known to be wrong, or refuses what is right.
    NoVainWait,
    /// Actions decide by what is fresh, computations build on it, and nobody gets what has expired.
    NothingStale,
    /// A refresh that failed is left alone for a second at least.
    BackOff,
}

/// How such a step begins when it is told.
pub(super) const BREAKS: &str = "!!! this breaks ";

pub(super) type Broken = BTreeSet<Invariant>;

impl World<'_> {
    pub(super) fn breaks(&mut self, invariant: Invariant) {
        note!(self, "{BREAKS}{invariant:?}");
        self.broken.insert(invariant);
    }

    /// Whether a value has these rows in these versions or newer ones, as far as it has them.
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
