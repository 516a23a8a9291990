//! Enums whose variants are choices.

use super::FormField;
use super::decoder::Decoder;
use super::problem::Problem;
use super::read::Read;
use super::rules::Rules;
use super::slot::Slot;
use super::text::given;
use super::tree::Input;
use super::view::{ControlKind, Field};

/// An enum of unit variants that derives [`FromForm`](crate::FromForm): one of several choices.
///
/// ```
/// use postback::{Choice, FromForm};
///
/// #[derive(FromForm, Clone, Copy, PartialEq, Debug)]
/// enum Topic {
///     Rust,
///     DataStructures,
///     #[form(rename = "sql", label = "SQL")]
///     Databases,
/// }
///
/// assert_eq!(Topic::CHOICES[1], ("data-structures", "Data structures"));
/// assert_eq!(Topic::Databases.value(), "sql");
/// assert_eq!(Topic::Databases.label(), "SQL");
/// assert_eq!(Topic::from_value("rust"), Some(Topic::Rust));
/// ```
pub trait Choice: FormField {
    /// The submitted value and the label of each variant.
    const CHOICES: &'static [(&'static str, &'static str)];

    /// Returns the variant with this submitted value.
    fn from_value(value: &str) -> Option<Self>;

    /// Returns the index of the variant in [`CHOICES`](Self::CHOICES).
    #[doc(hidden)]
    fn position(&self) -> usize;

    /// Returns the submitted value of the variant.
    fn value(&self) -> &'static str {
        Self::CHOICES[self.position()].0
    }

    /// Returns the label of the variant.
    fn label(&self) -> &'static str {
        Self::CHOICES[self.position()].1
    }
}

#[doc(hidden)]
pub fn decode<T: Choice>(input: Input<'_>, decoder: &mut Decoder, rules: &Rules) -> Read<T> {
    match given(input, rules) {
        None => decoder.fail(&Problem::Required),
        Some(text) => {
            T::from_value(text).map_or_else(|| decoder.fail(&Problem::Choice), Read::whole)
        }
    }
}

#[doc(hidden)]
#[must_use]
pub fn view<T: Choice>(slot: Slot<'_>) -> Field<'_> {
    Field::new(slot, ControlKind::Choice(T::CHOICES))
}
