//! Methods that find a form on a page.

use http::Method;
use postback::Action;
use scraper::{ElementRef, Html};

use crate::check::{action_id, readable};
use crate::controls::{Button, Control, Kind, of_form};
use crate::document::{accessible_name, ancestors, select, try_select};
use crate::form::TestForm;
use crate::or_panic;
use crate::page::TestPage;
use crate::text::visible;

/// A form as it is on the page.
#[derive(Clone, Debug)]
pub(crate) struct FoundForm {
    /// The id of the action that it calls, from its own URL or that of a button.
    pub(crate) action_id: Option<String>,
    pub(crate) name: String,
    pub(crate) action: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) enctype: Option<String>,
    /// Whether the runtime ignores the form.
    pub(crate) off: bool,
    pub(crate) controls: Vec<Control>,
    /// The button that `submit` presses.
    pub(crate) default: Option<usize>,
    /// The errors of the form as a whole, above its fields.
    pub(crate) summary: String,
}

impl FoundForm {
    /// Returns a short description, for messages.
    fn describe(&self) -> String {
        if let Some(id) = &self.action_id {
            return format!("`{}`", readable(id));
        }
        let method = self.method.as_deref().unwrap_or("get").to_ascii_uppercase();
        let action = self.action.as_deref().unwrap_or("(this page)");
        format!("{method} {action}")
    }

    fn buttons(&self) -> impl Iterator<Item = &Button> {
        let buttons = self
            .controls
            .iter()
            .filter_map(|control| control.kind.as_button());
        buttons.filter(|button| button.submits)
    }
}

impl TestPage {
    /// Returns the form of an action.
    ///
    /// # Panics
    ///
    /// If there is none, or if there are several: then use [`form_in`](Self::form_in) or
    /// [`forms`](Self::forms).
    #[track_caller]
    pub fn form<A: Action>(&self) -> TestForm {
        self.only::<A>(self.forms::<A>(), "")
    }

    /// Returns the form of an action inside the elements that match a CSS selector, such as a row
    /// of a list, or the form that matches itself.
    ///
    /// # Panics
    ///
    /// If there is not exactly one.
    #[track_caller]
    pub fn form_in<A: Action>(&self, css: &str) -> TestForm {
        let all = or_panic(self.document().read(|html| {
            let around = try_select(html, css)?;
            let inside = |form: ElementRef<'_>| {
                around.contains(&form) || ancestors(form).any(|above| around.contains(&above))
            };
            Ok(read_forms(html, inside))
        }));
        assert!(
            self.has(css),
            "nothing on {} matches `{css}`; {}",
            self.url(),
            self.says()
        );
        self.only::<A>(self.of_action::<A>(all), &format!(" in `{css}`"))
    }

    /// Returns all forms of an action, in the order of the page.
    ///
    /// # Panics
    ///
    /// If two different actions on the page share the name.
    #[must_use]
    #[track_caller]
    pub fn forms<A: Action>(&self) -> Vec<TestForm> {
        let all = self.document().read(|html| read_forms(html, |_| true));
        self.of_action::<A>(all)
    }

    /// Returns the form with a submit button of this label, or with this accessible name.
    ///
    /// # Panics
    ///
    /// If there is not exactly one.
    #[track_caller]
    pub fn form_labelled(&self, label: &str) -> TestForm {
        let all = self.document().read(|html| read_forms(html, |_| true));
        let has_it = |form: &FoundForm| {
            form.name == label || form.buttons().any(|button| button.label == label)
        };
        let found = all.into_iter().filter(has_it).collect();
        self.one(
            found,
            &format!("form with the name or a button \"{label}\""),
        )
    }

    /// Returns the form that matches a CSS selector, whatever its target.
    ///
    /// # Panics
    ///
    /// If there is not exactly one.
    #[track_caller]
    pub fn form_at(&self, css: &str) -> TestForm {
        let found = or_panic(self.document().read(|html| {
            let matched = try_select(html, css)?;
            Ok(read_forms(html, |form| matched.contains(&form)))
        }));
        self.one(found, &format!("form that matches `{css}`"))
    }

    #[track_caller]
    fn of_action<A: Action>(&self, mut all: Vec<FoundForm>) -> Vec<TestForm> {
        let id_of = |form: &FoundForm| form.action_id.clone();
        all.retain(|form| id_of(form).is_some_and(|id| readable(&id) == A::NAME));
        let first = all.first().and_then(id_of);
        if let Some(other) = all.iter().map(id_of).find(|id| *id != first) {
            panic!(
                "two different actions on {} are named `{}`: {} and {}; say which form you mean with \
                 `form_at(css)` or `form_labelled(..)`",
                self.url(),
                A::NAME,
                first.unwrap_or_default(),
                other.unwrap_or_default()
            );
        }
        let what = format!("the form of `{}`", A::NAME);
        all.into_iter()
            .map(|found| TestForm::new(self.clone(), found, what.clone()))
            .collect()
    }

    #[track_caller]
    fn only<A: Action>(&self, mut forms: Vec<TestForm>, place: &str) -> TestForm {
        let name = A::NAME;
        match forms.len() {
            1 => forms.remove(0),
            0 => panic!(
                "there is no form of `{name}`{place} on {}; {}",
                self.url(),
                self.has_forms()
            ),
            several => panic!(
                "there are {several} forms of `{name}`{place} on {}; say which with \
                 `page.form_in::<{name}>(css)` or `page.forms::<{name}>()`",
                self.url()
            ),
        }
    }

    #[track_caller]
    fn one(&self, mut found: Vec<FoundForm>, wanted: &str) -> TestForm {
        match found.len() {
            1 => {
                let found = found.remove(0);
                let what = match &found.action_id {
                    Some(id) => format!("the form of `{}`", readable(id)),
                    None => format!("the {wanted}"),
                };
                TestForm::new(self.clone(), found, what)
            }
            0 => panic!(
                "there is no {wanted} on {}; {}",
                self.url(),
                self.has_forms()
            ),
            several => {
                let which: Vec<_> = found.iter().map(FoundForm::describe).collect();
                panic!(
                    "{several} forms on {} fit \"{wanted}\": {}",
                    self.url(),
                    which.join(", ")
                )
            }
        }
    }

    /// Describes the forms of the page, for messages.
    fn has_forms(&self) -> String {
        let all = self.loaded.document.read(|html| read_forms(html, |_| true));
        if all.is_empty() {
            return format!("there are no forms at all; {}", self.says());
        }
        let described = all.iter().map(|form| {
            let buttons: Vec<_> = form.buttons().map(|b| format!("\"{}\"", b.label)).collect();
            format!(
                "{} with {}",
                form.describe(),
                match buttons.len() {
                    0 => "no button".to_owned(),
                    _ => buttons.join(" and "),
                }
            )
        });
        format!(
            "the page ({}) has: {}",
            self.status(),
            described.collect::<Vec<_>>().join(", ")
        )
    }

    /// Returns the visible values of all forms, for comparisons.
    pub(crate) fn values_seen(&self) -> Vec<String> {
        let all = self.loaded.document.read(|html| read_forms(html, |_| true));
        let mut seen = Vec::new();
        for form in all {
            for control in &form.controls {
                if matches!(&control.kind, Kind::Input { of_type, .. } if of_type.name == "hidden")
                {
                    continue;
                }
                let values = control.kind.values().join(", ");
                if !values.is_empty() {
                    seen.push(format!("{} {}={values}", form.describe(), control.name));
                }
            }
        }
        seen
    }
}

