//! Which names of a submission may be shown again: those that a form has, and no secret.

use super::App;
use crate::action::Callable;
use crate::form::{Kept, Sent, What, sounds_secret};

impl App {
    /// For the form of this action. `pressed` is the form whose button was pressed, as the address of the
    /// button says it, else the form itself: it knows more names, and more secrets.
    pub(crate) fn kept(&self, action: &dyn Callable, pressed: Option<&str>, sent: &Sent) -> Kept {
        let form = pressed.or_else(|| sent.form());
        let name = form.map(action_of);
        let pressed = self.actions.values().map(|form| &**form);
        let pressed = pressed.filter(|form| name == Some(form.info().name));
        let forms: Vec<&dyn Callable> = pressed.chain([action]).collect();
        let what = |name: &str| {
            let any =
                |is: fn(&dyn Callable, &str) -> bool| forms.iter().any(|form| is(*form, name));
            if any(|form, name| form.has_file(name)) {
                What::File
            } else if !any(|form, name| form.knows(name)) {
                What::Unknown
            } else if any(|form, name| form.is_secret(name)) {
                What::Secret
            } else {
                What::Open
            }
        };
        let mut kept = sent.kept(form, what, action.info().takes_files);
        kept.files.retain(|name| what(name) == What::File);
        kept
    }

    /// Of what was submitted to nobody knows whom: the names say what is secret, and so does every form that
    /// has a secret of that name.
    pub(crate) fn kept_by_name(&self, pressed: Option<&str>, sent: &Sent) -> Kept {
        let what = |name: &str| {
            let mut forms = self.actions.values();
            if sounds_secret(name) || forms.any(|form| form.knows(name) && form.is_secret(name)) {
                What::Secret
            } else {
                What::Open
            }
        };
        sent.kept(pressed.or_else(|| sent.form()), what, true)
    }
}

/// The readable name of the action in the id of one of its forms: `edit` of `edit-7`.
pub(crate) fn action_of(form: &str) -> &str {
    form.split_once('-').map_or(form, |(name, _)| name)
}
