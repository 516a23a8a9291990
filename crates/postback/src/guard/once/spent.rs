//! [`Spent`]: the submitted forms of one action, as keys of 24 bytes each, for a day.
//!
//! There are at most [`KEYS`] of them. Beyond that the oldest is removed, by the time at which its
//! form was rendered, and no form rendered until then is valid any more: it is answered like a form
//! from before a restart. So a flood never makes anything run twice, and never blocks a recently
//! rendered form. One caller has at most a quarter of the keys; beyond that the older half of their
//! own is removed, and only their forms become invalid.

use std::collections::{BTreeSet, HashMap};

use crate::guard::repeats::Key;

/// How long a form is valid, and remembered as submitted, in milliseconds.
pub(super) const DAY: u64 = 24 * 60 * 60 * 1000;

/// The number of submissions of one action that are remembered: 2.4 MB, and at most 8 MB with the
/// indexes.
const KEYS: usize = 100_000;

/// Why a form cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// No instance of this app has minted its id.
    Unknown,
    /// It was minted before this process started to remember submissions, or before the oldest that
    /// it remembers.
    Earlier,
    /// It was submitted, and its outcome is not remembered any more.
    Sent,
}

/// One submission, ordered by the time at which its form was rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Mark {
    minted: u64,
    /// 0 for a caller that cannot be told from others.
    caller: u64,
    rest: u64,
}

impl Mark {
    pub(super) fn new(minted: u64, caller: Option<u64>, key: Key) -> Self {
        let bytes = key.bytes();
        Self {
            minted,
            caller: caller.unwrap_or_default(),
            rest: u64::from_be_bytes(std::array::from_fn(|at| bytes[at])),
        }
    }

    pub(super) fn minted(&self) -> u64 {
        self.minted
    }
}

#[derive(Debug)]
pub(super) struct Spent {
    most: usize,
    keys: BTreeSet<Mark>,
    /// Submissions minted until this time may have been forgotten.
    floor: Option<u64>,
    callers: HashMap<u64, Own, foldhash::fast::RandomState>,
}

/// The state of one caller.
#[derive(Debug, Default)]
struct Own {
    keys: usize,
    floor: Option<u64>,
}

impl Default for Spent {
    fn default() -> Self {
        Self::of(KEYS)
    }
}

impl Spent {
    fn of(most: usize) -> Self {
        Self {
            most,
            keys: BTreeSet::new(),
            floor: None,
            callers: HashMap::default(),
        }
    }

    /// # Errors
    ///
    /// Returns an error if the form was submitted, or may have been.
    pub(super) fn allows(&mut self, mark: &Mark, now: u64) -> Result<(), Unfit> {
        self.expire(now);
        if self.keys.contains(mark) {
            Err(Unfit::Sent)
        } else if self.is_forgotten(mark) {
            Err(Unfit::Earlier)
        } else {
            Ok(())
        }
    }

    pub(super) fn insert(&mut self, mark: Mark, now: u64) {
        self.expire(now);
        // A mark below a floor is refused anyway.
        if self.is_forgotten(&mark) || !self.keys.insert(mark) {
            return;
        }
        if mark.caller != 0 {
            let own = self.callers.entry(mark.caller).or_default();
            own.keys += 1;
            if own.keys > (self.most / 4).max(1) {
                self.forget_half_of(mark.caller);
            }
        }
        if self.keys.len() > self.most {
            self.floor = self.forget_oldest();
        }
    }

    fn is_forgotten(&self, mark: &Mark) -> bool {
        let own = self.callers.get(&mark.caller).and_then(|own| own.floor);
        let is_below = |floor: Option<u64>| floor.is_some_and(|floor| mark.minted <= floor);
        is_below(self.floor) || is_below(own)
    }

    /// Removes expired marks. No form is valid for longer, so they are never looked up.
    fn expire(&mut self, now: u64) {
        let is_old = |mark: &Mark| now.saturating_sub(mark.minted) >= DAY;
        while self.keys.first().is_some_and(is_old) {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) -> Option<u64> {
        let mark = self.keys.pop_first()?;
        if let Some(own) = self.callers.get_mut(&mark.caller) {
            own.keys -= 1;
            // Everything above the caller's floor is newer than this mark, so the floor is not
            // needed any more.
            if own.keys == 0 {
                self.callers.remove(&mark.caller);
            }
        }
        Some(mark.minted)
    }

    /// Removes the older half at once, so that the search is rare.
    fn forget_half_of(&mut self, caller: u64) {
        let Some(own) = self.callers.get_mut(&caller) else {
            return;
        };
        let half = own.keys.div_ceil(2);
        let older = self.keys.iter().filter(|mark| mark.caller == caller);
        let older: Vec<Mark> = older.take(half).copied().collect();
        own.keys -= older.len();
        own.floor = older.last().map(|mark| mark.minted);
        for mark in &older {
            self.keys.remove(mark);
        }
    }
}

#[cfg(test)]
mod tests;
