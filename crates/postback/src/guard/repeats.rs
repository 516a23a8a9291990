//! Repeated submissions run once.
//!
//! Tables of two kinds, made of the same parts, tell a submission from its repeat by a [`Key`]:
//!
//! - [`Repeats::in_flight`] joins identical submissions while the first one runs (a double
//!   click), and forgets it when it ends.
//! - [`Repeats::once`] also remembers the outcome for [`REMEMBERED`], and a repeat gets that one:
//!   for the forms of `#[action(once)]`, and for enhanced requests, whose ids tell a browser that
//!   sends a request again (Chromium does so up to three times) from a person who clicks again.
//!
//! A caller [enters](Repeats::enter) with the key and does what its [`Turn`] says. When the first
//! one ends without an outcome, those who wait get `None` and enter again: one of them is first.
//!
//! Everything is in memory. What is remembered is bounded by [`ENTRIES`] and [`BYTES`]: the oldest
//! outcomes go first. What runs is never forgotten, and there is no bound of it here: each run owns a
//! slot ([`Running`](super::running::Running)), so there are at most `Limits::running` of them. So a
//! table is never too full for one more. There is no background task: the next submission drops what
//! has expired.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio::time::Instant;

/// How long an outcome is remembered, from the moment it is known.
pub(crate) const REMEMBERED: Duration = Duration::from_secs(10 * 60);

/// How many outcomes one table remembers.
pub(crate) const ENTRIES: usize = 10_000;

/// How many bytes the remembered outcomes of one table take together. The newest one is kept
/// whatever its size.
pub(crate) const BYTES: usize = 16 * 1024 * 1024;

/// Which submission it is: SHA-256 over everything that makes two submissions the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// The key of these parts in this order. Parts cannot be shifted into each other.
    ///
    /// For [`Repeats::in_flight`] they are caller, page, action, arguments and body digest; for
    /// [`Repeats::once`] caller, action, id, arguments and body digest, so that the same id with
    /// another body is a new submission.
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

/// A table of submissions that share their outcome `T`, which is cheap to clone (an `Arc`). A clone
/// of the table is the same table.
pub(crate) struct Repeats<T>(Arc<Shared<T>>);

struct Shared<T> {
    table: Mutex<Table<T>>,
    /// The bytes of an outcome, if this table remembers outcomes.
    weight: Option<fn(&T) -> usize>,
}

struct Table<T> {
    entries: HashMap<Key, Entry<T>>,
    /// The remembered entries, the oldest first, each with the moment it expires.
    remembered: VecDeque<(Instant, Key)>,
    /// What they weigh together.
    bytes: usize,
}

enum Entry<T> {
    Running(watch::Receiver<Option<T>>),
    Remembered { outcome: T, weight: usize },
}

/// What to do with a submission.
pub(crate) enum Turn<T: Clone> {
    /// Run it, and give the outcome to [`Lead::done`].
    First(Lead<T>),
    /// The same submission is running: its outcome comes from [`Wait::outcome`].
    Wait(Wait<T>),
    /// The same submission has ended, with this outcome. Only from [`Repeats::once`].
    Done(T),
}

impl<T: Clone> Repeats<T> {
    /// A table that joins submissions while they run.
    pub(crate) fn in_flight() -> Self {
        Self::new(None)
    }

    /// A table that also remembers outcomes. `weight` gives the bytes that an outcome holds on
    /// to, more or less.
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

    /// Takes a submission in, and says what to do with it.
    pub(crate) fn enter(&self, key: Key) -> Turn<T> {
        // Declared before the lock, so dropped after it: what an app put into an outcome does not
        // run its destructor while everybody waits.
        let mut gone = Vec::new();
        let mut table = self.0.lock();
        table.expire(&mut gone);
        match table.entries.get(&key) {
            Some(Entry::Running(outcome)) => return Turn::Wait(Wait(outcome.clone())),
            Some(Entry::Remembered { outcome, .. }) => return Turn::Done(outcome.clone()),
            None => {}
        }
        let (running, outcome) = watch::channel(None);
        table.entries.insert(key, Entry::Running(outcome));
        Turn::First(Lead {
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
    /// Nothing that can panic runs under the lock, so a poisoned table is still whole.
    fn lock(&self) -> MutexGuard<'_, Table<T>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Table<T> {
    /// Moves what has expired to `gone`.
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
        // The newest alone always fits: `Lead::done` counts no outcome for more than `BYTES`.
        while self.bytes > BYTES || self.remembered.len() > ENTRIES {
            self.forget_oldest(gone);
        }
    }
}

/// The first of several identical submissions: the one that runs.
///
/// Dropped without an outcome (the run was cancelled, or panicked), it lets somebody else be
/// first.
#[must_use = "dropping it tells the others to run the submission themselves"]
pub(crate) struct Lead<T: Clone> {
    key: Key,
    running: watch::Sender<Option<T>>,
    /// The table that has the entry of this run, until it has ended.
    listed_in: Option<Arc<Shared<T>>>,
}

impl<T: Clone> Lead<T> {
    /// Gives the outcome to everybody who waits for it, and to the table if it remembers.
    pub(crate) fn done(mut self, outcome: T) {
        if let Some(shared) = &self.listed_in {
            // No outcome weighs more than all of them may.
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
        // Before `running` closes, so that those who wait find the place free.
        if let Some(shared) = self.listed_in.take() {
            shared.lock().entries.remove(&self.key);
        }
    }
}

/// A repeat of a submission that is running.
pub(crate) struct Wait<T>(watch::Receiver<Option<T>>);

impl<T: Clone> Wait<T> {
    /// The outcome of the one that runs, or `None` if it ended without: then enter again.
    pub(crate) async fn outcome(mut self) -> Option<T> {
        let outcome = self.0.wait_for(Option::is_some).await.ok()?;
        outcome.clone()
    }
}

#[cfg(test)]
mod tests;
