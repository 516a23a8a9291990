//! [`Running`]: how many actions run at once, shared fairly.
//!
//! A call takes a [`Slot`] before its body is read, and holds it, together with the layers around
//! it, even if its client disconnects. The slot is free when the last of them has ended. While the
//! client has to be waited for, the call gives up its slot: such bodies have their own limit
//! (`Limits::concurrent_bodies`), so that slow clients do not block others.
//!
//! One rule shares the slots. An action takes a slot only while it has fewer than are free, and a
//! caller only while three times their own are fewer than are free. So one action alone occupies at
//! most half of the slots, and one caller a quarter. The more of them are busy, the fewer each
//! receives, and a slot remains for another action and its callers. For a public action the
//! client's address counts as the caller, if it is known.
//!
//! The places for bodies that are waited for are shared in the same way, regardless of the action.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The slots of one app.
#[derive(Debug)]
pub(crate) struct Running(Arc<Room>);

#[derive(Debug)]
struct Room {
    most: usize,
    /// Whether the app has only one action, which need not leave slots to others.
    has_one_action: bool,
    hasher: RandomState,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    actions: HashMap<&'static str, usize, foldhash::fast::RandomState>,
    callers: HashMap<u64, usize, foldhash::fast::RandomState>,
}

/// The owner of a call.
#[derive(Clone, Copy, Debug, Hash)]
pub(crate) enum Whose<'a> {
    Caller {
        partition: Option<&'a str>,
        key: &'a str,
    },
    Address(IpAddr),
}

/// No slot is free, or none for this action or caller.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoRoom;

/// The slot of one call. Clones are the same slot.
#[derive(Clone, Debug)]
pub(crate) struct Slot(Arc<Occupied>);

#[derive(Debug)]
struct Occupied {
    room: Arc<Room>,
    action: &'static str,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug)]
struct State {
    /// False while a body is waited for.
    is_taken: bool,
    caller: Option<u64>,
}

impl Running {
    /// Creates `most` slots for this number of actions.
    pub(crate) fn at_most(most: usize, actions: usize) -> Self {
        Self(Arc::new(Room {
            most,
            has_one_action: actions == 1,
            hasher: RandomState::new(),
            taken: Mutex::default(),
        }))
    }

    pub(crate) fn most(&self) -> usize {
        self.0.most
    }

    /// # Errors
    ///
    /// Returns an error if no slot is free, or the action has as many as are free.
    pub(crate) fn enter(&self, action: &'static str) -> Result<Slot, NoRoom> {
        self.0.take(action, None)?;
        Ok(Slot(Arc::new(Occupied {
            room: Arc::clone(&self.0),
            action,
            state: Mutex::new(State {
                is_taken: true,
                caller: None,
            }),
        })))
    }
}

impl Slot {
    /// Assigns the slot to a caller; `None` is a caller that cannot be told from others.
    ///
    /// # Errors
    ///
    /// Returns an error if the caller has too many slots.
    pub(crate) fn belongs_to(&self, whose: Option<Whose<'_>>) -> Result<(), NoRoom> {
        let Some(whose) = whose else { return Ok(()) };
        let caller = self.0.room.hasher.hash_one(whose);
        let mut state = self.0.state();
        let mut taken = self.0.room.taken();
        // The call has a slot already, which does not count against it.
        let others = taken.all.saturating_sub(1);
        let free = self.0.room.most.saturating_sub(others);
        let own = taken.callers.entry(caller).or_default();
        let result = if is_fair(*own, 3, free) {
            *own += 1;
            state.caller = Some(caller);
            Ok(())
        } else {
            Err(NoRoom)
        };
        drop(taken);
        result
    }

    /// Gives up the slot while the body is waited for.
    pub(crate) fn step_aside(&self) {
        let mut state = self.0.state();
        if std::mem::replace(&mut state.is_taken, false) {
            self.0.room.give_back(self.0.action, state.caller);
        }
    }

    /// Takes a slot again once the body has arrived.
    ///
    /// # Errors
    ///
    /// Returns an error if other calls have taken all slots.
    pub(crate) fn come_back(&self) -> Result<(), NoRoom> {
        let mut state = self.0.state();
        if !state.is_taken {
            self.0.room.take(self.0.action, state.caller)?;
            state.is_taken = true;
        }
        Ok(())
    }
}

impl Occupied {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Occupied {
    fn drop(&mut self) {
        let state = *self.state();
        if state.is_taken {
            self.room.give_back(self.action, state.caller);
        }
    }
}

impl Room {
    /// No code that can panic runs under the lock, so its data is valid.
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, action: &'static str, caller: Option<u64>) -> Result<(), NoRoom> {
        let mut taken = self.taken();
        let free = self.most.saturating_sub(taken.all);
        let of_action = taken.actions.get(action).copied().unwrap_or_default();
        let of_caller = caller.and_then(|caller| taken.callers.get(&caller).copied());
        let is_fair_to_actions = self.has_one_action || is_fair(of_action, 1, free);
        if free == 0 || !is_fair_to_actions || !is_fair(of_caller.unwrap_or_default(), 3, free) {
            return Err(NoRoom);
        }
        taken.all += 1;
        *taken.actions.entry(action).or_default() += 1;
        if let Some(caller) = caller {
            *taken.callers.entry(caller).or_default() += 1;
        }
        Ok(())
    }

    fn give_back(&self, action: &'static str, caller: Option<u64>) {
        let mut taken = self.taken();
        taken.all -= 1;
        if let Some(count) = taken.actions.get_mut(action) {
            *count -= 1;
        }
        if let Some(Entry::Occupied(mut count)) = caller.map(|caller| taken.callers.entry(caller)) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

/// Returns whether a subject with `own` slots may take another one of the free slots.
fn is_fair(own: usize, times: usize, free: usize) -> bool {
    own == 0 || own.saturating_mul(times) < free
}

#[cfg(test)]
mod tests;
