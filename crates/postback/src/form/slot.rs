//! [`Slot`]: the place of a field in a form.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::context::FormContext;
use super::rules::Rules;
use super::tree;
use crate::html::escape;

/// The place of a field in a form: its name, its rules, and the form that shows it.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Slot<'f> {
    pub(super) form: &'f FormContext,
    pub(super) name: Cow<'static, str>,
    /// The position among several values with this name.
    pub(super) repeat: Option<usize>,
    pub(super) rules: Rules,
    pub(super) is_optional: bool,
    /// Whether the field is inside an `Option<Struct>`, which is `None` if all of its fields are
    /// empty.
    is_in_optional: bool,
}

impl<'f> Slot<'f> {
    /// Returns the place of the form itself.
    #[must_use]
    pub fn root(form: &'f FormContext) -> Self {
        Self {
            form,
            name: Cow::Borrowed(""),
            repeat: None,
            rules: Rules::ROOT,
            is_optional: false,
            is_in_optional: false,
        }
    }

    /// Returns the place of the field `key`, declared with these rules, in the struct at this
    /// place.
    #[must_use]
    pub fn field(&self, key: &'static str, own: Rules) -> Self {
        let name = match &*self.name {
            "" => Cow::Borrowed(key),
            parent => Cow::Owned(tree::join(parent, key)),
        };
        self.below(name, None, self.rules.inside(own))
    }

    /// Returns the place of the only field of the tuple struct at this place.
    #[must_use]
    pub fn transparent(mut self, own: Rules) -> Self {
        self.rules = self.rules.through(own);
        self
    }

    pub(super) fn item(&self, at: usize, repeats: bool) -> Self {
        let (name, repeat) = if repeats {
            (self.name.clone(), Some(at))
        } else {
            (Cow::Owned(format!("{}[{at}]", self.name)), None)
        };
        self.below(name, repeat, self.rules.of_items())
    }

    fn below(&self, name: Cow<'static, str>, repeat: Option<usize>, rules: Rules) -> Self {
        let is_in_optional = self.is_optional || self.is_in_optional;
        Self {
            form: self.form,
            name,
            repeat,
            rules,
            is_optional: false,
            is_in_optional,
        }
    }

    pub(super) fn optional(mut self) -> Self {
        self.rules = self.rules.of_option();
        self.is_optional = true;
        self
    }

    /// Returns whether the browser may require a value. A new row may be left blank.
    pub(super) fn is_required(&self, naturally: bool) -> bool {
        self.is_needed(naturally) && self.form.has_rows_around(&self.name)
    }

    /// Returns whether the value that contains the field needs it. `naturally` means that an empty
    /// value cannot be decoded or breaks a rule.
    pub(super) fn is_needed(&self, naturally: bool) -> bool {
        !self.is_in_optional
            && if self.is_optional {
                self.rules.is_required()
            } else {
                naturally
            }
    }

    /// Returns the path of this field's errors: its name and its position among repeated values.
    pub(super) fn path(&self) -> Cow<'static, str> {
        match self.repeat {
            None => self.name.clone(),
            Some(at) => {
                let mut path = self.name.to_string();
                let _ = write!(path, "[{at}]");
                path.into()
            }
        }
    }

    /// Returns whether the form shows this control, if its row was submitted without it.
    pub(super) fn is_shown(&self) -> bool {
        !self.name.contains('[') || self.form.has_room_for(&self.name, &self.path())
    }

    /// Writes the markers of the rows around this control, so that they are kept whatever their
    /// controls submit.
    pub(super) fn mark_rows(&self, out: &mut String) {
        if self.name.contains('[') {
            self.form.mark_rows(&self.name, &self.path(), out);
        }
    }

    /// Writes the id, escaped for an attribute.
    pub(super) fn write_id(&self, out: &mut String) {
        escape(self.form.id(), out);
        out.push('-');
        escape(&self.path(), out);
    }

    pub(super) fn id(&self) -> String {
        format!("{}-{}", self.form.id(), self.path())
    }

    pub(super) fn value(&self) -> Option<&'f str> {
        match self.repeat {
            None => self.form.values(&self.name).next_back(),
            Some(at) => self.form.repeat(&self.name, at),
        }
    }
}
