//! [`Rate`]: one rate, as `#[action(rate = "..")]` declares it.

use std::fmt;

const SECOND: u64 = 1_000_000_000;

/// How often an action may be called: one `rate = ".."` of [`#[action]`](macro@crate::action).
/// `Display` writes it as in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    text: &'static str,
    count: u32,
    /// The window in seconds.
    window: u32,
    failures: bool,
    per: Per,
}

/// The subject that has its own count.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    Everybody,
    Caller,
    Address,
    Field(&'static str),
}

/// Creates a rate. The macro has checked that neither number is 0.
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

    /// Returns whether only failures count.
    pub(crate) fn counts_failures(&self) -> bool {
        self.failures
    }

    /// Returns the window in seconds.
    pub(super) fn window(&self) -> u32 {
        self.window
    }

    /// Returns the nanoseconds after which one attempt is forgotten.
    pub(super) fn interval(&self) -> u64 {
        u64::from(self.window) * SECOND / u64::from(self.count)
    }

    /// Returns the nanoseconds after which all attempts are forgotten: the window, less the
    /// rounding of the interval.
    pub(super) fn all(&self) -> u64 {
        self.interval() * u64::from(self.count)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}
