//! What an action declares besides its signature.

use std::time::Duration;

use crate::guard::rates::Rate;

/// The options of `#[action(..)]`; the numbers are the defaults.
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
    /// `None` is derived from the form.
    pub(crate) body: Option<usize>,
    pub(crate) timeout: Duration,
    pub(crate) rates: &'static [Rate],
    pub(crate) was: &'static [&'static str],
    /// `None` if nothing is declared, which is not the same as nothing to revalidate.
    pub(crate) revalidates: Option<&'static [&'static str]>,
}

impl Settings {
    /// The defaults: a caller, as many bytes as the form needs, 30 seconds.
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

    /// Anyone may call it.
    #[must_use]
    pub const fn public(mut self) -> Self {
        self.public = true;
        self
    }

    /// Its forms are good on every page, not only on the one that rendered them.
    #[must_use]
    pub const fn anywhere(mut self) -> Self {
        self.anywhere = true;
        self
    }

    /// Each rendered form counts once.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// No browser keeps a page that shows what was sent.
    #[must_use]
    pub const fn no_store(mut self) -> Self {
        self.no_store = true;
        self
    }

    /// The most bytes of a body.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a limit beyond the address space is no limit; 64-bit targets keep it whole"
    )]
    pub const fn body(mut self, bytes: u64) -> Self {
        self.body = Some(bytes as usize);
        self
    }

    /// How long it may run, in milliseconds.
    #[must_use]
    pub const fn timeout_ms(mut self, milliseconds: u64) -> Self {
        self.timeout = Duration::from_millis(milliseconds);
        self
    }

    /// How often it may be called.
    #[must_use]
    pub const fn rates(mut self, rates: &'static [Rate]) -> Self {
        self.rates = rates;
        self
    }

    /// Former paths under which it still answers.
    #[must_use]
    pub const fn was(mut self, paths: &'static [&'static str]) -> Self {
        self.was = paths;
        self
    }

    /// Tags, and paths or route patterns, which begin with `/`.
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
