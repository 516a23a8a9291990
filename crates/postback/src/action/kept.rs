//! The values of a submission that may be shown again: those of known fields that are not secret.

use std::borrow::Cow;

use crate::context::{ActionForm, App, action_of};
use crate::form::{FieldPrivacy, Kept, Sent, sounds_secret};

/// Returns the values to keep for the form of this action. `pressed` is the form of the pressed
/// button, taken from the button's URL, otherwise from the form itself; its field names and secrets
/// are known as well.
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
            FieldPrivacy::File
        } else if !any(|form| form.knows, name) {
            FieldPrivacy::Unknown
        } else if any(|form| form.is_secret, name) {
            FieldPrivacy::Secret
        } else {
            FieldPrivacy::Open
        }
    };
    let mut kept = sent.kept(form.as_deref(), what, action.info.takes_files);
    kept.files.retain(|name| what(name) == FieldPrivacy::File);
    kept
}

/// Returns the values to keep of a submission to an unknown action: names reveal secrets, and so
/// does every form with a secret of that name.
pub(crate) fn kept_by_name(app: &App, pressed: Option<&str>, sent: &Sent) -> Kept {
    let what = |name: &str| {
        let mut forms = app.forms.iter();
        if sounds_secret(name) || forms.any(|form| (form.knows)(name) && (form.is_secret)(name)) {
            FieldPrivacy::Secret
        } else {
            FieldPrivacy::Open
        }
    };
    sent.kept(form_of(app, pressed, sent).as_deref(), what, true)
}

/// Returns the form of the pressed button, by its current name.
fn form_of<'s>(app: &App, pressed: Option<&'s str>, sent: &'s Sent) -> Option<Cow<'s, str>> {
    let form = pressed.or_else(|| sent.form())?;
    Some(app.renamed.form(form))
}
