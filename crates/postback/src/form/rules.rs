//! The rules of a field that are known at compile time.
//!
//! `#[derive(FromForm)]` turns the `#[garde(..)]` and `#[form(..)]` attributes of a field into one
//! constant [`Rules`]. garde enforces its rules; this type holds those that HTML can express as
//! well.

/// The rules of a file field.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRules {
    /// The largest size of one file, in bytes.
    pub(crate) max: u64,
    /// The largest number of files, or `None` for a field of one file.
    pub(crate) list: Option<usize>,
}

/// The rules of one field for which HTML has a constraint, and the options of the field.
///
/// Generated code builds it in constants.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    flags: u16,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    pub(super) pattern: Option<&'static str>,
    /// The largest number of items in a list.
    pub(super) max_items: Option<usize>,
    /// The largest size of a file, in bytes.
    pub(super) file_max: Option<u64>,
    /// The types that a file may have; any, if it is empty.
    pub(super) accept: &'static [&'static str],
    inner: Option<&'static Rules>,
}

/// garde dives into the type of this field, so the rules inside it are enforced.
const DIVE: u16 = 1;
/// The empty text breaks a rule.
const FILLED: u16 = 1 << 1;
/// An `Option` that must not be `None`.
const REQUIRED: u16 = 1 << 2;
const EMAIL: u16 = 1 << 3;
const URL: u16 = 1 << 4;
const ASCII: u16 = 1 << 5;
const ALPHANUMERIC: u16 = 1 << 6;
const TRIM: u16 = 1 << 7;
const SECRET: u16 = 1 << 8;
const MULTILINE: u16 = 1 << 9;
/// Options that determine how a field is read or shown. They also apply to everything inside the
/// field.
const OPTIONS: u16 = TRIM | SECRET | MULTILINE;

impl Rules {
    pub const NONE: Self = Self {
        flags: 0,
        min_length: None,
        max_length: None,
        min: None,
        max: None,
        pattern: None,
        max_items: None,
        file_max: None,
        accept: &[],
        inner: None,
    };

    /// The rules of the form itself: the rules of its fields are enforced.
    pub const ROOT: Self = Self::NONE.dive();

    const fn with(mut self, flag: u16) -> Self {
        self.flags |= flag;
        self
    }

    const fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    #[must_use]
    pub const fn dive(self) -> Self {
        self.with(DIVE)
    }
    #[must_use]
    pub const fn required(self) -> Self {
        self.with(REQUIRED)
    }
    #[must_use]
    pub const fn email(self) -> Self {
        self.with(EMAIL | FILLED)
    }
    #[must_use]
    pub const fn url(self) -> Self {
        self.with(URL | FILLED)
    }
    #[must_use]
    pub const fn ascii(self) -> Self {
        self.with(ASCII)
    }
    #[must_use]
    pub const fn alphanumeric(self) -> Self {
        self.with(ALPHANUMERIC)
    }
    #[must_use]
    pub const fn trim(self) -> Self {
        self.with(TRIM)
    }
    #[must_use]
    pub const fn secret(self) -> Self {
        self.with(SECRET)
    }
    #[must_use]
    pub const fn multiline(self) -> Self {
        self.with(MULTILINE)
    }

    /// At least this long, in any unit.
    #[must_use]
    pub const fn length_min(self, min: usize) -> Self {
        if min > 0 { self.with(FILLED) } else { self }
    }

    /// At least this many UTF-16 code units, the unit of `minlength`.
    #[must_use]
    pub const fn utf16_min(mut self, min: usize) -> Self {
        self.min_length = Some(min);
        self
    }

    /// At most this many UTF-16 code units, the unit of `maxlength`.
    #[must_use]
    pub const fn utf16_max(mut self, max: usize) -> Self {
        self.max_length = Some(max);
        self
    }

    /// At most this many items in a list.
    #[must_use]
    pub const fn length_max(mut self, max: usize) -> Self {
        self.max_items = Some(max);
        self
    }

    /// A file of at most this many bytes.
    #[must_use]
    pub const fn file_max(mut self, bytes: u64) -> Self {
        self.file_max = Some(bytes);
        self
    }

