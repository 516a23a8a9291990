//! The rules of freshness, as pure functions: no clock, no lock, nothing awaited.
//!
//! Time here is a [`Position`] in the log of invalidations, never the time of day. Two ideas carry
//! everything else:
//!
//! - What is computed is stamped with the position at which its request *began*, before it read
//!   anything. Whatever was invalidated since then makes it invalid, however late it arrives.
//! - A value is made from [`Source`]s: each tag with the stamp of the data behind it. A value that
//!   was made from another one takes over that one's sources as they are; of two ways to the same
//!   tag the older data counts. So an invalidation makes exactly those values wrong that hold data
//!   from before it: one stamp for all would make a new value with an old one in it useless.
//!
//! They are the methods of a trait so that the tests can pass broken ones in and see them caught.

use std::time::Duration;

/// How many entries of the log come before: 0 is the beginning.
pub(crate) type Position = u64;

/// A tag that a value was made from, and the stamp of the data behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Source<T> {
    pub(crate) tag: T,
    pub(crate) as_of: Position,
}

/// How long a value lives if nothing invalidates it, from the moment it was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Life {
    /// It is served as it is.
    pub(crate) fresh: Duration,
    /// It is served while a new one is made; from then on not at all.
    pub(crate) expire: Duration,
}

/// How long a value lives that says nothing about it and was made from no other.
pub(crate) const USUAL: Life = Life {
    fresh: Duration::from_secs(15 * 60),
    expire: Duration::from_secs(24 * 60 * 60),
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Fresh,
    /// Too old for its declared life, but nobody said that it is wrong.
    Stale,
    /// Wrong, or as good as.
    Expired,
}

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Page,
    /// It decides by what it reads, so nothing stale.
    Action,
    /// What it makes would be stale from the start.
    Computation,
}

pub(crate) trait Rules: Send + Sync + 'static {
    /// The stamp of what is computed, of the positions when its request began and when it is ready.
    fn stamp(&self, began: Position, _ready: Position) -> Position {
        began
    }

    /// The stamp of a source that came with an inner value, in an outer one that has its own stamp.
    fn inherited(&self, inner: Position, _outer: Position) -> Position {
        inner
    }

    /// Two ways to the same tag: the older data counts.
    fn merged(&self, one: Position, other: Position) -> Position {
        one.min(other)
    }

    /// The stamp of the oldest data in a value, of its own and that of a value in it.
    fn oldest(&self, own: Position, inner: Position) -> Position {
        own.min(inner)
    }

    /// Whether all is known that a value depends on: of itself, and of a value in it.
    fn is_known(&self, own: bool, inner: bool) -> bool {
        own && inner
    }

    /// Whether data with this stamp is wrong: its tag was invalidated last at `hard`.
    fn is_invalid(&self, as_of: Position, hard: Position) -> bool {
        hard > as_of
    }

    /// The state of a value at a read.
    fn state(&self, invalid: bool, age: Duration, life: Life) -> State {
        if invalid || age >= life.expire {
            State::Expired
        } else if age >= life.fresh {
            State::Stale
        } else {
            State::Fresh
        }
    }

    /// Whether this reader takes a value in this state.
    fn serves(&self, state: State, reader: Reader) -> bool {
        match state {
            State::Fresh => true,
            State::Stale => reader == Reader::Page,
            State::Expired => false,
        }
    }

    /// Whether what was computed goes into the store. With its true stamp it would be refused at
    /// every read anyway; this saves the room.
    fn stores(&self, invalid: bool) -> bool {
        !invalid
    }

    /// Whether a new value takes the place of the one that is there.
    fn replaces(&self, new: Position, old: Position) -> bool {
        new >= old
    }

    /// Whether a reader waits for a computation that runs already. `invalid`: one of the tags that
    /// it is known to have so far was invalidated since it began.
    fn joins(&self, invalid: bool) -> bool {
        !invalid
    }

    /// Whether a reader who came at `arrived` takes what it waited for. All tags are known now.
    fn takes(&self, as_of: Position, arrived: Position, invalid: bool) -> bool {
        as_of >= arrived || !invalid
    }

    /// How long a stale value is served before its refresh, which failed so many times, is tried
    /// again: 1, 2, 4 seconds and so on, up to 30.
    fn back_off(&self, failures: u32) -> Duration {
        Duration::from_secs(1 << failures.saturating_sub(1).min(5)).min(Duration::from_secs(30))
    }
}

/// The rules as they are.
pub(crate) struct DefaultRules;

impl Rules for DefaultRules {}

#[cfg(test)]
mod schedules;
#[cfg(test)]
mod tests;
