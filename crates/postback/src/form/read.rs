//! [`Read`]: a decoded value that records whether it contains placeholders.

/// A decoded value. If a part could not be decoded, it contains a placeholder, so that rules can
/// check the whole value; then only [`Read::with_stand_ins`] gives access to it.
#[doc(hidden)]
#[derive(Debug)]
#[must_use]
pub struct Read<T> {
    value: T,
    is_whole: bool,
}

impl<T> Read<T> {
    /// Wraps a value that is exactly what was submitted.
    pub const fn whole(value: T) -> Self {
        let is_whole = true;
        Self { value, is_whole }
    }

    /// Wraps a placeholder, or a value that contains one.
    pub const fn made_up(value: T) -> Self {
        let is_whole = false;
        Self { value, is_whole }
    }

    /// Returns the value if it contains no placeholder.
    pub fn get(self) -> Option<T> {
        self.is_whole.then_some(self.value)
    }

    /// Returns the value to the caller's container, and clears `is_whole` if it contains a
    /// placeholder.
    pub fn part_of(self, is_whole: &mut bool) -> T {
        *is_whole &= self.is_whole;
        self.value
    }

    /// Maps the value.
    pub fn map<U>(self, hold: impl FnOnce(T) -> U) -> Read<U> {
        Read {
            value: hold(self.value),
            is_whole: self.is_whole,
        }
    }

    /// Wraps a value made of parts, with `is_whole` as collected by [`part_of`](Self::part_of).
    pub const fn of_parts(value: T, is_whole: bool) -> Self {
        Self { value, is_whole }
    }

    /// Returns the value with its placeholders, for rules only.
    pub(super) const fn with_stand_ins(&self) -> &T {
        &self.value
    }
}
