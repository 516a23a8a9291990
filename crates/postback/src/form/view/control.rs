//! The control of a field, with the constraints that its rules become.

use super::attributes::Attributes;
use super::field::{ControlKind, Field, aria};
use crate::form::{Problem, compound, number, pattern};
use crate::html::escape;

impl Field<'_> {
    /// Returns the id, name, `required` and ARIA state.
    fn common(&self) -> Attributes<'_> {
        let (id, has_error) = (self.id(), self.has_error());
        let mut attributes = Attributes::new();
        attributes
            .put("id", id)
            .put("name", &*self.slot.name)
            .flag("required", self.is_required());
        aria(&mut attributes, self, has_error, self.meanwhile().is_some());
        attributes.flag("autofocus", has_error && self.slot.form.take_focus());
        attributes
    }

    /// Adds `minlength` and `maxlength`, which count UTF-16 code units and a line break in a
    /// `<textarea>` as one, as the rule does. Trimming shortens the typed text, so a trimmed field
    /// has no `maxlength`.
    fn lengths(&self, attributes: &mut Attributes<'_>) {
        let rules = &self.slot.rules;
        // Spaces alone are a valid blank in a trimmed optional field, but `minlength` would refuse
        // them.
        let is_blank_fine = rules.is_trimmed() && self.slot.is_optional;
        if let Some(min) = rules.min_length.filter(|min| *min > 0 && !is_blank_fine) {
            attributes.put("minlength", min.to_string());
        }
        if let Some(max) = rules.max_length.filter(|_| !rules.is_trimmed()) {
            attributes.put("maxlength", max.to_string());
        }
    }

    pub(super) fn write_input(&self, out: &mut String, forced: Option<&'static str>) {
        let rules = &self.slot.rules;
        let kind = forced.unwrap_or_else(|| self.input_type());
        let mut attributes = Attributes::new();
        attributes.put("type", kind).append(self.common());
        match self.kind {
            _ if kind == "checkbox" => {
                attributes
                    .put("value", "true")
                    .flag("checked", compound::is_on(self.slot.value()));
            }
            ControlKind::Text => {
                self.lengths(&mut attributes);
                if let Some(pattern) = self.pattern() {
                    attributes.put("pattern", pattern);
                }
                if rules.is_url() {
                    // `type=url` uses the browser's parser, which may disagree with the server's.
                    attributes.put("inputmode", "url");
                }
            }
            // One character is one or two UTF-16 code units.
            ControlKind::Character => {
                attributes.put("maxlength", "2");
            }
            ControlKind::Whole { min, max } => self.whole(min, max, &mut attributes),
            ControlKind::Decimal { is_single } => {
                attributes.put("step", "any");
                let shown =
                    |limit: Option<f64>| limit.and_then(|limit| number::shown(limit, is_single));
                if let Some(min) = shown(rules.min) {
                    attributes.put("min", min);
                }
                if let Some(max) = shown(rules.max) {
                    attributes.put("max", max);
                }
            }
            // The default step is a minute, which would refuse a time with seconds.
            ControlKind::Time | ControlKind::DateTime => {
                attributes.put("step", "any");
            }
            ControlKind::File { is_list } => self.file(is_list, &mut attributes),
            ControlKind::Check | ControlKind::Date | ControlKind::Choice(_) => {}
        }
        let value = self.value();
        if kind != "checkbox" && !value.is_empty() {
            attributes.put("value", value);
        }
        self.slot.mark_rows(out);
        attributes.extended(&self.extra).write_tag("input", out);
    }

    fn input_type(&self) -> &'static str {
        match self.kind {
            _ if self.slot.rules.is_secret() => "password",
            // The server enforces the browser's grammar of e-mail addresses, see `text::is_email`.
            ControlKind::Text if self.slot.rules.is_email() => "email",
            ControlKind::Text | ControlKind::Character | ControlKind::Choice(_) => "text",
            ControlKind::Whole { .. } | ControlKind::Decimal { .. } => "number",
            ControlKind::Check => "checkbox",
            ControlKind::Date => "date",
            ControlKind::DateTime => "datetime-local",
            ControlKind::Time => "time",
            ControlKind::File { .. } => "file",
        }
    }

    /// Adds `accept`, which the browser's file picker uses, and the size limit, which the runtime
    /// checks before it submits the form.
    fn file(&self, is_list: bool, attributes: &mut Attributes<'_>) {
        let rules = &self.slot.rules;
        attributes.flag("multiple", is_list);
        if !rules.accept.is_empty() {
            attributes.put("accept", rules.accept.join(","));
        }
        if let Some(max) = rules.file_max {
            let problem = Problem::File(rules.accept, max);
            attributes
                .put("data-pb-max", max.to_string())
                .put("data-pb-file", self.slot.form.sentence(&problem));
        }
    }

    fn pattern(&self) -> Option<String> {
        let rules = &self.slot.rules;
        if rules.is_trimmed() {
            return None;
        }
        let own = rules.pattern.and_then(pattern::html);
        let words = || {
            rules
                .is_alphanumeric()
                .then(|| pattern::ALPHANUMERIC.to_owned())
        };
        own.or_else(words)
            .or_else(|| rules.is_ascii().then(|| pattern::ASCII.to_owned()))
    }

    /// Adds bounds below 2^53, up to which every browser represents integers exactly.
    fn whole(&self, least: f64, most: f64, attributes: &mut Attributes<'_>) {
        let exact = |bound: &f64| bound.abs() < 9_007_199_254_740_992.0;
        let rules = &self.slot.rules;
        let min = rules.min.map_or(least, |min| min.max(least));
        let max = rules.max.map_or(most, |max| max.min(most));
        if exact(&min) {
            attributes.put("min", min.to_string());
        } else if !number::is_whole(self.value()) && !self.value().is_empty() {
            // Without `min` the step base is `value`: from 1.5 no whole number could be reached.
            // <https://html.spec.whatwg.org/multipage/input.html#concept-input-min-zero>
            attributes.put("step", "any");
        }
        if exact(&max) {
            attributes.put("max", max.to_string());
        }
    }

    pub(super) fn write_textarea(&self, out: &mut String) {
        let mut attributes = self.common();
        self.lengths(&mut attributes);
        self.slot.mark_rows(out);
        attributes.extended(&self.extra).write_tag("textarea", out);
        // An HTML parser drops the first line break here, so a value that begins with one needs
        // another.
        out.push('\n');
        escape(self.value(), out);
        out.push_str("</textarea>");
    }
}
