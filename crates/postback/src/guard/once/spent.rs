//! Which forms of one action were sent: a key of 24 bytes each, for a day.
//!
//! There are at most [`KEYS`] of them. When one more comes the oldest goes, by the time at which its form
//! was rendered, and no form that was rendered until then is good any more: it is answered as one from
//! before a restart. So a flood never lets anything run twice, and keeps nobody from sending a form that
//! was rendered lately. One caller has at most a quarter; then the older half of their own goes, and it
//! is their forms alone that are not good any more.

use std::collections::{BTreeSet, HashMap};

use crate::guard::repeats::Key;

/// For how long a form is good, in milliseconds, and remembered as sent.
pub(super) const DAY: u64 = 24 * 60 * 60 * 1000;

/// How many submissions of one action are remembered as sent: 2.4 MB, and at most 8 MB with what finds
/// them and counts them for their callers.
const KEYS: usize = 100_000;

/// Why a form cannot count once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// It is none that an instance of this app has minted.
    Unknown,
    /// It was minted before this process began to remember, or remembers.
    Earlier,
    /// It was sent, and how that ended is not remembered any more.
    Sent,
}

/// One submission; in order of the time at which its form was rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Mark {
    minted: u64,
    /// 0 for somebody who cannot be told from others.
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
    /// What was minted until here may have been forgotten.
    floor: Option<u64>,
    callers: HashMap<u64, Own, foldhash::fast::RandomState>,
}

/// What one caller has of it.
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
    /// It was sent, or may have been.
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
        // What has come to lie below a floor meanwhile is not taken again anyway.
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

    /// No form is good for longer, so what is forgotten here is not asked for.
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
            // Whatever floor they had, all that is above it is newer than this.
            if own.keys == 0 {
                self.callers.remove(&mark.caller);
            }
        }
        Some(mark.minted)
    }

    /// All of the older half at once, so that it is looked for once in so many submissions.
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
