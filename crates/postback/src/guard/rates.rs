//! [`Rates`]: limits how often an action may be called, `#[action(rate = "10/min per caller")]`.
//!
//! **Meaning.** `N` in a window `W` allows `N` calls at once and one more every `W / N` after that.
//! In any period `t` at most `N + t * N / W` calls pass, and a client that calls once per `W / N`
//! is never refused. A refused attempt does not count, so repeated attempts do not extend the wait.
//!
//! **Counting.** An attempt is [held](Rates::hold) when it arrives, and occupies a place from then
//! on. Later it [counts](Hold::count), or is [given back](Hold::give_back) (a repeat; a success, if
//! only failures count). So a hundred parallel guesses are no better than a hundred sequential
//! ones. A dropped [`Hold`] counts.
//!
//! **Memory.** Each app keeps 100,000 counts of 32 bytes, allocated with the first one, without
//! background work. They are divided into [`SETS`] of [`WAYS`](set::WAYS), each behind its own
//! lock. A hash with a random key of the app selects the set, so an attempt examines at most 16
//! counts, and a client cannot choose a set. In a full set the count that is farthest from its
//! limit is replaced: a flood of clients with one attempt each replaces others of the same kind,
//! not the client that is being limited.

mod rate;
mod set;

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

pub use self::rate::{Per, Rate, rate};
use self::set::{Full, Name, Set};
use super::repeats;
use crate::keys;

const SETS: usize = 6_250;

/// The number of counts that an app keeps.
#[cfg(test)]
const COUNTS: usize = SETS * set::WAYS;

/// The time to wait when all counts of a set have open attempts.
const SOON: Duration = Duration::from_secs(1);

/// The counts of one app.
#[derive(Debug, Default)]
pub(crate) struct Rates(OnceLock<Table>);

#[derive(Debug)]
struct Table {
    began: Instant,
    /// Keeps the assignment to sets unpredictable.
    secret: [u8; 32],
    sets: Box<[Mutex<Set>]>,
}

impl Rates {
    /// Adds an attempt of the subject that these parts name together.
    ///
    /// # Errors
    ///
    /// Returns how long to wait, if there were too many attempts.
    pub(crate) fn hold(
        &self,
        rate: &'static Rate,
        subject: &[&[u8]],
    ) -> Result<Hold<'_>, Duration> {
        let table = self.0.get_or_init(Table::new);
        let (set, name) = table.place(subject);
        match set_of(set).open(name, rate, table.now()) {
            Ok(()) => Ok(Hold {
                table,
                set,
                name,
                rate,
                counts: true,
            }),
            Err(Full::Count(wait)) => Err(Duration::from_nanos(wait)),
            Err(Full::Set) => Err(SOON),
        }
    }
}

impl Table {
    fn new() -> Self {
        Self {
            began: Instant::now(),
            secret: keys::random_bytes(),
            sets: (0..SETS).map(|_| Mutex::default()).collect(),
        }
    }

    /// Returns nanoseconds since the table began, which suffices for 500 years.
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn place(&self, subject: &[&[u8]]) -> (&Mutex<Set>, Name) {
        let parts = [&self.secret[..]]
            .into_iter()
            .chain(subject.iter().copied());
        let hash = repeats::Key::of(parts).bytes();
        let (mut name, mut number) = ([0; 16], [0; 8]);
        name.copy_from_slice(&hash[..16]);
        number.copy_from_slice(&hash[16..24]);
        let set = u64::from_be_bytes(number) % SETS as u64;
        (&self.sets[usize::try_from(set).unwrap_or(0)], name)
    }
}

/// No code that can panic runs under the lock, so a poisoned set is valid.
fn set_of(set: &Mutex<Set>) -> MutexGuard<'_, Set> {
    set.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An open attempt. It counts if it is dropped.
#[derive(Debug)]
#[must_use = "dropping it counts the attempt"]
pub(crate) struct Hold<'t> {
    table: &'t Table,
    set: &'t Mutex<Set>,
    name: Name,
    rate: &'static Rate,
    counts: bool,
}

impl Hold<'_> {
    pub(crate) fn rate(&self) -> &'static Rate {
        self.rate
    }

    pub(crate) fn count(self) {
        drop(self);
    }

    pub(crate) fn give_back(mut self) {
        self.counts = false;
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        let now = self.table.now();
        set_of(self.set).close(self.name, self.rate, now, self.counts);
    }
}

#[cfg(test)]
mod tests;
