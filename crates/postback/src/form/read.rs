//! What was read of a field, which knows whether a part of it was made up.

/// A value that was read. If something in it could not be, a stand-in is in that place, so that rules can
/// look at the whole; then there is no way to the value but [`Read::with_stand_ins`].
#[doc(hidden)]
#[derive(Debug)]
#[must_use]
pub struct Read<T> {
    value: T,
    is_whole: bool,
}

impl<T> Read<T> {
    /// Exactly what was sent.
    pub const fn whole(value: T) -> Self {
        let is_whole = true;
        Self { value, is_whole }
    }

    /// Made up, or with something made up in it.
    pub const fn made_up(value: T) -> Self {
        let is_whole = false;
        Self { value, is_whole }
    }

    /// The value if nothing in it was made up.
    pub fn get(self) -> Option<T> {
        self.is_whole.then_some(self.value)
    }

    /// The value as it is, for something that holds it and is then as whole as it.
    pub fn part_of(self, is_whole: &mut bool) -> T {
        *is_whole &= self.is_whole;
        self.value
    }

    /// The same value in something else.
    pub fn map<U>(self, hold: impl FnOnce(T) -> U) -> Read<U> {
        Read {
            value: hold(self.value),
            is_whole: self.is_whole,
        }
    }

    /// Something of which these are the parts.
    pub const fn of_parts(value: T, is_whole: bool) -> Self {
        Self { value, is_whole }
    }

    /// The value with what was made up in it: for rules, and for nothing that acts.
    pub(super) const fn with_stand_ins(&self) -> &T {
        &self.value
    }
}