    /// A file of one of these types.
    #[must_use]
    pub const fn accept(mut self, types: &'static [&'static str]) -> Self {
        self.accept = types;
        self
    }

    /// Returns whether the largest size of a file is set.
    #[must_use]
    pub const fn has_file_max(&self) -> bool {
        self.file_max.is_some()
    }

    /// Returns whether an option is set that only a file can have.
    #[must_use]
    pub const fn is_of_a_file(&self) -> bool {
        self.file_max.is_some() || !self.accept.is_empty()
    }

    #[must_use]
    pub const fn min(mut self, min: f64) -> Self {
        self.min = Some(min);
        self
    }
    #[must_use]
    pub const fn max(mut self, max: f64) -> Self {
        self.max = Some(max);
        self
    }
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }
    #[must_use]
    pub const fn inner(mut self, inner: &'static Self) -> Self {
        self.inner = Some(inner);
        self
    }

    /// Returns the rules of a field declared as `own` inside a value with these rules.
    #[must_use]
    pub const fn inside(&self, own: Self) -> Self {
        let enforced = if self.has(DIVE) {
            own
        } else {
            Self::NONE.with(own.flags & OPTIONS).of_file(&own)
        };
        enforced.with(self.flags & OPTIONS).of_file(self)
    }

    /// Inherits the options of files.
    const fn of_file(mut self, outer: &Self) -> Self {
        if self.file_max.is_none() {
            self.file_max = outer.file_max;
        }
        if self.accept.is_empty() {
            self.accept = outer.accept;
        }
        self
    }

    /// Returns the rules of the field of a tuple struct. A required `Option` around it stays
    /// required.
    pub(super) fn through(&self, own: Self) -> Self {
        self.inside(own).with(self.flags & REQUIRED)
    }

    /// Returns the rules of each item of a list with these rules.
    pub(super) fn of_items(&self) -> Self {
        let inner = self.inner.copied().unwrap_or(Self::NONE);
        inner.with(self.flags & (OPTIONS | DIVE)).of_file(self)
    }

    /// Returns the rules of the value in an `Option` with these rules. garde applies them to the
    /// value as well.
    pub(super) fn of_option(&self) -> Self {
        match self.inner {
            Some(inner) => inner
                .with(self.flags & (OPTIONS | DIVE | REQUIRED))
                .of_file(self),
            None => *self,
        }
    }

    pub(super) fn is_filled(&self) -> bool {
        self.has(FILLED)
    }
    pub(super) fn is_required(&self) -> bool {
        self.has(REQUIRED)
    }
    pub(super) fn is_email(&self) -> bool {
        self.has(EMAIL)
    }
    pub(super) fn is_url(&self) -> bool {
        self.has(URL)
    }
    pub(super) fn is_ascii(&self) -> bool {
        self.has(ASCII)
    }
    pub(super) fn is_alphanumeric(&self) -> bool {
        self.has(ALPHANUMERIC)
    }
    pub(super) fn is_trimmed(&self) -> bool {
        self.has(TRIM)
    }
    pub(super) fn is_secret(&self) -> bool {
        self.has(SECRET)
    }
    pub(super) fn is_multiline(&self) -> bool {
        self.has(MULTILINE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Rules = Rules::NONE.length_min(2).utf16_min(2).trim();

    #[test]
    fn rules_that_are_not_enforced_are_not_shown() {
        assert_eq!(Rules::ROOT.inside(SHORT), SHORT);
        let skipped = Rules::NONE.inside(SHORT);
        assert_eq!(skipped, Rules::NONE.trim());
    }

    #[test]
    fn options_hold_for_what_is_inside_and_lengths_do_not() {
        static INNER: Rules = Rules::NONE.utf16_max(5);
        let list = Rules::NONE.length_min(1).inner(&INNER).secret();
        assert_eq!(list.of_items(), INNER.secret());
        assert_eq!(Rules::NONE.length_min(1).of_items(), Rules::NONE);
    }

    #[test]
    fn a_length_of_zero_asks_for_nothing() {
        assert!(!Rules::NONE.length_min(0).is_filled());
        assert!(Rules::NONE.length_min(1).is_filled());
    }
}
