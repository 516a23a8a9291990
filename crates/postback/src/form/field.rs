//! What the type of a field can do.

use super::decoder::Decoder;
use super::locate::{Place, Steps};
use super::read::Read;
use super::rules::{FileRules, Rules};
use super::slot::Slot;
use super::tree::{Input, Segment};
use super::{FieldError, Pairs};

/// A type that a field of a form can have.
///
/// Implemented for `String`, `char`, `bool`, the integers up to 64 bits, `f32` and `f64`,
/// `jiff::civil::{Date, DateTime, Time}`, [`Upload`](crate::Upload), `Option<T>`, `Vec<T>`, and whatever derives
/// [`FromForm`](crate::FromForm): structs, one-field tuple structs, enums of plain variants.
/// Its methods are for generated code and may change.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a form",
    label = "no text of a form can be read as this type",
    note = "fields are `String`, `bool`, `char`, integers up to 64 bits, floats, `jiff::civil` dates and times, \
            `Upload`, `Option<T>`, `Vec<T>`, and types of yours that derive `postback::FromForm`"
)]
pub trait FormField: Sized + Send + 'static {
    /// What [`fields`](crate::FromForm::fields) offers for a field of this type.
    type View<'f>;

    /// True if one value under one name is enough; a list of it repeats the name.
    #[doc(hidden)]
    const SCALAR: bool;

    /// True if the values of a list of it are told apart by their order alone; a list of checkboxes, which
    /// may send nothing, has rows.
    #[doc(hidden)]
    const REPEATS: bool = Self::SCALAR;

    /// True if rules are written in this type, which only count where garde goes into it.
    #[doc(hidden)]
    const RULED: bool = false;

    /// True if it holds a file.
    #[doc(hidden)]
    const MULTIPART: bool = false;

    /// True if it is a file, and not something that holds one.
    #[doc(hidden)]
    const IS_FILE: bool = Self::SCALAR && Self::MULTIPART;

    /// True if the field has to say how large its file may be.
    #[doc(hidden)]
    const NEEDS_MAX: bool = false;

    /// Reads the value, or notes what is wrong with it and gives a stand-in.
    #[doc(hidden)]
    fn decode(input: Input<'_>, decoder: &mut Decoder, rules: &Rules) -> Read<Self>;

    /// Any value of the type; used only to let the rules of the other fields run.
    #[doc(hidden)]
    fn stand_in() -> Self;

    /// Adds what an unchanged form would submit for this value.
    #[doc(hidden)]
    fn write(&self, name: &str, out: &mut Pairs);

    /// The same for one of several values with this name, which has to be there to be counted.
    #[doc(hidden)]
    fn write_item(&self, name: &str, out: &mut Pairs) {
        self.write(name, out);
    }

    /// The view of the field.
    #[doc(hidden)]
    fn view(slot: Slot<'_>) -> Self::View<'_>;

    /// Enforces what is stricter here than in garde.
    #[doc(hidden)]
    fn check(&self, path: &str, rules: &Rules, errors: &mut Vec<FieldError>) {
        let _ = (path, rules, errors);
    }

    /// Follows a path of garde, which has Rust's names, and finds the name in the form.
    #[doc(hidden)]
    fn locate(steps: &mut Steps<'_>, place: &mut Place) {
        let _ = (steps, place);
    }

    /// True if what is submitted at this path below the field is never shown again.
    #[doc(hidden)]
    #[must_use]
    fn is_secret(path: &[Segment<'_>], rules: &Rules) -> bool {
        let _ = path;
        rules.is_secret()
    }

    /// What the file field at this path below the field takes.
    #[doc(hidden)]
    #[must_use]
    fn file(path: &[Segment<'_>], rules: &Rules) -> Option<FileRules> {
        let _ = (path, rules);
        None
    }

    /// The most bytes of all files in it.
    #[doc(hidden)]
    #[must_use]
    fn file_bytes(rules: &Rules) -> u64 {
        let _ = rules;
        0
    }
}
