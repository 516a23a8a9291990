//! [`Flight`]: a running computation, and the readers that wait for it. There is at most one per
//! key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use super::computed::Interrupted;
use super::entry::{AnyError, Entry};
use super::key::Key;
use super::log::Log;
use super::made::Dependencies;
use super::rules::{Position, Reader, Rules};

/// How a computation ended.
#[derive(Clone)]
pub(crate) enum Landed {
    Value(Arc<Entry>),
    Error(AnyError),
    Interrupted(Interrupted),
}

pub(crate) struct Flight {
    /// The position of the log when it began.
    pub(crate) began: Position,
    /// Its dependencies so far.
    made: Arc<Mutex<Dependencies>>,
    /// The sender of the result. Its receivers are the waiting readers.
    pub(super) landing: watch::Sender<Option<Landed>>,
    /// Notified when a reader that has a place waits for the computation, which then needs no place
    /// of its own.
    pub(super) hurry: Notify,
    /// Notified when a reader starts to wait.
    pub(super) joined: Notify,
}

/// A waiting reader. Dropping it ends the wait.
pub(crate) struct Waiter {
    landed: watch::Receiver<Option<Landed>>,
    pub(crate) began: Position,
}

impl Flight {
    pub(crate) fn new(began: Position, made: Arc<Mutex<Dependencies>>) -> Arc<Self> {
        Arc::new(Self {
            began,
            made,
            landing: watch::Sender::new(None),
            hurry: Notify::new(),
            joined: Notify::new(),
        })
    }

    /// Registers a waiting reader. The caller holds the lock of the table, so that no reader joins
    /// a computation that is just being abandoned.
    pub(crate) fn join(&self, reader: Reader) -> Waiter {
        let landed = self.landing.subscribe();
        self.joined.notify_one();
        if reader == Reader::Computation {
            self.hurry.notify_one();
        }
        Waiter {
            landed,
            began: self.began,
        }
    }

    /// Returns whether one of its tags so far was invalidated since it began.
    pub(crate) fn is_invalid_so_far(&self, rules: &dyn Rules, log: &dyn Log) -> bool {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.is_invalid(self.began, rules, log)
    }

    pub(super) fn is_awaited(&self) -> bool {
        self.landing.receiver_count() > 0
    }
}

impl Waiter {
    pub(crate) async fn landed(mut self) -> Landed {
        let ended = self.landed.wait_for(Option::is_some).await;
        let ended = ended.ok().and_then(|landed| landed.clone());
        ended.unwrap_or_else(|| Landed::Interrupted(Interrupted::cancelled()))
    }
}

/// The computations that readers can join.
#[derive(Default)]
pub(crate) struct Flights(Mutex<HashMap<Key, Arc<Flight>>>);

impl Flights {
    /// No code that can panic runs under the lock, so a poisoned lock is usable.
    pub(crate) fn lock(&self) -> MutexGuard<'_, HashMap<Key, Arc<Flight>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
