//! Computations that run now, one for each key, and those who wait for them.

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
    /// Where the log stood when it began.
    pub(crate) began: Position,
    /// What it was made from so far.
    made: Arc<Mutex<Dependencies>>,
    /// Its receivers are those who wait for it.
    pub(super) landing: watch::Sender<Option<Landed>>,
    /// Somebody who has a place waits for it: it does not wait for one of its own.
    pub(super) hurry: Notify,
    /// Somebody waits for it now.
    pub(super) joined: Notify,
}

/// Somebody who waits for a computation, for as long as this is there.
pub(crate) struct Waiting {
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

    /// One more who waits. Under the lock of the table, so that nobody joins a computation that is
    /// just being given up.
    pub(crate) fn join(&self, reader: Reader) -> Waiting {
        let landed = self.landing.subscribe();
        self.joined.notify_one();
        if reader == Reader::Computation {
            self.hurry.notify_one();
        }
        Waiting {
            landed,
            began: self.began,
        }
    }

    /// Whether a tag that it is known to have was invalidated since it began.
    pub(crate) fn is_invalid_so_far(&self, rules: &dyn Rules, log: &dyn Log) -> bool {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.is_invalid(self.began, rules, log)
    }

    pub(super) fn is_awaited(&self) -> bool {
        self.landing.receiver_count() > 0
    }
}

impl Waiting {
    pub(crate) async fn landed(mut self) -> Landed {
        let ended = self.landed.wait_for(Option::is_some).await;
        let ended = ended.ok().and_then(|landed| landed.clone());
        ended.unwrap_or_else(|| Landed::Interrupted(Interrupted::cancelled()))
    }
}

/// The computations that can be joined.
#[derive(Default)]
pub(crate) struct Flights(Mutex<HashMap<Key, Arc<Flight>>>);

impl Flights {
    /// Nothing that can panic runs under the lock.
    pub(crate) fn lock(&self) -> MutexGuard<'_, HashMap<Key, Arc<Flight>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
