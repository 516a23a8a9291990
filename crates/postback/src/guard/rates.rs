//! How often somebody may call an action: `#[action(rate = "10/min per caller")]`.
//!
//! **What a rate says.** `N` in a window `W` lets `N` through at once and one more every `W / N` after
//! that. In any stretch of time `t` no more than `N + t * N / W` pass, and who keeps to one in `W / N`
//! is never refused. A refused attempt does not count, so hammering does not make the wait longer.
//!
//! **What counts.** An attempt is [held](Rates::hold) when it comes in, and from then on takes the
//! place of one that counts. What it was is known later: it [counts](Hold::count), or is
//! [given back](Hold::give_back) (a repeat; a success, where only failures count). So a hundred
//! guesses at once are no more than a hundred one after the other. A [`Hold`] that is dropped counts.
//!
//! **How much is kept.** 100,000 counts of 32 bytes in each app, the place for them made when the first
//! one is needed, and nothing in the background. They lie in [`SETS`] of [`WAYS`](set::WAYS), each
//! behind a lock of its own, and a hash with the app's own random key says in which; so an attempt
//! looks at 16 counts at most, and nobody can choose whose set they are in. In a full set the count
//! goes that is the farthest from its limit: a flood of strangers who have tried once takes the place
//! of others who have tried once, not of the one who is being limited.

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

/// How many counts an app keeps.
#[cfg(test)]
const COUNTS: usize = SETS * set::WAYS;

/// How long to wait when everything that could be forgotten is still going on.
const SOON: Duration = Duration::from_secs(1);

/// The counts of one app.
#[derive(Debug, Default)]
pub(crate) struct Rates(OnceLock<Table>);

#[derive(Debug)]
struct Table {
    began: Instant,
    /// So that nobody outside knows what falls into which set.
    secret: [u8; 32],
    sets: Box<[Mutex<Set>]>,
}

impl Rates {
    /// One more attempt of whatever these parts name together.
    ///
    /// # Errors
    ///
    /// How long to wait, if there were too many of late.
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

    /// In nanoseconds: enough for 500 years.
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

/// Nothing that can panic runs under the lock, so a poisoned set is still whole.
fn set_of(set: &Mutex<Set>) -> MutexGuard<'_, Set> {
    set.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An attempt of which nobody knows yet whether it counts. Dropped, it does.
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
