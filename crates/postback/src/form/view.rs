//! The fields of a form, as HTML.
//!
//! A control is rendered with its id, name, value, constraints, and the reference to its error.
//! Constraints follow one principle: **a browser never refuses a value that the server accepts.** A
//! rule without an exact HTML counterpart therefore becomes no constraint.

mod attributes;
mod choice;
mod control;
mod field;
mod list;
mod meanwhile;

use std::fmt::Display;

pub(super) use self::attributes::Attributes;
pub(crate) use self::attributes::{is_name as is_attribute_name, push_extra};
pub use self::choice::Choices;
use self::choice::Control;
pub(super) use self::field::ControlKind;
pub use self::field::Field;
pub use self::list::List;
use crate::html::Html;

impl<'f> Field<'f> {
    /// Renders the whole field: label, control, hint and error.
    ///
    /// The type of the field determines the control: a checkbox for a `bool`, a `<select>` for an
    /// enum, a `<textarea>` for `#[form(multiline)]`, otherwise an `<input>`.
    #[must_use]
    pub fn labelled(&self, text: impl Display) -> Html {
        match self.kind {
            ControlKind::Choice(_) => self.select().labelled(text),
            ControlKind::Check => {
                let mut out = String::from("<div class=\"pb-field pb-check\">");
                self.write_input(&mut out, Some("checkbox"));
                self.write_label(&mut out, &text.to_string());
                self.write_hint(&mut out);
                self.write_meanwhile(self.shown_meanwhile().as_deref(), &mut out);
                self.write_error(&mut out);
                out.push_str("</div>");
                Html::from_trusted(out)
            }
            _ => self.boxed(
                &text.to_string(),
                self.shown_meanwhile().as_deref(),
                |out| {
                    if self.slot.rules.is_multiline() {
                        self.write_textarea(out);
                    } else {
                        self.write_input(out, None);
                    }
                },
            ),
        }
    }

    /// Returns a `<select>`. An enum supplies its options; for other types set
    /// [`Choices::options`].
    #[must_use]
    pub fn select(&self) -> Choices<'f> {
        Choices::new(self.clone(), Control::Select)
    }

    /// Returns radio buttons in a `<fieldset>`. An enum supplies its options; for other types set
    /// [`Choices::options`].
    #[must_use]
    pub fn radio(&self) -> Choices<'f> {
        Choices::new(self.clone(), Control::Radio)
    }
}
