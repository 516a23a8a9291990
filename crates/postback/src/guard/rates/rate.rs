//! One rate, as `#[action(rate = "..")]` declares it.

use std::fmt;

const SECOND: u64 = 1_000_000_000;

/// How often an action may be called: one `rate = ".."` of [`#[action]`](macro@crate::action), which
/// it prints as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    text: &'static str,
    count: u32,
    /// In seconds.
    window: u32,
    failures: bool,
    per: Per,
}

/// Who or what has a count of their own.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    Everybody,
    Caller,
    Address,
    Field(&'static str),
}

/// What the macro writes; it has checked that neither number is 0.
#[doc(hidden)]
#[must_use]
pub const fn rate(text: &'static str, count: u32, window: u32, failures: bool, per: Per) -> Rate {
    Rate {
        text,
        count,
        window,
        failures,
        per,
    }
}

impl Rate {
    pub(crate) fn text(&self) -> &'static str {
        self.text
    }

    pub(crate) fn per(&self) -> Per {
        self.per
    }

    /// Only what fails counts.
    pub(crate) fn counts_failures(&self) -> bool {
        self.failures
    }

    /// In seconds.
    pub(super) fn window(&self) -> u32 {
        self.window
    }

    /// The nanoseconds after which one is forgotten.
    pub(super) fn interval(&self) -> u64 {
        u64::from(self.window) * SECOND / u64::from(self.count)
    }

    /// The nanoseconds after which all are: the window, but for what the interval is rounded down by.
    pub(super) fn all(&self) -> u64 {
        self.interval() * u64::from(self.count)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}
