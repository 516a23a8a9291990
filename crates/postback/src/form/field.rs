//! [`FormField`]: the types that the fields of a form can have.

use super::decoder::Decoder;
use super::locate::{Place, Steps};
use super::read::Read;
use super::rules::{FileRules, Rules};
use super::slot::Slot;
use super::tree::{Input, Segment};
use super::{FieldError, Pairs};

/// A type that the field of a form can have.
///
/// It is implemented for `String`, `char`, `bool`, the integers up to 64 bits, `f32` and `f64`,
/// `jiff::civil::{Date, DateTime, Time}` (feature `jiff`), [`Upload`](crate::Upload) (feature
/// `uploads`), `Option<T>`, `Vec<T>`, and
/// every type that derives [`FromForm`](crate::FromForm): structs, tuple structs with one field,
/// and enums of unit variants. Only generated code calls its methods, and they may change.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a form",
    label = "the text of a field cannot be read as this type",
    note = "fields are `String`, `bool`, `char`, integers up to 64 bits, floats, `jiff::civil` dates and times (feature `jiff`), \
            `Upload` (feature `uploads`), `Option<T>`, `Vec<T>`, and types of yours that derive `postback::FromForm`"
)]
pub trait FormField: Sized + Send + 'static {
    /// The view that [`fields`](crate::FromForm::fields) contains for a field of this type.
    type View<'f>;

    /// Whether one value under one name is enough. A list of such values repeats the name.
    #[doc(hidden)]
    const SCALAR: bool;

    /// Whether a list of this type only needs the order of its values. A list of checkboxes, which
    /// may submit nothing, needs rows.
    #[doc(hidden)]
    const REPEATS: bool = Self::SCALAR;

    /// Whether the type itself has rules, which only count where garde dives into it.
    #[doc(hidden)]
    const RULED: bool = false;

    /// Whether the type contains a file.
    #[doc(hidden)]
    const MULTIPART: bool = false;

    /// Whether the type is a file itself.
    #[doc(hidden)]
    const IS_FILE: bool = Self::SCALAR && Self::MULTIPART;

    /// Whether the field must set the largest size of its file.
    #[doc(hidden)]
    const NEEDS_MAX: bool = false;

    /// Whether a script may leave the field out.
    #[cfg(feature = "typescript")]
    #[doc(hidden)]
    const MAY_BE_ABSENT: bool = false;

    /// Returns the TypeScript type of what a script sends for the field.
    #[cfg(feature = "typescript")]
    #[doc(hidden)]
    #[must_use]
    fn typescript() -> String {
        "string".to_owned()
    }

    /// Decodes the value, or records what is wrong with it and returns a placeholder.
    #[doc(hidden)]
    fn decode(input: Input<'_>, decoder: &mut Decoder, rules: &Rules) -> Read<Self>;

    /// Returns any value of the type. It is only used while the rules of other fields run.
    #[doc(hidden)]
    fn stand_in() -> Self;

    /// Adds the pairs that an unchanged form would submit for this value.
    #[doc(hidden)]
    fn write(&self, name: &str, out: &mut Pairs);

    /// Adds the pairs of one of several values with this name, which must be present to be counted.
    #[doc(hidden)]
    fn write_item(&self, name: &str, out: &mut Pairs) {
        self.write(name, out);
    }

    /// Returns the view of the field.
    #[doc(hidden)]
    fn view(slot: Slot<'_>) -> Self::View<'_>;

    /// Checks the rules that are stricter in this library than in garde.
    #[doc(hidden)]
    fn check(&self, path: &str, rules: &Rules, errors: &mut Vec<FieldError>) {
        let _ = (path, rules, errors);
    }

    /// Translates a path of garde, which uses Rust's names, into the name of a field in the form.
    #[doc(hidden)]
    fn locate(steps: &mut Steps<'_>, place: &mut Place) {
        let _ = (steps, place);
    }

    /// Returns whether the value at this path below the field is never shown again.
    #[doc(hidden)]
    #[must_use]
    fn is_secret(path: &[Segment<'_>], rules: &Rules) -> bool {
        let _ = path;
        rules.is_secret()
    }

    /// Returns the rules of the file field at this path below the field.
    #[doc(hidden)]
    #[must_use]
    fn file(path: &[Segment<'_>], rules: &Rules) -> Option<FileRules> {
        let _ = (path, rules);
        None
    }

    /// Returns the sum of the size limits of all its files, in bytes.
    #[doc(hidden)]
    #[must_use]
    fn file_bytes(rules: &Rules) -> u64 {
        let _ = rules;
        0
    }
}
