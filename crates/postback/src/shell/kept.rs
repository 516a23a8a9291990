//! Which names of a submission may be shown again: those that a form has, and no secret.

use std::sync::Arc;

use super::App;
use crate::action::Callable;
use crate::form::{Kept, Sent, sounds_secret};

impl App {
    /// For the form of this action. `pressed` is the form whose button was pressed, as the address of the
    /// button says it, else the form itself: it knows more names, and more secrets.
    pub(crate) fn kept(&self, action: &dyn Callable, pressed: Option<&str>, sent: &Sent) -> Kept {
        let form = pressed.or_else(|| sent.form());
        let pressed = self.named(form.map(action_of));
        let any = |is: &dyn Fn(&dyn Callable) -> bool| {
            is(action) || pressed.iter().any(|form| is(&***form))
        };
        // A name that no form has may be a token, or a password of another form.
        let is_shown =
            |name: &str| any(&|form| form.knows(name)) && !any(&|form| form.is_secret(name));
        let is_file = |name: &str| any(&|form| form.has_file(name));
        let is_secret =
            |name: &str| any(&|form| form.knows(name) && form.is_secret(name)) && !is_file(name);
        let takes_files = action.info().takes_files;
        let mut kept = sent.kept(form, is_shown, is_file, is_secret, takes_files);
        kept.files.retain(|name| is_file(name));
        kept
    }

    /// Of what was submitted to nobody knows whom: the names say what is secret, and so does every form that
    /// has a secret of that name.
    pub(crate) fn kept_by_name(&self, pressed: Option<&str>, sent: &Sent) -> Kept {
        let form = pressed.or_else(|| sent.form());
        let is_secret = |name: &str| {
            let mut forms = self.actions.values();
            sounds_secret(name) || forms.any(|form| form.knows(name) && form.is_secret(name))
        };
        sent.kept(form, |name| !is_secret(name), |_| false, is_secret, true)
    }

    /// The actions with one of these readable names.
    fn named<'a>(&'a self, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a Arc<dyn Callable>> {
        let of = |name| {
            let actions = self.actions.values();
            actions.filter(move |action| action.info().name == name)
        };
        names.into_iter().flat_map(of).collect()
    }
}

/// The readable name of the action in the id of one of its forms: `edit` of `edit-7`.
pub(crate) fn action_of(form: &str) -> &str {
    form.split_once('-').map_or(form, |(name, _)| name)
}
