//! [`Repeats`]: runs repeated submissions once.
//!
//! Tables of two kinds recognise a repeated submission by its [`Key`]:
//!
//! - [`Repeats::in_flight`] joins identical submissions while the first one runs (a double click),
//!   and forgets it when it ends.
//! - [`Repeats::once`] also remembers the outcome for [`REMEMBERED`], and gives it to repeats. It
//!   serves the forms of `#[action(once)]`, and enhanced requests, whose ids distinguish a browser
//!   that retries a request (Chromium does so up to three times) from a user who clicks again.
//!
//! A submission [enters](Repeats::enter) with its key and follows its [`Admission`]. If the first one
//! ends without an outcome, the waiting ones receive `None` and enter again, and one of them
//! becomes the first.
//!
//! Everything is in memory. Remembered outcomes are bounded by [`ENTRIES`] and [`BYTES`], and the
//! oldest are removed first. Running submissions are never removed. They need no bound here,
//! because each occupies a slot ([`Running`](super::running::Running)), so there are at most
//! `Limits::concurrent_actions`. A table is therefore never full. There is no background task: the next
//! submission removes expired entries.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio::time::Instant;

/// How long an outcome is remembered, from the moment when it is known.
pub(crate) const REMEMBERED: Duration = Duration::from_secs(10 * 60);

/// The largest number of outcomes that one table remembers.
pub(crate) const ENTRIES: usize = 10_000;

/// The largest total size of remembered outcomes in one table, in bytes. The newest outcome is kept
/// whatever its size.
pub(crate) const BYTES: usize = 16 * 1024 * 1024;

/// The identity of a submission: SHA-256 over everything that makes two submissions the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// Returns the key of these parts in this order. Their lengths are included, so that parts
    /// cannot be shifted.
    ///
    /// For [`Repeats::in_flight`] they are caller, page, action, arguments and body digest. For
    /// [`Repeats::once`] they are caller, action, id, arguments and body digest, so that the same
    /// id with another body is a new submission.
    pub(crate) fn of<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    pub(crate) fn bytes(self) -> [u8; 32] {
        self.0
    }
}

/// A table of submissions that share their outcome `T`, which is cheap to clone (an `Arc`). Clones
/// refer to the same table.
pub(crate) struct Repeats<T>(Arc<Shared<T>>);

struct Shared<T> {
    table: Mutex<Table<T>>,
    /// Returns the memory of an outcome in bytes, if this table remembers outcomes.
    weight: Option<fn(&T) -> usize>,
}

struct Table<T> {
    entries: HashMap<Key, Entry<T>>,
    /// The remembered entries, oldest first, each with its expiry.
    remembered: VecDeque<(Instant, Key)>,
    /// Their total size.
    bytes: usize,
}

enum Entry<T> {
    Running(watch::Receiver<Option<T>>),
    Remembered { outcome: T, weight: usize },
}

/// What to do with a submission.
pub(crate) enum Admission<T: Clone> {
    /// Run it, and pass the outcome to [`Lead::done`].
    First(Lead<T>),
    /// The same submission is running: its outcome comes from [`Wait::outcome`].
    Wait(Wait<T>),
    /// The same submission has ended with this outcome. Only [`Repeats::once`] returns it.
    Done(T),
}

impl<T: Clone> Repeats<T> {
    /// Creates a table that joins submissions while they run.
    pub(crate) fn in_flight() -> Self {
        Self::new(None)
    }

    /// Creates a table that also remembers outcomes. `weight` returns the approximate memory of an
    /// outcome, in bytes.
    pub(crate) fn once(weight: fn(&T) -> usize) -> Self {
        Self::new(Some(weight))
    }

    fn new(weight: Option<fn(&T) -> usize>) -> Self {
        let table = Mutex::new(Table {
            entries: HashMap::new(),
            remembered: VecDeque::new(),
            bytes: 0,
        });
        Self(Arc::new(Shared { table, weight }))
    }

