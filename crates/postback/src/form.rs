//! Forms: from submitted pairs to a type, and from a type to HTML.
//!
//! `#[derive(FromForm)]` writes both directions. The folder follows a submission: the [`body`] is read
//! into texts and [`upload`]s, their names make a [`tree`], types [`decode`] themselves from it, garde's rules run,
//! and the [`context`] of the page shows values and errors again through [`view`]s.

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
mod time;
pub(crate) mod tree;
mod upload;
mod view;

pub use self::choice::Choice;
pub use self::confirm::{Confirm, FormId};
pub use self::context::FormContext;
pub use self::field::FormField;
pub use self::field_error::{FieldError, Pairs};
pub(crate) use self::kept::{FORM, Kept, What};
pub(crate) use self::limits::Exceeded;
pub use self::limits::Limits;
pub(crate) use self::problem::MessageFn;
pub use self::problem::{Problem, with_messages};
pub use self::search::Search;
pub(crate) use self::search::is_known;
pub(crate) use self::secrets::sounds_secret;
pub(crate) use self::sent::{Digest, Sent};
pub use self::tree::MAX_DEPTH;
pub(crate) use self::tree::Rows;
pub(crate) use self::tree::is_marker;
pub use self::upload::Upload;
pub(crate) use self::upload::Uploads;
pub use self::view::{Choices, Field, List};
pub(crate) use self::view::{is_attribute_name, push_extra};

/// What generated code calls.
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
    pub use super::view::Field;
    pub use super::{Choice, FieldError, FormContext, FormField, FromForm, Pairs};
}

use self::rules::FileRules;
use self::submitted::Submitted;

/// A form: a struct that is read from what a form submits, and written into a form to be edited.
///
/// Derive it. Each field's type is a [`FormField`].
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
/// # How values are read
///
/// - `String`: missing is an error, empty is a value unless a rule asks for more. Line ends become
///   `\n`. Nothing is trimmed without `#[form(trim)]`.
/// - Numbers and `jiff::civil` dates and times: what a browser's own control for them sends, and not empty.
/// - `bool`: a checkbox, true if it was sent. `char`: exactly one character.
/// - `Option<T>`: empty is `None`; an optional struct is `None` when all of its fields are empty.
/// - `Vec<T>`: the repeats of a name for simple values; rows (`items[0].name`) for structs, lists and
///   checkboxes. Indices only give the order.
/// - [`Upload`]: a file, with `#[form(max = "2 MiB")]`. `Option<Upload>` for one that may be left out,
///   `Vec<Upload>` for `<input type="file" multiple>`: 10 files, or as many as
///   `#[garde(length(max = ..))]` says.
/// - A name that was sent twice counts with its last value; unknown names are ignored.
///
/// All errors are found at once. A field that cannot be read gets a stand-in while the rules of the
/// others run; the stand-in never leaves the decoder.
///
/// # Rows
///
/// A row whose checkboxes are all unchecked sends nothing, and rows behind it must not move up. So the first
/// control that is rendered of a row that was filled in (by `fill`, or by an earlier submit of it) brings a
/// hidden `items[0]._row` along: **such a row stays, whatever its other controls send.** It goes when it is
/// taken out of the page, or by a field of yours that says so. A row without that marker, such as
/// [`List::blank`], is new: **left wholly blank it is no row**, and it is one as soon as anything in it is
/// checked or not empty; a control that is never empty (a preset value, a color) makes it one, too.
/// A form that is shown again has the same rows in the same order, those that were new still new, and one
/// that was left blank before others still there. An action does not see that one: it names the rows of its
/// own list in [`Invalid::field`](crate::Invalid::field), and the error stands at the row that was meant.
/// Rows that are written by hand say it with `<input type="hidden" name="items[0]._row" value="1">`;
/// inside a `<fieldset disabled>` a browser does not send that either.
///
/// # Options
///
/// On a struct's field: `#[form(trim)]`, `#[form(password)]` (never shown again),
/// `#[form(multiline)]` (a `<textarea>`), `#[form(rename = "..")]`; on a file
/// `#[form(max = "2 MiB", accept = "image/png,image/jpeg")]`: how large it may be (a file field that does
/// not say it does not compile), and of which types, which are read from the bytes.
/// On the variant of an enum: `#[form(rename = "..", label = "..")]`; otherwise `DataStructures` is
/// sent as `data-structures` and read as "Data structures".
/// On the type: `#[form(crate = "..")]`, if the library has another name.
///
/// # Rules
///
/// `#[garde(..)]` attributes are garde's, checked on the server, and become HTML constraints wherever
/// HTML has the same rule: a browser never refuses what the server accepts. That is why only
/// `length(utf16, ..)` gives `minlength` and `maxlength`. The context of garde's rules is `Default`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a form",
    label = "not a form",
    note = "add `#[derive(postback::FromForm)]` to the struct"
)]
pub trait FromForm: Sized + Send + 'static {
    /// The views of the fields, under the names of the fields.
    type Fields<'f>;

    /// The names of the fields, as they are sent.
    const NAMES: &'static [&'static str];

    /// True if there is a file in it somewhere.
    const MULTIPART: bool;

    /// Reads the form from texts; a form with files is read by [`Form`] only.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, in the order of the fields.
    fn decode(pairs: &[(String, String)]) -> Result<Self, Vec<FieldError>> {
        Self::read(Submitted::texts(pairs))
    }

    /// Reads the form from all that was sent.
    #[doc(hidden)]
    fn read(submitted: Submitted<'_>) -> Result<Self, Vec<FieldError>>;

    /// Checks the rules of a value that was not decoded. Its name is not `validate`: `value.validate()` is
    /// garde's, also where both traits are imported.
    ///
    /// # Errors
    ///
    /// Every rule that it breaks.
    #[doc(hidden)]
    fn check_rules(&self) -> Result<(), Vec<FieldError>>;

    /// What an unchanged form would submit.
    fn write(&self) -> Pairs;

    /// The fields of a form on a page.
    fn fields(form: &FormContext) -> Self::Fields<'_>;

    /// True if what was submitted under this name is never shown again.
    #[doc(hidden)]
    #[must_use]
    fn is_secret(name: &str) -> bool;

    /// What the file field of this name takes; `None` if it is none.
    #[doc(hidden)]
    #[must_use]
    fn file(name: &str) -> Option<FileRules> {
        let _ = name;
        None
    }

    /// The most bytes that all its files may have together.
    #[doc(hidden)]
    #[must_use]
    fn file_bytes() -> u64 {
        0
    }
}

/// An action without a form: nothing is read.
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

/// The submitted form of an action, read and checked: an invalid one never gets here.
#[derive(Clone, Debug)]
pub struct Form<T>(pub T);
