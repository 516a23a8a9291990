//! Which names of a submission may be shown again: those that a form has, and no secret.

use std::borrow::Cow;

use crate::context::{ActionForm, App, action_of};
use crate::form::{Kept, Sent, What, sounds_secret};

/// For the form of this action. `pressed` is the form whose button was pressed, as the address of the
/// button says it, else the form itself: it knows more names, and more secrets.
pub(crate) fn kept(app: &App, action: &ActionForm, pressed: Option<&str>, sent: &Sent) -> Kept {
    let form = form_of(app, pressed, sent);
    let name = form.as_deref().map(action_of);
    let pressed = app.forms.iter().filter(|form| name == Some(form.info.name));
    let forms: Vec<&ActionForm> = pressed.chain([action]).collect();
    let any = |is: fn(&ActionForm) -> fn(&str) -> bool, name: &str| {
        forms.iter().any(|form| is(form)(name))
    };
    let what = |name: &str| {
        if any(|form| form.has_file, name) {
            What::File
        } else if !any(|form| form.knows, name) {
            What::Unknown
        } else if any(|form| form.is_secret, name) {
            What::Secret
        } else {
            What::Open
        }
    };
    let mut kept = sent.kept(form.as_deref(), what, action.info.takes_files);
    kept.files.retain(|name| what(name) == What::File);
    kept
}

/// Of what was submitted to nobody knows whom: the names say what is secret, and so does every form that
/// has a secret of that name.
pub(crate) fn kept_by_name(app: &App, pressed: Option<&str>, sent: &Sent) -> Kept {
    let what = |name: &str| {
        let mut forms = app.forms.iter();
        if sounds_secret(name) || forms.any(|form| (form.knows)(name) && (form.is_secret)(name)) {
            What::Secret
        } else {
            What::Open
        }
    };
    sent.kept(form_of(app, pressed, sent).as_deref(), what, true)
}

/// The form whose button was pressed, by the name that it has now.
fn form_of<'s>(app: &App, pressed: Option<&'s str>, sent: &'s Sent) -> Option<Cow<'s, str>> {
    let form = pressed.or_else(|| sent.form())?;
    Some(app.renamed.form(form))
}
