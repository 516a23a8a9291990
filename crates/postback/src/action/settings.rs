//! [`Settings`]: the options of an action.

use std::time::Duration;

use crate::guard::rates::Rate;

/// The options of `#[action(..)]`. [`new`](Self::new) has the defaults.
#[derive(Clone, Copy, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says one thing that an action declares, and none excludes another"
)]
pub struct Settings {
    pub(crate) public: bool,
    pub(crate) anywhere: bool,
    pub(crate) once: bool,
    pub(crate) no_store: bool,
    /// The largest body in bytes; `None` derives it from the form.
    pub(crate) body: Option<usize>,
    pub(crate) timeout: Duration,
    pub(crate) rates: &'static [Rate],
    pub(crate) was: &'static [&'static str],
    /// The declared tags and paths. `None` means that nothing is declared, which is not the same as
    /// an empty list.
    pub(crate) revalidates: Option<&'static [&'static str]>,
}

impl Settings {
    /// Returns the defaults: a caller, a body limit derived from the form, 30 seconds.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            public: false,
            anywhere: false,
            once: false,
            no_store: false,
            body: None,
            timeout: Duration::from_secs(30),
            rates: &[],
            was: &[],
            revalidates: None,
        }
    }

    /// Allows everyone to call the action.
    #[must_use]
    pub const fn public(mut self) -> Self {
        self.public = true;
        self
    }

    /// Accepts forms from every page, not only from the one that rendered them.
    #[must_use]
    pub const fn anywhere(mut self) -> Self {
        self.anywhere = true;
        self
    }

    /// Runs each rendered form at most once.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// Keeps browsers from storing a page that shows submitted values.
    #[must_use]
    pub const fn no_store(mut self) -> Self {
        self.no_store = true;
        self
    }

    /// Sets the largest body, in bytes.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a limit beyond the address space is no limit; 64-bit targets keep it whole"
    )]
    pub const fn body(mut self, bytes: u64) -> Self {
        self.body = Some(bytes as usize);
        self
    }

    /// Sets the longest running time, in milliseconds.
    #[must_use]
    pub const fn timeout_ms(mut self, milliseconds: u64) -> Self {
        self.timeout = Duration::from_millis(milliseconds);
        self
    }

    /// Sets how often the action may be called.
    #[must_use]
    pub const fn rates(mut self, rates: &'static [Rate]) -> Self {
        self.rates = rates;
        self
    }

    /// Sets the former paths of the action, under which it still answers.
    #[must_use]
    pub const fn was(mut self, paths: &'static [&'static str]) -> Self {
        self.was = paths;
        self
    }

    /// Sets the tags, and the paths or route patterns, which begin with `/`.
    #[must_use]
    pub const fn revalidates(mut self, names: &'static [&'static str]) -> Self {
        self.revalidates = Some(names);
        self
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_declared_is_not_declared_to_be_nothing() {
        assert_eq!(Settings::new().revalidates, None);
        assert_eq!(Settings::new().revalidates(&[]).revalidates, Some(&[][..]));
    }
}
