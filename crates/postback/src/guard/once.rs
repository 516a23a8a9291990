//! [`Once`]: the ids of forms that run an action at most once.
//!
//! The outcome of a form is remembered for ten minutes ([`Repeats`](super::repeats::Repeats)). The
//! fact that it was submitted is remembered for a [`DAY`](spent::DAY) after it was rendered
//! ([`Spent`]), and no form is valid for longer. So a submission that has begun never begins again,
//! and a later repeat is told to check whether it was done.
//!
//! Everything is in memory, so a process knows nothing about submissions before its start. An id
//! contains the time at which it was minted, and an id that is older than the process is refused,
//! because the form may have run already. Each instance compares with its own start, so instances
//! accept each other's ids from the time when all were running.
//!
//! Ids use a monotonic clock that is set to the system time at the start. A step of the system time
//! changes nothing within a process. A step backwards between two processes would let the later one
//! accept ids of the earlier one, except those in its future, which it refuses.

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

/// Mints ids, and knows which of them are valid for another submission.
#[derive(Debug)]
pub(crate) struct Once {
    /// Milliseconds since 1970.
    start: u64,
    clock: Instant,
    hasher: RandomState,
    /// By the path of the action, so that a flood of one action does not affect the forms of
    /// others.
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

    /// Returns the ticket of the submission with this id and this key, by this caller.
    ///
    /// # Errors
    ///
    /// Returns an error if no instance of this app has minted the id.
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

    /// Checks whether the submission may run. Only the first of identical submissions asks, so
    /// there is no race.
    ///
    /// # Errors
    ///
    /// Returns an error if it has run, or if that is unknown.
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

    /// Records that from now on the action may have changed something.
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

    /// No code that can panic runs under the lock, so its data is valid.
    fn spent(&self) -> MutexGuard<'_, HashMap<&'static str, Spent>> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
