//! [`Field`]: one field, and its parts.

use std::fmt::Display;

use super::attributes::{Attributes, push_extra};
use crate::form::slot::Slot;
use crate::html::{Html, escape};

/// The kind of control that a field has by its type.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(all(feature = "jiff", feature = "uploads")),
    allow(dead_code, reason = "some types come with a feature")
)]
pub(in crate::form) enum ControlKind {
    Text,
    Character,
    Whole { min: f64, max: f64 },
    Decimal { is_single: bool },
    Check,
    Date,
    DateTime,
    Time,
    Choice(&'static [(&'static str, &'static str)]),
    File { is_list: bool },
}

/// The view of one field of a form.
///
/// Its methods take `&self`, so the parts of a field can be rendered separately.
/// [`attr`](Self::attr) and [`hint`](Self::hint) return a modified copy.
///
/// ```
/// use postback::FromForm;
/// # use postback::__private::form::FormContext;
///
/// #[derive(FromForm, garde::Validate)]
/// struct Profile {
///     #[garde(length(utf16, min = 2, max = 50))]
///     name: String,
/// }
///
/// # let form = FormContext::new("update_profile".to_owned());
/// let field = Profile::fields(&form);
/// assert_eq!(
///     field.name.attr("autocomplete", "name").labelled("Name").as_str(),
///     "<div class=\"pb-field\"><label for=\"update_profile-name\">Name</label>\
///      <input type=\"text\" id=\"update_profile-name\" name=\"name\" required minlength=\"2\" maxlength=\"50\" autocomplete=\"name\">\
///      <p class=\"pb-error\" id=\"update_profile-name-error\"></p></div>"
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Field<'f> {
    pub(super) slot: Slot<'f>,
    pub(super) kind: ControlKind,
    pub(super) extra: Vec<(&'static str, String)>,
    pub(super) hint: Option<String>,
}

impl<'f> Field<'f> {
    pub(in crate::form) fn new(slot: Slot<'f>, kind: ControlKind) -> Self {
        Self {
            slot,
            kind,
            extra: Vec::new(),
            hint: None,
        }
    }

    /// Returns the field with an attribute added to its control, or replaced if the control has it
    /// already. An empty value renders a bare attribute, such as `disabled`.
    ///
    /// # Panics
    ///
    /// If the name contains anything but ASCII letters, digits, `-`, `_`, `:` and `.`, or does not
    /// begin with a letter.
    #[must_use]
    pub fn attr(&self, name: &'static str, value: impl Display) -> Self {
        let mut field = self.clone();
        push_extra(&mut field.extra, name, value.to_string());
        field
    }

    /// Returns the field with a help text, which screen readers announce with the field.
    #[must_use]
    pub fn hint(&self, text: impl Display) -> Self {
        Self {
            hint: Some(text.to_string()),
            ..self.clone()
        }
    }

    /// Renders the `<label>`.
    #[must_use]
    pub fn label(&self, text: impl Display) -> Html {
        self.html(|out| self.write_label(out, &text.to_string()))
    }

    /// Renders the `<input>` for the type of the field.
    #[must_use]
    pub fn input(&self) -> Html {
        self.html(|out| self.write_input(out, None))
    }

    /// Renders a `<textarea>`.
    #[must_use]
    pub fn textarea(&self) -> Html {
        self.html(|out| self.write_textarea(out))
    }

    /// Renders a checkbox, which submits `true` or nothing.
    #[must_use]
    pub fn checkbox(&self) -> Html {
        html(|out| self.write_input(out, Some("checkbox")))
    }

    /// Renders an `<input type="hidden">` that submits the value unchanged.
    #[must_use]
    pub fn hidden(&self) -> Html {
        let mut attributes = Attributes::new();
        attributes
            .put("type", "hidden")
            .put("name", &*self.slot.name);
        if !self.is_secret() {
            attributes.put("value", self.value());
        }
        self.html(|out| {
            self.slot.mark_rows(out);
            attributes.extended(&self.extra).write_tag("input", out);
        })
    }

    /// Renders the element for the error, which is empty if there is none.
    #[must_use]
    pub fn error(&self) -> Html {
        self.html(|out| self.write_error(out))
    }

    /// Returns the text that the control shows: the submitted value, otherwise the filled-in value,
    /// otherwise an empty string. It is always empty for a password.
    #[must_use]
    pub fn value(&self) -> &'f str {
        if self.is_secret() {
            ""
        } else {
            self.slot.value().unwrap_or_default()
        }
    }

    /// Renders a placeholder for the typed value inside an [`Optimistic`](crate::Optimistic)
    /// change: a `<span>` that the browser fills with the text of the field, or with the label of
    /// the choice.
    ///
    /// ```
    /// # use postback::{FromForm, __private::form::FormContext};
    /// # #[derive(FromForm)]
    /// # struct NewTask { title: String }
    /// # let form = FormContext::new("create_task".to_owned());
    /// let field = NewTask::fields(&form);
    /// assert_eq!(field.title.slot().as_str(), "<span data-pb-slot=\"title\"></span>");
    /// ```
    ///
    /// # Panics
    ///
    /// If the field is a password, which is never shown.
    #[must_use]
    pub fn slot(&self) -> Html {
        assert!(
            !self.is_secret(),
            "`{}` is never shown again, so it cannot have a slot",
            self.slot.name
        );
        let mut attributes = Attributes::new();
        attributes.put("data-pb-slot", &*self.slot.name);
        html(|out| {
            attributes.write_tag("span", out);
            out.push_str("</span>");
        })
    }

