//! The ids of forms that count once: which of them this process can answer for.
//!
//! What a form led to is remembered for ten minutes ([`Repeats`](super::repeats::Repeats)). That it was
//! sent is remembered for a [`DAY`](spent::DAY) after it was rendered ([`Spent`]), and longer than that
//! no form is good for: so nothing that has begun begins again, and whoever comes later is told to look
//! whether it was done.
//!
//! All of it is in memory, so a process knows nothing of what ran before it started. An id says when it
//! was minted, and one that is older than the process is refused: the same form may have run already.
//! With several instances each compares with its own start, so what one has rendered the others take, as
//! long as they were there.
//!
//! Ids are minted by the clock that only goes forward, set once to the time of day at the start. A
//! step of the time of day changes nothing within a process. One backwards between two processes would
//! let the later one take ids of the earlier one; those that lie in its future it still refuses.

mod spent;

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

pub(crate) use self::spent::Unfit;
use self::spent::{DAY, Mark, Spent};
use super::repeats::Key;
use super::running::Whose;
use crate::keys::Keys;
use crate::wall_clock;

/// Mints ids since a moment, and knows which of them are good for one more submission.
#[derive(Debug)]
pub(crate) struct Once {
    /// Milliseconds since 1970.
    start: u64,
    clock: Instant,
    hasher: RandomState,
    /// By the path of the action: a flood of one leaves the forms of the others alone.
    spent: Mutex<HashMap<&'static str, Spent>>,
}

/// One submission of a form that an instance of this app has rendered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket {
    action: &'static str,
    mark: Mark,
}

impl Once {
    pub(crate) fn since_now() -> Self {
        let now = wall_clock::since_1970().as_millis();
        Self::since(now.try_into().unwrap_or_default())
    }

    fn since(start: u64) -> Self {
        Self {
            start,
            clock: Instant::now(),
            hasher: RandomState::new(),
            spent: Mutex::default(),
        }
    }

    pub(crate) fn mint(&self, keys: &Keys) -> String {
        keys.mint(self.now())
    }

    /// The submission with this id and this key, by whoever it is.
    ///
    /// # Errors
    ///
    /// No instance of this app has minted the id.
    pub(crate) fn ticket(
        &self,
        keys: &Keys,
        id: &str,
        action: &'static str,
        key: Key,
        whose: Option<Whose<'_>>,
    ) -> Result<Ticket, Unfit> {
        let minted = keys.minted(id).ok_or(Unfit::Unknown)?;
        let caller = whose.map(|whose| self.hasher.hash_one(whose));
        let mark = Mark::new(minted, caller, key);
        Ok(Ticket { action, mark })
    }

    /// Whether it may run. Asked by whoever is the first of those that are known to run or to have
    /// ended, so nobody else asks at the same time.
    ///
    /// # Errors
    ///
    /// It has run, or nobody here can tell whether it has.
    pub(crate) fn may_run(&self, ticket: &Ticket) -> Result<(), Unfit> {
        let now = self.now();
        let minted = ticket.mark.minted();
        if !(self.start..=now).contains(&minted) || now - minted >= DAY {
            return Err(Unfit::Earlier);
        }
        match self.spent().get_mut(ticket.action) {
            Some(spent) => spent.allows(&ticket.mark, now),
            None => Ok(()),
        }
    }

    /// From now on it may have done something.
    pub(crate) fn begins(&self, ticket: &Ticket) {
        let mut all = self.spent();
        let spent = all.entry(ticket.action).or_default();
        spent.insert(ticket.mark, self.now());
    }

    fn now(&self) -> u64 {
        let elapsed = self.clock.elapsed().as_millis();
        self.start
            .saturating_add(elapsed.try_into().unwrap_or(u64::MAX))
    }

    /// Nothing that can panic runs under the lock, so what is in it is right.
    fn spent(&self) -> MutexGuard<'_, HashMap<&'static str, Spent>> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
