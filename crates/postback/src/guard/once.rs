//! The ids of forms that count once: which of them this process can answer for.
//!
//! What has run is remembered in memory ([`Repeats`](super::repeats::Repeats)), so a process knows
//! nothing of what ran before it started. An id says when it was minted, and one that is older than
//! the process is refused: the same form may have run already. With several instances each compares
//! with its own start, so what one has rendered the others take, as long as they were there.
//!
//! Ids are minted by the clock that only goes forward, set once to the time of day at the start. A
//! step of the time of day changes nothing within a process. One backwards between two processes would
//! let the later one take ids of the earlier one; those that lie in its future it still refuses.

use std::time::Instant;

use crate::keys::Keys;

/// Mints ids since a moment, and knows those that are younger.
#[derive(Debug)]
pub(crate) struct Once {
    /// Milliseconds since 1970.
    start: u64,
    clock: Instant,
}

/// Why a form cannot count once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// It is none that an instance of this app has minted.
    Unknown,
    /// It was minted before this process began to remember.
    Earlier,
}

impl Once {
    pub(crate) fn since_now() -> Self {
        let now = jiff::Timestamp::now().as_millisecond();
        Self {
            start: now.try_into().unwrap_or_default(),
            clock: Instant::now(),
        }
    }

    pub(crate) fn mint(&self, keys: &Keys) -> String {
        keys.mint(self.now())
    }

    /// # Errors
    /// Why nobody here can tell whether the form with this id has run.
    pub(crate) fn check(&self, keys: &Keys, id: &str) -> Result<(), Unfit> {
        let minted = keys.minted(id).ok_or(Unfit::Unknown)?;
        if (self.start..=self.now()).contains(&minted) {
            Ok(())
        } else {
            Err(Unfit::Earlier)
        }
    }

    fn now(&self) -> u64 {
        let elapsed = self.clock.elapsed().as_millis();
        self.start
            .saturating_add(elapsed.try_into().unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(start: u64) -> Once {
        Once {
            start,
            clock: Instant::now(),
        }
    }

    /// A day: far more than this test takes.
    const DAY: u64 = 86_400_000;

    #[test]
    fn a_process_takes_its_own_ids() {
        let keys = Keys::random();
        for once in [Once::since_now(), started(0), started(u64::MAX)] {
            assert_eq!(once.check(&keys, &once.mint(&keys)), Ok(()));
        }
    }

    #[test]
    fn an_id_from_before_the_start_is_refused_also_if_the_clock_stood_ahead() {
        let (keys, once) = (Keys::random(), started(9 * DAY));
        for start in [0, 8 * DAY, 9 * DAY - 60_000, 10 * DAY] {
            let id = started(start).mint(&keys);
            assert_eq!(once.check(&keys, &id), Err(Unfit::Earlier), "{start}");
        }
    }

    #[test]
    fn an_id_that_another_instance_mints_meanwhile_is_taken() {
        let (keys, one) = (Keys::random(), started(DAY));
        let other = Once {
            start: DAY - 5,
            clock: Instant::now(),
        };
        let behind = || other.now() < one.start;
        while behind() {
            std::thread::yield_now();
        }
        assert_eq!(one.check(&keys, &other.mint(&keys)), Ok(()));
    }

    #[test]
    fn an_id_that_nobody_minted_is_unknown() {
        let once = Once::since_now();
        let foreign = once.mint(&Keys::random());
        for id in ["", "0123456789012345678901", &foreign] {
            assert_eq!(once.check(&Keys::random(), id), Err(Unfit::Unknown));
        }
    }
}
