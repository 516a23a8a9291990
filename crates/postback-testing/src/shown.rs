//! Methods that read the fields of a form: their names, values and errors.

use crate::controls::{Control, Kind};
use crate::form::TestForm;
use crate::or_panic;

impl TestForm {
    /// Returns whether the form has a field of this name or label.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.named(field).is_ok()
    }

    /// Returns the names of the fields, each once, in the order of the page.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (_, control) in self.all_fields() {
            if !control.name.is_empty() && !names.contains(&control.name) {
                names.push(control.name.clone());
            }
        }
        names
    }

    /// Returns the value of a field; it is empty for an unchecked checkbox.
    ///
    /// # Panics
    ///
    /// If there is no such field, or if it has several values: then use [`values`](Self::values).
    #[must_use]
    #[track_caller]
    pub fn value(&self, field: &str) -> String {
        let mut values = self.values(field);
        let several = values.len() > 1;
        assert!(
            !several,
            "`{field}` has several values: {}",
            values.join(", ")
        );
        values.pop().unwrap_or_default()
    }

    /// Returns all values of the fields of this name.
    ///
    /// # Panics
    ///
    /// If there is no such field.
    #[must_use]
    #[track_caller]
    pub fn values(&self, field: &str) -> Vec<String> {
        let named = or_panic(self.named(field)).into_iter();
        named
            .flat_map(|index| self.found.controls[index].kind.values())
            .collect()
    }

    /// Returns whether a checkbox is checked.
    ///
    /// # Panics
    ///
    /// If there is no such checkbox.
    #[must_use]
    #[track_caller]
    pub fn is_checked(&self, field: &str) -> bool {
        let index = or_panic(self.locate(field, None, &["check", "choose"]));
        matches!(
            self.found.controls[index].kind,
            Kind::Check { on: true, .. }
        )
    }

    /// Returns the error at a field, or an empty string. For the empty name it is the error of the
    /// form as a whole.
    ///
    /// # Panics
    ///
    /// If there is no such field.
    #[must_use]
    #[track_caller]
    pub fn error(&self, field: &str) -> String {
        if field.is_empty() {
            return self.found.summary.clone();
        }
        let named = or_panic(self.named(field)).into_iter();
        let mut errors = named.map(|index| &self.found.controls[index].error);
        errors
            .find(|error| !error.is_empty())
            .cloned()
            .unwrap_or_default()
    }

    /// Returns all errors as (field, message) in the order of the page. That of the form as a whole
    /// comes first, with the empty name.
    #[must_use]
    pub fn errors(&self) -> Vec<(String, String)> {
        let mut all = vec![(String::new(), self.found.summary.clone())];
        for (_, control) in self.all_fields() {
            let error = (control.name.clone(), control.error.clone());
            if !all.contains(&error) {
                all.push(error);
            }
        }
        all.retain(|(_, message)| !message.is_empty());
        all
    }

    fn all_fields(&self) -> impl Iterator<Item = (usize, &Control)> {
        let all = self.found.controls.iter().enumerate();
        all.filter(|(_, control)| control.kind.as_button().is_none())
    }

    /// Returns the fields with that name, otherwise those with that label.
    fn named(&self, field: &str) -> Result<Vec<usize>, String> {
        let by_name = self
            .all_fields()
            .filter(|(_, control)| control.name == field);
        let mut found: Vec<_> = by_name.map(|(index, _)| index).collect();
        if found.is_empty() {
            let has_label = |control: &Control| control.labels.iter().any(|label| label == field);
            let by_label = self.all_fields().filter(|(_, control)| has_label(control));
            found = by_label.map(|(index, _)| index).collect();
        }
        if found.is_empty() {
            let names = match self.fields() {
                names if names.is_empty() => "no fields".to_owned(),
                names => names.join(", "),
            };
            return Err(format!(
                "there is no field `{field}`; {} has: {names}",
                self.what
            ));
        }
        Ok(found)
    }

    /// Returns the one field of a kind that one of these methods changes.
    fn locate(&self, field: &str, nth: Option<usize>, by: &[&str]) -> Result<usize, String> {
        let named = self.named(field)?;
        let kind = |index: &usize| &self.found.controls[*index].kind;
        let fits = |index: &usize| by.contains(&kind(index).changed_with());
        let fitting: Vec<_> = named.iter().copied().filter(fits).collect();
        match (fitting.as_slice(), nth) {
            ([], _) => {
                let kind = kind(&named[0]);
                let (what, with) = (kind.describe(), kind.changed_with());
                Err(format!("`{field}` is {what}: use `.{with}(..)`"))
            }
            (all, Some(nth)) => match all.get(nth) {
                Some(index) => Ok(*index),
                None => Err(format!("there are only {} fields `{field}`", all.len())),
            },
            ([index], None) => Ok(*index),
            (several, None) => {
                let labels = several
                    .iter()
                    .flat_map(|index| &self.found.controls[*index].labels);
                let labels: Vec<_> = labels.map(|label| format!("\"{label}\"")).collect();
                Err(format!(
                    "there are {} fields `{field}`; say which with a label ({}) or with `.fill_nth(..)`",
                    several.len(),
                    labels.join(", ")
                ))
            }
        }
    }

    /// Like `locate`, for a field that a user may change.
    pub(crate) fn changeable(
        &self,
        field: &str,
        nth: Option<usize>,
        by: &[&str],
    ) -> Result<usize, String> {
        let index = self.locate(field, nth, by)?;
        if self.found.controls[index].disabled {
            return Err(format!("`{field}` is disabled; {}", hint(field, "..")));
        }
        Ok(index)
    }
}

/// Says how a test can send a value that a user cannot enter.
pub(crate) fn hint(field: &str, value: &str) -> String {
    format!("`.tamper(\"{field}\", \"{value}\")` sends it anyway")
}