fn read_forms(html: &Html, wanted: impl Fn(ElementRef<'_>) -> bool) -> Vec<FoundForm> {
    let forms = select(html, "form").into_iter();
    forms
        .filter(|form| wanted(*form))
        .map(|form| read_form(html, form))
        .collect()
}

fn read_form(html: &Html, form: ElementRef<'_>) -> FoundForm {
    let attr = |name| form.attr(name).map(str::to_owned);
    let controls = of_form(html, form);
    let submits = |control: &Control| {
        control
            .kind
            .as_button()
            .is_some_and(|button| button.submits)
    };
    let runs_action = |control: &Control| {
        let action = control
            .kind
            .as_button()
            .and_then(|button| button.action.as_deref());
        action.and_then(action_id)
    };
    let own_id = form.attr("action").and_then(action_id);
    // A form of the app may contain a button that calls an action.
    let by_button = controls
        .iter()
        .position(|control| runs_action(control).is_some());
    let default = match (&own_id, by_button) {
        (None, Some(button)) => Some(button),
        _ => controls.iter().position(submits),
    };
    let by_button = by_button.and_then(|index| runs_action(&controls[index]));
    FoundForm {
        action_id: own_id.or(by_button),
        name: accessible_name(html, form),
        action: attr("action"),
        method: attr("method"),
        enctype: attr("enctype"),
        off: form.attr("data-pb-off").is_some()
            || ancestors(form).any(|above| above.attr("data-pb-off").is_some()),
        default,
        summary: summary(html, form),
        controls,
    }
}

fn summary(html: &Html, form: ElementRef<'_>) -> String {
    let summaries = select(html, ".pb-summary").into_iter();
    let own = summaries.filter(|element| ancestors(*element).any(|above| above == form));
    own.map(visible).collect::<Vec<_>>().join("\n")
}

/// Parses the method of a submission, unless it sends nothing.
pub(crate) fn method(attribute: Option<&str>) -> Result<Method, String> {
    match attribute.map(str::to_ascii_lowercase).as_deref() {
        Some("post") => Ok(Method::POST),
        Some("dialog") => {
            Err("its method is `dialog`: it closes a dialog and sends nothing".to_owned())
        }
        _ => Ok(Method::GET),
    }
}