    /// Registers a submission and returns what to do with it.
    pub(crate) fn enter(&self, key: Key) -> Admission<T> {
        // Declared before the lock, and therefore dropped after it: an outcome of the app must not
        // run its destructor under the lock.
        let mut gone = Vec::new();
        let mut table = self.0.lock();
        table.expire(&mut gone);
        match table.entries.get(&key) {
            Some(Entry::Running(outcome)) => return Admission::Wait(Wait(outcome.clone())),
            Some(Entry::Remembered { outcome, .. }) => return Admission::Done(outcome.clone()),
            None => {}
        }
        let (running, outcome) = watch::channel(None);
        table.entries.insert(key, Entry::Running(outcome));
        Admission::First(Lead {
            key,
            running,
            listed_in: Some(Arc::clone(&self.0)),
        })
    }
}

impl<T> Clone for Repeats<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Shared<T> {
    /// No code that can panic runs under the lock, so a poisoned table is valid.
    fn lock(&self) -> MutexGuard<'_, Table<T>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Table<T> {
    /// Moves expired entries to `gone`.
    fn expire(&mut self, gone: &mut Vec<Entry<T>>) {
        let now = Instant::now();
        while self.remembered.front().is_some_and(|(end, _)| *end <= now) {
            self.forget_oldest(gone);
        }
    }

    /// Moves the oldest remembered outcome to `gone`.
    fn forget_oldest(&mut self, gone: &mut Vec<Entry<T>>) {
        let Some((_, key)) = self.remembered.pop_front() else {
            return;
        };
        let entry = self.entries.remove(&key);
        if let Some(Entry::Remembered { weight, .. }) = &entry {
            self.bytes -= weight;
        }
        gone.extend(entry);
    }

    fn remember(&mut self, key: Key, outcome: T, weight: usize, gone: &mut Vec<Entry<T>>) {
        self.entries
            .insert(key, Entry::Remembered { outcome, weight });
        self.remembered
            .push_back((Instant::now() + REMEMBERED, key));
        self.bytes += weight;
        // The newest outcome alone always fits, because `Lead::done` counts it for at most `BYTES`.
        while self.bytes > BYTES || self.remembered.len() > ENTRIES {
            self.forget_oldest(gone);
        }
    }
}

/// The first of several identical submissions, which runs.
///
/// If it is dropped without an outcome (the run was cancelled or panicked), another submission
/// becomes the first.
#[must_use = "dropping it tells the others to run the submission themselves"]
pub(crate) struct Lead<T: Clone> {
    key: Key,
    running: watch::Sender<Option<T>>,
    /// The table that contains this run, until it has ended.
    listed_in: Option<Arc<Shared<T>>>,
}

impl<T: Clone> Lead<T> {
    /// Passes the outcome to all waiting repeats, and to the table if it remembers outcomes.
    pub(crate) fn done(mut self, outcome: T) {
        if let Some(shared) = &self.listed_in {
            // No outcome counts for more than the limit of all.
            let kept = shared
                .weight
                .map(|weight| (outcome.clone(), weight(&outcome).min(BYTES)));
            let mut gone = Vec::new();
            let mut table = shared.lock();
            match kept {
                Some((outcome, weight)) => table.remember(self.key, outcome, weight, &mut gone),
                None => gone.extend(table.entries.remove(&self.key)),
            }
        }
        self.listed_in = None;
        self.running.send_replace(Some(outcome));
    }
}

impl<T: Clone> Drop for Lead<T> {
    fn drop(&mut self) {
        // Removed before `running` closes, so that waiting repeats find the entry free.
        if let Some(shared) = self.listed_in.take() {
            shared.lock().entries.remove(&self.key);
        }
    }
}

/// A repeat of a running submission.
pub(crate) struct Wait<T>(watch::Receiver<Option<T>>);

impl<T: Clone> Wait<T> {
    /// Returns the outcome of the running submission, or `None` if it ended without one; then enter
    /// again.
    pub(crate) async fn outcome(mut self) -> Option<T> {
        let outcome = self.0.wait_for(Option::is_some).await.ok()?;
        outcome.clone()
    }
}

#[cfg(test)]
mod tests;
