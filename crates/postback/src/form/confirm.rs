//! [`Confirm`]: a confirmation question that works without JavaScript.

use std::fmt::Display;

use super::FormContext;
use super::view::Attributes;
use crate::html::{Html, escape};
use crate::wording::CANCEL;

/// A type that knows the `id` of a form element; only the library implements it.
pub trait FormId {
    /// Returns the `id` of the form element.
    fn form_id(&self) -> &str;
}

impl FormId for str {
    fn form_id(&self) -> &str {
        self
    }
}

impl FormId for String {
    fn form_id(&self) -> &str {
        self
    }
}

impl FormId for FormContext {
    fn form_id(&self) -> &str {
        self.id()
    }
}

impl<T: FormId + ?Sized> FormId for &T {
    fn form_id(&self) -> &str {
        (**self).form_id()
    }
}

/// A button that opens a popover with a question and the real submit button.
///
/// Place it inside the form. The browser opens and closes the popover itself, also with Escape, and
/// the focus starts on "Cancel".
///
/// ```
/// use postback::Confirm;
///
/// let html = Confirm::new("Delete this problem?").button("delete_problem", "Delete");
/// assert!(html.as_str().contains("<div popover id=\"delete_problem-confirm\""));
/// ```
///
/// In a form with text fields, Enter presses the form's first submit button, which may be the one
/// in the popover. Place another submit button before it, or use a separate form for the question.
#[derive(Clone, Debug)]
pub struct Confirm {
    question: String,
    cancel: String,
    key: Option<String>,
    extra: Vec<(&'static str, String)>,
}

impl Confirm {
    /// Creates a confirmation with this question.
    #[must_use]
    pub fn new(question: impl Display) -> Self {
        Self {
            question: question.to_string(),
            cancel: CANCEL.to_owned(),
            key: None,
            extra: Vec::new(),
        }
    }

    /// Sets the text of the button that closes the popover.
    #[must_use]
    pub fn cancel(mut self, text: impl Display) -> Self {
        self.cancel = text.to_string();
        self
    }

    /// Distinguishes this question from others in the same form.
    #[must_use]
    pub fn keyed(mut self, key: impl Display) -> Self {
        self.key = Some(key.to_string());
        self
    }

    /// Adds an attribute to the real submit button, such as `formaction`
    /// ([`FormView::url_in`](crate::FormView::url_in)).
    ///
    /// # Panics
    ///
    /// If the name is not a valid attribute name (see [`Field::attr`](crate::Field::attr)).
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl Display) -> Self {
        super::view::push_extra(&mut self.extra, name, value.to_string());
        self
    }

    /// Renders the button with this text, and the popover. `form` is the [`FormView`](crate::FormView)
    /// of the form that contains it, or the form's `id`.
    #[must_use]
    pub fn button(&self, form: impl FormId, text: impl Display) -> Html {
        let id = match &self.key {
            None => format!("{}-confirm", form.form_id()),
            Some(key) => format!("{}-confirm-{key}", form.form_id()),
        };
        let (text, question_id) = (text.to_string(), format!("{id}-question"));
        let mut out = String::new();
        let mut element = |tag: &str, attributes: &mut Attributes<'_>, text: &str| {
            attributes.write_tag(tag, &mut out);
            if !text.is_empty() {
                escape(text, &mut out);
                out.push_str("</");
                out.push_str(tag);
                out.push('>');
            }
        };
        element(
            "button",
            Attributes::new()
                .put("type", "button")
                .put("popovertarget", &*id)
                .put("aria-haspopup", "dialog"),
            &text,
        );
        let mut popover = Attributes::new();
        popover
            .flag("popover", true)
            .put("id", &*id)
            .put("class", "pb-confirm");
        element(
            "div",
            popover
                .put("role", "dialog")
                .put("aria-labelledby", &*question_id),
            "",
        );
        element(
            "p",
            Attributes::new().put("id", &*question_id),
            &self.question,
        );
        element(
            "button",
            Attributes::new()
                .put("type", "submit")
                .flag("data-pb-close", true)
                .extended(&self.extra),
            &text,
        );
        let mut cancel = Attributes::new();
        cancel
            .put("type", "button")
            .put("popovertarget", &*id)
            .put("popovertargetaction", "hide");
        element("button", cancel.flag("autofocus", true), &self.cancel);
        out.push_str("</div>");
        Html::from_trusted(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_popover_holds_the_real_button_and_is_named_by_its_question() {
        let html = Confirm::new("Delete \"A\"?")
            .attr("formaction", "?x&y")
            .button("f", "Delete");
        assert_eq!(
            html.as_str(),
            "<button type=\"button\" popovertarget=\"f-confirm\" aria-haspopup=\"dialog\">Delete</button>\
             <div popover id=\"f-confirm\" class=\"pb-confirm\" role=\"dialog\" aria-labelledby=\"f-confirm-question\">\
             <p id=\"f-confirm-question\">Delete &quot;A&quot;?</p>\
             <button type=\"submit\" data-pb-close formaction=\"?x&amp;y\">Delete</button>\
             <button type=\"button\" popovertarget=\"f-confirm\" popovertargetaction=\"hide\" autofocus>Cancel</button></div>"
        );
    }

    #[test]
    fn a_second_question_has_its_own_id() {
        let html = Confirm::new("Sure?")
            .keyed("archive")
            .cancel("No")
            .button("f", "Archive");
        assert!(
            html.as_str().contains("id=\"f-confirm-archive\"") && html.as_str().contains(">No<")
        );
    }
}
