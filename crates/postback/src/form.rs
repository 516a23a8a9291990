//! Forms: decoding submitted pairs into a type, and rendering a type as HTML.
//!
//! `#[derive(FromForm)]` generates both directions. The submodules follow a submission: [`body`]
//! reads text values and [`upload`]s, [`tree`] arranges them by name, each type [`decode`]s itself
//! from the tree, garde checks the rules, and the [`context`] of the page shows values and errors
//! again through the [`view`]s.

pub(crate) mod body;
mod by_name;
mod choice;
mod compound;
mod confirm;
mod context;
pub(crate) mod decode;
mod decoder;
mod field;
mod field_error;
#[cfg(feature = "uploads")]
mod file;
mod kept;
mod limits;
mod locate;
mod number;
mod pattern;
mod problem;
mod read;
mod rules;
mod search;
mod secrets;
mod sent;
mod slot;
mod submitted;
mod text;
#[cfg(feature = "jiff")]
mod time;
pub(crate) mod tree;
#[cfg(feature = "typescript")]
pub mod typescript;
#[cfg(feature = "uploads")]
mod upload;
mod view;

pub use self::choice::Choice;
pub use self::confirm::{Confirm, FormId};
pub use self::context::FormContext;
pub use self::field::FormField;
pub use self::field_error::{FieldError, Pairs};
pub(crate) use self::kept::{FORM, FieldPrivacy, Kept};
pub(crate) use self::limits::Exceeded;
pub use self::limits::Limits;
pub(crate) use self::problem::MessageFn;
pub use self::problem::{Problem, with_messages};
pub use self::search::Search;
pub(crate) use self::search::is_known;
pub(crate) use self::secrets::sounds_secret;
pub(crate) use self::sent::{Digest, Sent};
pub(crate) use self::tree::Rows;
pub(crate) use self::tree::is_marker;
#[cfg(feature = "uploads")]
pub use self::upload::Upload;
#[cfg(feature = "uploads")]
pub(crate) use self::upload::Uploads;
pub use self::view::{Choices, Field, List};
pub(crate) use self::view::{is_attribute_name, push_extra};

/// Items that generated code refers to.
#[doc(hidden)]
pub mod private {
    pub use super::choice::{decode as decode_choice, view as view_choice};
    pub use super::decode::{
        RuleContext, Ruled, check, decode, file, is_secret, read_one, validate, write,
    };
    pub use super::decoder::Decoder;
    pub use super::locate::{Place, Steps};
    pub use super::read::Read;
    pub use super::rules::{FileRules, Rules};
    pub use super::slot::Slot;
    pub use super::submitted::Submitted;
    pub use super::tree::{Input, Segment, join};
    #[cfg(feature = "typescript")]
    pub use super::typescript;
    pub use super::view::Field;
    pub use super::{
        Choice, FieldError, FormContext, FormField, FormId, FromForm, Pairs, with_messages,
    };
}

use self::rules::FileRules;
use self::submitted::Submitted;

