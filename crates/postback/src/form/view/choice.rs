//! Controls that offer choices: `<select>`, radio buttons, checkboxes.

use std::fmt::Display;

use super::attributes::Attributes;
use super::field::{ControlKind, Field, aria, html, write_error};
use crate::html::{Html, escape, html_piece};

/// The kind of control that offers the choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    Select,
    Radio,
    /// A `<select multiple>`, for a list.
    Multiple,
    /// A group of checkboxes, for a list.
    Boxes,
}

/// A field that offers choices, from [`Field::select`] and its siblings.
///
/// Display the control alone, or the whole field with [`labelled`](Self::labelled).
///
/// ```
/// use postback::FromForm;
/// # use postback::__private::form::FormContext;
///
/// #[derive(FromForm)]
/// struct NewProblem { topic_id: i64 }
///
/// # let form = FormContext::new("create".to_owned());
/// let topics = [(1, "Rust"), (2, "SQL")];
/// let html = NewProblem::fields(&form).topic_id.select().options(topics).labelled("Topic");
/// assert!(html.as_str().contains("<option value=\"2\">SQL</option>"));
/// ```
#[derive(Clone, Debug)]
pub struct Choices<'f> {
    pub(super) field: Field<'f>,
    control: Control,
    pub(super) options: Vec<(String, String)>,
    prompt: Option<String>,
}

html_piece!(Choices<'_>);

impl<'f> Choices<'f> {
    pub(super) fn new(field: Field<'f>, control: Control) -> Self {
        let known = if let ControlKind::Choice(known) = field.kind {
            known
        } else {
            &[]
        };
        let options = known
            .iter()
            .map(|(value, text)| ((*value).to_owned(), (*text).to_owned()))
            .collect();
        Self {
            field,
            control,
            options,
            prompt: None,
        }
    }

    /// Sets the choices: the submitted value and the visible text of each.
    #[must_use]
    pub fn options<V: Display, T: Display>(
        mut self,
        options: impl IntoIterator<Item = (V, T)>,
    ) -> Self {
        self.options = options
            .into_iter()
            .map(|(value, text)| (value.to_string(), text.to_string()))
            .collect();
        self
    }

    /// Sets the text of a `<select>`'s empty option.
    #[must_use]
    pub fn prompt(mut self, text: impl Display) -> Self {
        self.prompt = Some(text.to_string());
        self
    }

    /// Renders the whole field: label (or legend), control, hint and error.
    #[must_use]
    pub fn labelled(&self, text: impl Display) -> Html {
        let text = text.to_string();
        match self.control {
            Control::Select => {
                let meanwhile = self.shown_meanwhile();
                self.field
                    .boxed(&text, meanwhile.as_deref(), |out| self.write_to(out))
            }
            Control::Multiple => html(|out| {
                out.push_str("<div class=\"pb-field\">");
                self.field.write_label(out, &text);
                self.write_to(out);
                self.field.write_hint(out);
                self.field
                    .write_meanwhile(self.shown_meanwhile().as_deref(), out);
                write_error(&self.field.slot, true, out);
                out.push_str("</div>");
            }),
            Control::Radio | Control::Boxes => html(|out| self.write_group(Some(&text), out)),
        }
    }

    fn write_to(&self, out: &mut String) {
        match self.control {
            Control::Select | Control::Multiple => self.write_select(out),
            Control::Radio | Control::Boxes => self.write_group(None, out),
        }
    }

    pub(super) fn is_many(&self) -> bool {
        matches!(self.control, Control::Multiple | Control::Boxes)
    }

    fn has_error(&self) -> bool {
        let slot = &self.field.slot;
        slot.form.has_error(&slot.path(), self.is_many())
    }

    fn is_chosen(&self, value: &str) -> bool {
        let slot = &self.field.slot;
        if self.is_many() {
            slot.form.values(&slot.name).any(|v| v == value)
        } else {
            slot.value() == Some(value)
        }
    }

    fn write_select(&self, out: &mut String) {
        let field = &self.field;
        if !self.is_many() && !field.is_shown() {
            return;
        }
        let mut attributes = Attributes::new();
        attributes.put("id", field.id()).put("name", field.name());
        attributes
            .flag("multiple", self.is_many())
            .flag("required", !self.is_many() && field.is_required());
        let has_meanwhile = self.shown_meanwhile().is_some();
        aria(&mut attributes, field, self.has_error(), has_meanwhile);
        let takes_focus = self.has_error() && field.slot.form.take_focus();
        attributes.flag("autofocus", takes_focus);
        field.slot.mark_rows(out);
        attributes.extended(&field.extra).write_tag("select", out);
        if let Some(prompt) = self.prompt_text() {
            out.push_str("<option value=\"\">");
            escape(prompt, out);
            out.push_str("</option>");
        }
        for (value, text) in &self.options {
            let mut option = Attributes::new();
            option
                .put("value", value.as_str())
                .flag("selected", self.is_chosen(value));
            option.write_tag("option", out);
            escape(text, out);
            out.push_str("</option>");
        }
        out.push_str("</select>");
    }

    /// Returns the text of the empty option, which prevents an accidental choice. HTML requires it
    /// for a required `<select>`, and an optional one needs it to be left empty.
    fn prompt_text(&self) -> Option<&str> {
        match &self.prompt {
            Some(own) => Some(own),
            None if self.is_many() => None,
            None if self.field.slot.is_optional => Some("None"),
            None if self.field.is_needed() || !matches!(self.field.kind, ControlKind::Text) => {
                Some("Choose\u{2026}")
            }
            None => None,
        }
    }

    fn write_group(&self, legend: Option<&str>, out: &mut String) {
        let field = &self.field;
        let (kind, role, class) = match self.control {
            Control::Radio => ("radio", "radiogroup", "pb-field pb-radios"),
            _ => ("checkbox", "group", "pb-field pb-checks"),
        };
        let has_error = self.has_error();
        let mut group = Attributes::new();
        group
            .put("class", class)
            .put("id", field.id())
            .put("role", role);
        // Only a group of radio buttons can be invalid as a whole; each checkbox has its own
        // `aria-invalid`.
        if legend.is_some() {
            let has_meanwhile = self.shown_meanwhile().is_some();
            aria(&mut group, field, has_error, has_meanwhile);
        }
        if kind == "checkbox" {
            group.remove("aria-invalid");
        }
        field.slot.mark_rows(out);
        group.write_tag("fieldset", out);
        if let Some(legend) = legend {
            out.push_str("<legend>");
            escape(legend, out);
            out.push_str("</legend>");
        }
        let mut takes_focus = has_error && field.slot.form.take_focus();
        for (at, (value, text)) in self.options.iter().enumerate() {
            let mut input = Attributes::new();
            input
                .put("type", kind)
                .put("id", format!("{}-{at}", field.id()))
                .put("name", field.name())
                .put("value", value.as_str());
            input
                .flag("checked", self.is_chosen(value))
                .flag("required", kind == "radio" && field.is_required());
            if kind == "checkbox" && has_error {
                input.put("aria-invalid", "true");
            }
            input.flag("autofocus", std::mem::take(&mut takes_focus));
            out.push_str("<label>");
            input.extended(&field.extra).write_tag("input", out);
            out.push(' ');
            escape(text, out);
            out.push_str("</label>");
        }
        if legend.is_some() {
            field.write_hint(out);
            field.write_meanwhile(self.shown_meanwhile().as_deref(), out);
            write_error(&field.slot, self.is_many(), out);
        }
        out.push_str("</fieldset>");
    }
}