    /// Returns the `id` of the control.
    #[must_use]
    pub fn id(&self) -> String {
        self.slot.id()
    }

    /// Returns the name under which the field is submitted.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.slot.name
    }

    pub(super) fn type_given(&self) -> Option<&str> {
        self.extra
            .iter()
            .find(|(name, _)| *name == "type")
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn is_secret(&self) -> bool {
        let hides = |given: &str| {
            given.eq_ignore_ascii_case("password") || given.eq_ignore_ascii_case("file")
        };
        let is_secret = self.slot.rules.is_secret()
            || matches!(self.kind, ControlKind::File { .. })
            || self.type_given().is_some_and(hides);
        if is_secret {
            // The form's type may not mark the field as secret; then only the page knows that it
            // is.
            self.slot.form.withholds(&self.slot.name);
        }
        is_secret
    }

    pub(super) fn is_required(&self) -> bool {
        self.slot.is_required(self.has_no_empty_value())
    }

    /// Returns whether a row that contains this field needs it, even if the row may be left blank.
    pub(super) fn is_needed(&self) -> bool {
        self.slot.is_needed(self.has_no_empty_value())
    }

    fn has_no_empty_value(&self) -> bool {
        match self.kind {
            ControlKind::Text | ControlKind::File { is_list: true } => self.slot.rules.is_filled(),
            ControlKind::Check => false,
            _ => true,
        }
    }

    /// Returns whether the form shows the control, if its row was submitted without it. Checkboxes
    /// and files submit nothing when they are blank, and secrets are not kept, so their controls
    /// are always shown.
    pub(super) fn is_shown(&self) -> bool {
        let is_silent = matches!(self.kind, ControlKind::Check | ControlKind::File { .. })
            || self.slot.rules.is_secret()
            || self.extra.iter().any(|(name, _)| *name == "disabled");
        is_silent || self.slot.is_shown()
    }

    pub(super) fn html(&self, write: impl FnOnce(&mut String)) -> Html {
        if self.is_shown() {
            html(write)
        } else {
            Html::default()
        }
    }

    /// Returns whether one control represents a whole list, and so shows the errors of all its
    /// items.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.kind, ControlKind::File { is_list: true })
    }

    pub(super) fn has_error(&self) -> bool {
        self.slot.form.has_error(&self.slot.path(), self.is_list())
    }

    /// Renders label, control, hint and error in a `<div>`.
    pub(super) fn boxed(
        &self,
        label: &str,
        meanwhile: Option<&str>,
        control: impl FnOnce(&mut String),
    ) -> Html {
        if !self.is_shown() {
            return Html::default();
        }
        // The size of a text field with an error and a short value, so that the string rarely
        // reallocates.
        let mut out = String::with_capacity(512);
        out.push_str("<div class=\"pb-field\">");
        self.write_label(&mut out, label);
        control(&mut out);
        self.write_hint(&mut out);
        self.write_meanwhile(meanwhile, &mut out);
        self.write_error(&mut out);
        out.push_str("</div>");
        Html::from_trusted(out)
    }

    pub(super) fn write_label(&self, out: &mut String, text: &str) {
        out.push_str("<label for=\"");
        self.slot.write_id(out);
        out.push_str("\">");
        escape(text, out);
        out.push_str("</label>");
    }

    pub(super) fn write_hint(&self, out: &mut String) {
        if let Some(hint) = &self.hint {
            out.push_str("<p class=\"pb-hint\" id=\"");
            self.slot.write_id(out);
            out.push_str("-hint\">");
            escape(hint, out);
            out.push_str("</p>");
        }
    }

    pub(super) fn write_error(&self, out: &mut String) {
        write_error(&self.slot, self.is_list(), out);
    }
}

pub(super) fn html(write: impl FnOnce(&mut String)) -> Html {
    let mut out = String::new();
    write(&mut out);
    Html::from_trusted(out)
}

/// Adds `aria-invalid`, and `aria-describedby` with the ids of the hint, the stored value and the
/// error.
pub(super) fn aria(
    attributes: &mut Attributes<'_>,
    field: &Field<'_>,
    has_error: bool,
    has_meanwhile: bool,
) {
    if has_error {
        attributes.put("aria-invalid", "true");
    }
    let help = [
        ("hint", field.hint.is_some()),
        ("meanwhile", has_meanwhile),
        ("error", has_error),
    ];
    let mut described_by = String::new();
    for (name, _) in help.iter().filter(|(_, is_there)| *is_there) {
        let space = if described_by.is_empty() { "" } else { " " };
        described_by.push_str(space);
        described_by.push_str(&field.id());
        described_by.push('-');
        described_by.push_str(name);
    }
    if !described_by.is_empty() {
        attributes.put("aria-describedby", described_by);
    }
}

pub(super) fn write_error(slot: &Slot<'_>, below: bool, out: &mut String) {
    out.push_str("<p class=\"pb-error\" id=\"");
    slot.write_id(out);
    out.push_str("-error\">");
    escape(&slot.form.show_errors(&slot.path(), below).join("; "), out);
    out.push_str("</p>");
}
