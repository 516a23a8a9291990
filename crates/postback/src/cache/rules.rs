//! The rules of freshness, as pure functions without a clock, locks or awaiting.
//!
//! Time is a [`Position`] in the log of invalidations, never the time of day. Two ideas carry the
//! rest:
//!
//! - A computed value is stamped with the position at which its request *began*, before anything
//!   was read. Any later invalidation makes it invalid, however late it is stored.
//! - A value is made from [`Source`]s: each tag with the stamp of the data behind it. A value that
//!   is made from another one takes over its sources unchanged; if a tag arrives in two ways, the
//!   older data counts. So an invalidation affects exactly the values that hold older data. A
//!   single stamp for all sources would make a new value with an old part useless.
//!
//! The rules are methods of a trait, so that tests can substitute broken ones and check that they
//! are detected.

use std::time::Duration;

/// The number of log entries before this point; 0 is the beginning.
pub(crate) type Position = u64;

/// A tag that a value was made from, and the stamp of the data behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Source<T> {
    pub(crate) tag: T,
    pub(crate) as_of: Position,
}

/// The lifetime of a value that is not invalidated, counted from its computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Life {
    /// How long it is served without recomputing it.
    pub(crate) fresh: Duration,
    /// How long it is served at all; between `fresh` and `expire` a new value is computed
    /// meanwhile.
    pub(crate) expire: Duration,
}

/// The lifetime of a value that declares none and depends on no other value.
pub(crate) const USUAL: Life = Life {
    fresh: Duration::from_secs(15 * 60),
    expire: Duration::from_secs(24 * 60 * 60),
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Fresh,
    /// Past `fresh`, but not invalidated.
    Stale,
    /// Invalidated, or past `expire`.
    Expired,
}

/// The kind of reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Page,
    /// An action decides by what it reads, so it accepts nothing stale.
    Action,
    /// A computation accepts nothing stale, because its own result would be stale from the start.
    Computation,
}

pub(crate) trait Rules: Send + Sync + 'static {
    /// Returns the stamp of a computation, given the positions when its request began and when it
    /// is ready.
    fn stamp(&self, began: Position, _ready: Position) -> Position {
        began
    }

    /// Returns the stamp of a source that an inner value contributes to an outer one with its own
    /// stamp.
    fn inherited(&self, inner: Position, _outer: Position) -> Position {
        inner
    }

    /// Merges two stamps of one tag: the older data counts.
    fn merged(&self, one: Position, other: Position) -> Position {
        one.min(other)
    }

    /// Returns the stamp of the oldest data in a value, from its own stamp and that of an inner
    /// value.
    fn oldest(&self, own: Position, inner: Position) -> Position {
        own.min(inner)
    }

    /// Returns whether all dependencies are known, given those of the value itself and of an inner
    /// value.
    fn is_known(&self, own: bool, inner: bool) -> bool {
        own && inner
    }

    /// Returns whether data with this stamp is wrong, given the position `hard` of its tag's last
    /// invalidation.
    fn is_invalid(&self, as_of: Position, hard: Position) -> bool {
        hard > as_of
    }

    /// Returns the state of a value at a read.
    fn state(&self, invalid: bool, age: Duration, life: Life) -> State {
        if invalid || age >= life.expire {
            State::Expired
        } else if age >= life.fresh {
            State::Stale
        } else {
            State::Fresh
        }
    }

    /// Returns whether this reader accepts a value in this state.
    fn serves(&self, state: State, reader: Reader) -> bool {
        match state {
            State::Fresh => true,
            State::Stale => reader == Reader::Page,
            State::Expired => false,
        }
    }

    /// Returns whether a computed value is stored. An invalid one would be refused at every read
    /// anyway; not storing it saves space.
    fn stores(&self, invalid: bool) -> bool {
        !invalid
    }

    /// Returns whether a new value replaces the stored one.
    fn replaces(&self, new: Position, old: Position) -> bool {
        new >= old
    }

    /// Returns whether a reader joins a running computation. `invalid` says whether one of its tags
    /// so far was invalidated since it began.
    fn joins(&self, invalid: bool) -> bool {
        !invalid
    }

    /// Returns whether a reader that arrived at position `arrived` accepts the value that it waited
    /// for, whose tags are all known.
    fn takes(&self, as_of: Position, arrived: Position, invalid: bool) -> bool {
        as_of >= arrived || !invalid
    }

    /// Returns how long a stale value is served before a refresh is retried after this many
    /// failures: 1, 2, 4 seconds and so on, up to 30.
    fn back_off(&self, failures: u32) -> Duration {
        Duration::from_secs(1 << failures.saturating_sub(1).min(5)).min(Duration::from_secs(30))
    }
}

/// The rules of the cache.
pub(crate) struct DefaultRules;

impl Rules for DefaultRules {}

#[cfg(test)]
pub(super) mod schedules;
#[cfg(test)]
mod tests;
