//! Methods that change the fields of a form.

use crate::controls::{File, Kind};
use crate::form::TestForm;
use crate::or_panic;
use crate::shown::hint;

impl TestForm {
    /// Types a value into a text field, a text area, or a field for numbers, dates and so on.
    ///
    /// As in a browser, a line break that is typed into a single-line field is dropped.
    ///
    /// # Panics
    ///
    /// If there is no such field, if a user cannot change it, or if it cannot hold the value
    /// (letters in a number field).
    #[track_caller]
    pub fn fill(mut self, field: &str, value: &str) -> Self {
        let index = or_panic(self.changeable(field, None, &["fill"]));
        or_panic(self.type_into(index, field, value));
        self
    }

    /// Types a value into one of several fields of the same name. The first has the index 0.
    ///
    /// # Panics
    ///
    /// As [`fill`](Self::fill).
    #[track_caller]
    pub fn fill_nth(mut self, field: &str, nth: usize, value: &str) -> Self {
        let index = or_panic(self.changeable(field, Some(nth), &["fill"]));
        or_panic(self.type_into(index, field, value));
        self
    }

    fn type_into(&mut self, index: usize, field: &str, typed: &str) -> Result<(), String> {
        let control = &mut self.found.controls[index];
        if control.readonly {
            return Err(format!("`{field}` is read-only; {}", hint(field, typed)));
        }
        match &mut control.kind {
            Kind::Area { value } => *value = typed.replace("\r\n", "\n").replace('\r', "\n"),
            Kind::Input { of_type, value } => {
                let held = of_type.held(typed);
                if of_type.is_typed() && held != typed {
                    return Err(format!(
                        "a browser's field of type `{}` cannot hold \"{typed}\"; {}",
                        of_type.name,
                        hint(field, typed)
                    ));
                }
                *value = held;
            }
            _ => {}
        }
        Ok(())
    }

    /// Checks a checkbox.
    ///
    /// # Panics
    ///
    /// If there is no such checkbox. If several have this name, use their labels.
    #[track_caller]
    pub fn check(self, field: &str) -> Self {
        self.set_checked(field, true)
    }

    /// Unchecks a checkbox.
    ///
    /// # Panics
    ///
    /// As [`check`](Self::check).
    #[track_caller]
    pub fn uncheck(self, field: &str) -> Self {
        self.set_checked(field, false)
    }

    #[track_caller]
    fn set_checked(mut self, field: &str, checked: bool) -> Self {
        let index = or_panic(self.changeable(field, None, &["check"]));
        if let Kind::Check { on, .. } = &mut self.found.controls[index].kind {
            *on = checked;
        }
        self
    }

    /// Selects the radio button of this name with this value or label.
    ///
    /// # Panics
    ///
    /// If there is no such radio button.
    #[track_caller]
    pub fn choose(mut self, name: &str, option: &str) -> Self {
        let chosen = or_panic(self.radio(name, option));
        for (index, control) in self.found.controls.iter_mut().enumerate() {
            if let Kind::Check {
                radio: true, on, ..
            } = &mut control.kind
                && control.name == name
            {
                *on = index == chosen;
            }
        }
        self
    }

    fn radio(&self, name: &str, option: &str) -> Result<usize, String> {
        let group = self
            .found
            .controls
            .iter()
            .enumerate()
            .filter_map(|(index, control)| match &control.kind {
                Kind::Check {
                    radio: true, value, ..
                } if control.name == name => Some((index, control, value.as_str())),
                _ => None,
            });
        let group: Vec<_> = group.collect();
        if group.is_empty() {
            return self.changeable(name, None, &["choose"]);
        }
        let by_value = group.iter().find(|(_, _, value)| *value == option);
        let by_label = || {
            let mut all = group.iter();
            all.find(|(_, control, _)| control.labels.iter().any(|label| label == option))
        };
        match by_value.or_else(by_label) {
            Some((_, control, _)) if control.disabled => {
                Err(format!("the option `{option}` of `{name}` is disabled"))
            }
            Some((index, ..)) => Ok(*index),
            None => {
                let values: Vec<_> = group.iter().map(|(_, _, value)| *value).collect();
                Err(format!(
                    "`{name}` has no option `{option}`; it has: {}; {}",
                    values.join(", "),
                    hint(name, option)
                ))
            }
        }
    }

    /// Selects an option by its text or value; in a `multiple` select in addition to others.
    ///
    /// # Panics
    ///
    /// If there is no such select or option, or if the option is disabled.
    #[track_caller]
    pub fn select(self, field: &str, option: &str) -> Self {
        self.set_selected(field, option, true)
    }

    /// Deselects an option of a `multiple` select.
    ///
    /// # Panics
    ///
    /// As [`select`](Self::select).
    #[track_caller]
    pub fn deselect(self, field: &str, option: &str) -> Self {
        self.set_selected(field, option, false)
    }

    #[track_caller]
    fn set_selected(mut self, field: &str, option: &str, choose: bool) -> Self {
        let index = or_panic(self.changeable(field, None, &["select"]));
        if let Kind::Select { multiple, options } = &mut self.found.controls[index].kind {
            let by_text = options.iter().position(|choice| choice.text == option);
            let found =
                by_text.or_else(|| options.iter().position(|choice| choice.value == option));
            let Some(found) = found else {
                let texts: Vec<_> = options.iter().map(|choice| choice.text.as_str()).collect();
                panic!(
                    "`{field}` has no option `{option}`; it has: {}; {}",
                    texts.join(", "),
                    hint(field, option)
                );
            };
            assert!(
                !options[found].disabled,
                "the option `{option}` of `{field}` is disabled"
            );
            assert!(
                choose || *multiple,
                "`{field}` always has one option chosen; select another one"
            );
            if !*multiple {
                for choice in options.iter_mut() {
                    choice.selected = false;
                }
            }
            options[found].selected = choose;
        }
        self
    }

    /// Attaches a file to a file input; to a `multiple` one in addition to others.
    ///
    /// # Panics
    ///
    /// If there is no such file input.
    #[track_caller]
    pub fn attach(
        mut self,
        field: &str,
        name: &str,
        content_type: &str,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        let index = or_panic(self.changeable(field, None, &["attach"]));
        if let Kind::Files { multiple, files } = &mut self.found.controls[index].kind {
            if !*multiple {
                files.clear();
            }
            files.push(File {
                name: name.to_owned(),
                content_type: content_type.to_owned(),
                bytes: bytes.into(),
            });
        }
        self
    }
}
