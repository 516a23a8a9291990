//! The stored value beside the submitted one, so that the user can compare the two after a
//! conflict.

use std::borrow::Cow;

use super::choice::Choices;
use super::field::{ControlKind, Field};
use crate::form::{Problem, compound};
use crate::html::escape;

impl<'f> Field<'f> {
    /// Returns the value that is stored by now, after an action ended in a
    /// [`Conflict`](crate::Conflict): the value that the page has [filled
    /// in](crate::FormView::fill), if it differs from the submitted one.
    /// [`labelled`](Self::labelled) shows it below the control.
    ///
    /// It is `None` for passwords and files, and on every other page.
    #[must_use]
    pub fn meanwhile(&self) -> Option<&'f str> {
        if self.is_secret() {
            return None;
        }
        let slot = &self.slot;
        let mut stored = slot.form.values_meanwhile(&slot.name)?;
        let stored = match slot.repeat {
            None => stored.next_back(),
            Some(at) => stored.nth(at),
        }
        .unwrap_or_default();
        let is_same = match self.kind {
            ControlKind::Check => compound::is_on(Some(stored)) == compound::is_on(slot.value()),
            _ => self.compared(stored) == self.compared(self.value()),
        };
        (!is_same).then_some(stored)
    }

    /// Normalises a value as the decoder does, because browsers submit line breaks as CR LF.
    fn compared<'v>(&self, value: &'v str) -> Cow<'v, str> {
        let value = if self.slot.rules.is_trimmed() {
            value.trim()
        } else {
            value
        };
        if value.contains('\r') {
            value.replace("\r\n", "\n").into()
        } else {
            value.into()
        }
    }

    /// Returns [`meanwhile`](Self::meanwhile) as visible text.
    pub(super) fn shown_meanwhile(&self) -> Option<Cow<'f, str>> {
        let stored = self.meanwhile()?;
        Some(match self.kind {
            ControlKind::Check if compound::is_on(Some(stored)) => "\u{2713}".into(),
            ControlKind::Check => "\u{2717}".into(),
            _ => stored.into(),
        })
    }

    pub(super) fn write_meanwhile(&self, shown: Option<&str>, out: &mut String) {
        let Some(shown) = shown else { return };
        let shown = if shown.is_empty() { "\u{2014}" } else { shown };
        out.push_str("<div class=\"pb-meanwhile\" id=\"");
        self.slot.write_id(out);
        out.push_str("-meanwhile\">");
        escape(&self.slot.form.sentence(&Problem::SavedMeanwhile), out);
        // An HTML parser drops the first line break here, so a value that begins with one needs
        // another.
        out.push_str("<pre>\n");
        escape(shown, out);
        out.push_str("</pre></div>");
    }
}

impl Choices<'_> {
    /// Returns the labels of the choices that are stored by now.
    pub(super) fn shown_meanwhile(&self) -> Option<String> {
        let slot = &self.field.slot;
        if !self.is_many() {
            return self
                .field
                .meanwhile()
                .map(|stored| self.text_of(stored).to_owned());
        }
        let stored: Vec<&str> = slot.form.values_meanwhile(&slot.name)?.collect();
        let is_same = slot.form.values(&slot.name).eq(stored.iter().copied());
        let texts = stored.iter().map(|value| self.text_of(value));
        (!is_same).then(|| texts.collect::<Vec<_>>().join(", "))
    }

    fn text_of<'c>(&'c self, value: &'c str) -> &'c str {
        let option = self.options.iter().find(|(known, _)| known == value);
        option.map_or(value, |(_, text)| text)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::FromForm;
    use crate::form::{FormContext, Pairs};

    #[derive(FromForm)]
    struct Note {
        #[form(trim)]
        title: String,
        #[form(multiline)]
        text: String,
        pinned: bool,
        tags: Vec<String>,
        #[form(password)]
        secret: String,
    }

    fn pairs(pairs: &[(&str, &str)]) -> Arc<Pairs> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Arc::new(pairs.iter().map(owned).collect())
    }

    fn conflicting(submitted: &[(&str, &str)], stored: &[(&str, &str)]) -> FormContext {
        FormContext::new("save".to_owned())
            .submitted(pairs(submitted), Arc::default())
            .saved_meanwhile(pairs(stored))
    }

    #[test]
    fn what_is_stored_stands_below_what_was_typed_and_is_read_with_it() {
        let form = conflicting(&[("title", "Mine")], &[("title", "<Theirs>")]);
        let field = Note::fields(&form).title;
        assert_eq!(field.meanwhile(), Some("<Theirs>"));
        let html = field.labelled("Title").into_string();
        assert!(
            html.contains("aria-describedby=\"save-title-meanwhile\""),
            "{html}"
        );
        assert!(
            html.contains(
                "id=\"save-title-meanwhile\">Saved in the meantime:<pre>\n&lt;Theirs&gt;</pre>"
            ),
            "{html}"
        );
    }

    #[test]
    fn what_the_decoder_reads_alike_is_the_same() {
        let form = conflicting(
            &[("title", " a "), ("text", "1\r\n2"), ("pinned", "true")],
            &[("title", "a"), ("text", "1\n2"), ("pinned", "on")],
        );
        let field = Note::fields(&form);
        assert_eq!(field.title.meanwhile(), None);
        assert_eq!(field.text.meanwhile(), None);
        assert_eq!(field.pinned.meanwhile(), None);
    }

    #[test]
    fn a_box_and_a_list_say_what_is_chosen_by_now() {
        let form = conflicting(
            &[("tags", "a")],
            &[("pinned", "true"), ("tags", "a"), ("tags", "b")],
        );
        let field = Note::fields(&form);
        assert!(
            field
                .pinned
                .labelled("Pinned")
                .as_str()
                .contains("<pre>\n\u{2713}</pre>")
        );
        let options = [("a", "Apple"), ("b", "Berry")];
        let boxes = field.tags.checkboxes().options(options).labelled("Tags");
        assert!(
            boxes.as_str().contains("<pre>\nApple, Berry</pre>"),
            "{boxes}"
        );
    }

    #[test]
    fn a_password_is_never_compared_and_an_ordinary_page_says_nothing() {
        let form = conflicting(&[("secret", "x")], &[("secret", "y")]);
        assert_eq!(Note::fields(&form).secret.meanwhile(), None);
        let form = FormContext::new("save".to_owned()).filled(pairs(&[("title", "a")]));
        assert!(
            !Note::fields(&form)
                .title
                .labelled("T")
                .as_str()
                .contains("meanwhile")
        );
    }
}
