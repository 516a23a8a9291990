//! [`Entry`]: a computed value with everything that decides whether it may be served.

use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::log::Log;
use super::rules::{Life, Position, Rules, State};
use super::sources::Sources;

pub(crate) type AnyValue = Box<dyn Any + Send + Sync>;

pub(crate) type AnyError = Arc<dyn Any + Send + Sync>;

pub(crate) struct Entry {
    pub(crate) value: AnyValue,
    /// The memory of the value in bytes, including what it points to, as far as that is known.
    pub(crate) heap: usize,
    /// The stamp of its own computation.
    pub(crate) stamp: Position,
    /// The oldest stamp of the data in it.
    pub(crate) oldest: Position,
    pub(crate) sources: Sources,
    pub(crate) made: Instant,
    pub(crate) life: Life,
    /// The position at which the value was last found valid. While the log stays there, no tag has
    /// to be looked up.
    pub(crate) checked: AtomicU64,
    pub(crate) refresh: Mutex<Refresh>,
}

/// The state of the refreshes of a stale value.
#[derive(Default)]
pub(crate) struct Refresh {
    failures: u32,
    not_before: Option<Instant>,
}

impl Entry {
    /// Returns the memory of the entry in bytes, as far as it is known.
    pub(crate) fn weight(&self) -> usize {
        let Self {
            value: _,
            heap,
            stamp: _,
            oldest: _,
            sources,
            made: _,
            life: _,
            checked: _,
            refresh: _,
        } = self;
        (size_of::<Self>() + sources.heap()).saturating_add(*heap)
    }

    pub(crate) fn age(&self) -> Duration {
        self.made.elapsed()
    }

    /// Returns whether one of its sources has been invalidated since.
    pub(crate) fn is_invalid(&self, rules: &dyn Rules, log: &dyn Log) -> bool {
        let applied = log.applied();
        if self.checked.load(Ordering::Relaxed) == applied {
            return false;
        }
        let invalid = self.sources.is_invalid(rules, log);
        if !invalid {
            self.checked.store(applied, Ordering::Relaxed);
        }
        invalid
    }

    pub(crate) fn state(&self, invalid: bool, rules: &dyn Rules) -> State {
        rules.state(invalid, self.age(), self.life)
    }

    /// Returns whether a refresh may be tried, considering those that failed.
    pub(crate) fn is_refresh_due(&self) -> bool {
        let not_before = self.retry().not_before;
        not_before.is_none_or(|time| time <= Instant::now())
    }

    pub(crate) fn refresh_failed(&self, rules: &dyn Rules) {
        let mut refresh = self.retry();
        refresh.failures = refresh.failures.saturating_add(1);
        refresh.not_before = Some(Instant::now() + rules.back_off(refresh.failures));
    }

    fn retry(&self) -> std::sync::MutexGuard<'_, Refresh> {
        self.refresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