/// A form: a struct that is decoded from a submission, and that can be rendered as a form to edit.
///
/// Derive this trait. The type of each field implements [`FormField`].
///
/// ```
/// use postback::FromForm;
///
/// #[derive(FromForm, garde::Validate)]
/// struct Profile {
///     #[form(trim)]
///     #[garde(length(utf16, min = 2, max = 50))]
///     name: String,
///     #[garde(range(min = 18))]
///     age: u8,
/// }
///
/// let pairs = [("name".to_owned(), " x ".to_owned()), ("age".to_owned(), "17".to_owned())];
/// let errors = Profile::decode(&pairs).err().unwrap();
/// assert_eq!(errors[0].message, "must have at least 2 characters");
/// assert_eq!(errors[1].message, "must be at least 18");
/// ```
///
/// # Decoding
///
/// - `String`: a missing value is an error; an empty one is accepted unless a rule forbids it. Line
///   breaks become `\n`. Whitespace is only trimmed with `#[form(trim)]`.
/// - Numbers, and the dates and times of `jiff::civil` (feature `jiff`): the formats that the browser's own controls
///   submit. An empty value is an error.
/// - `bool`: a checkbox, true if it was submitted. `char`: exactly one character.
/// - `Option<T>`: an empty value is `None`; an optional struct is `None` if all of its fields are
///   empty.
/// - `Vec<T>`: repeated names for simple values; rows (`items[0].name`) for structs, lists and
///   checkboxes. Indices only determine the order.
/// - [`Upload`] (feature `uploads`): a file, with `#[form(max = "2 MiB")]`. `Option<Upload>` is an optional file.
///   `Vec<Upload>` is `<input type="file" multiple>`, with at most 10 files or the number in
///   `#[garde(length(max = ..))]`.
/// - If a name was submitted more than once, its last value counts. Unknown names are ignored.
///
/// Decoding reports all errors at once. A field that cannot be decoded gets a placeholder value
/// while the rules of the other fields run; the placeholder never leaves the decoder.
///
/// # Rows
///
/// A browser submits nothing for a row whose checkboxes are all unchecked, and the rows after it
/// must keep their places. So the first control that is rendered of an existing row (one from
/// `fill`, or from an earlier submission) adds a hidden `items[0]._row`: **a row with this marker
/// is kept, whatever its other controls submit.** Remove it by removing its controls from the page,
/// or with a field of your own that marks it as deleted.
///
/// A row without the marker, such as [`List::blank`], is new: **if it is left blank, it is
/// dropped.** It is kept as soon as one of its controls is checked or not empty, including a
/// control that is never empty (a preset value, a colour).
///
/// A form that is shown again has the same rows in the same order: new rows are still new, and a
/// blank row before others is still there. The action does not see that blank row. It counts the
/// rows of its own list in [`Invalid::field`](crate::Invalid::field), and the error is shown at the
/// right row.
///
/// Rows that are written by hand include `<input type="hidden" name="items[0]._row" value="1">`. In
/// a `<fieldset disabled>` a browser does not submit the marker either.
///
/// # Options
///
/// - On the field of a struct: `#[form(trim)]`, `#[form(password)]` (the value is never shown
///   again), `#[form(multiline)]` (a `<textarea>`) and `#[form(rename = "..")]`.
/// - On a file: `#[form(max = "2 MiB", accept = "image/png,image/jpeg")]`, its largest size and its
///   accepted types. The size is mandatory. The type is determined from the bytes of the file.
/// - On the variant of an enum: `#[form(rename = "..", label = "..")]`. By default `DataStructures`
///   is submitted as `data-structures` and labelled "Data structures".
/// - On the type: `#[form(crate = "..")]`, if the library is imported under another name.
///
/// # Rules
///
/// `#[garde(..)]` attributes belong to garde, which checks them on the server. They also become
/// HTML constraints where HTML has exactly the same rule, so that a browser never refuses a value
/// that the server accepts. For this reason only `length(utf16, ..)` becomes `minlength` and
/// `maxlength`. The context of garde's rules is its `Default` value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a form",
    label = "not a form",
    note = "add `#[derive(postback::FromForm)]` to the struct"
)]
pub trait FromForm: Sized + Send + 'static {
    /// A struct with the views of the fields, under the names of the fields.
    type Fields<'f>;

    /// The names of the fields, as they are submitted.
    const NAMES: &'static [&'static str];

    /// Whether the form contains a file.
    const MULTIPART: bool;

    /// Decodes the form from text values. A form with files is only read by the extractor [`Form`].
    ///
    /// # Errors
    ///
    /// Returns every error, in the order of the fields.
    fn decode(pairs: &[(String, String)]) -> Result<Self, Vec<FieldError>> {
        Self::read(Submitted::texts(pairs))
    }

    /// Decodes the form from everything that was submitted.
    #[doc(hidden)]
    fn read(submitted: Submitted<'_>) -> Result<Self, Vec<FieldError>>;

    /// Checks the rules of a value that was not decoded. The method is not called `validate`, so
    /// that `value.validate()` is garde's even where both traits are imported.
    ///
    /// # Errors
    ///
    /// Returns every broken rule.
    #[doc(hidden)]
    fn check_rules(&self) -> Result<(), Vec<FieldError>>;

    /// Returns the pairs that an unchanged form would submit.
    fn write(&self) -> Pairs;

    /// Returns the views of the fields of a form on a page.
    fn fields(form: &FormContext) -> Self::Fields<'_>;

    /// Returns whether the value submitted under this name is never shown again.
    #[doc(hidden)]
    #[must_use]
    fn is_secret(name: &str) -> bool;

    /// Returns the rules of the file field of this name, or `None` if it is no file field.
    #[doc(hidden)]
    #[must_use]
    fn file(name: &str) -> Option<FileRules> {
        let _ = name;
        None
    }

    /// Returns the sum of the size limits of all file fields, in bytes.
    #[doc(hidden)]
    #[must_use]
    fn file_bytes() -> u64 {
        0
    }
}

/// The form of an action without input.
impl FromForm for () {
    type Fields<'f> = ();
    const NAMES: &'static [&'static str] = &[];
    const MULTIPART: bool = false;

    fn read(_: Submitted<'_>) -> Result<Self, Vec<FieldError>> {
        Ok(())
    }

    fn check_rules(&self) -> Result<(), Vec<FieldError>> {
        Ok(())
    }

    fn write(&self) -> Pairs {
        Pairs::new()
    }

    fn fields(_: &FormContext) -> Self::Fields<'_> {}

    fn is_secret(_: &str) -> bool {
        false
    }
}

/// The decoded and validated form of an action. An invalid form never reaches the action.
#[derive(Clone, Debug)]
pub struct Form<T>(pub T);
