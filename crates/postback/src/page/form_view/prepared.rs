//! What a form shows: its values, its errors, and the outcome that belongs to it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::action::{Action, Arguments, instance};
use crate::context::{RenderContext, action_of};
use crate::form::{FieldError, FormContext, FromForm, Pairs, Problem};
use crate::outcome::{ActionOutcome, ErrorKind, OutcomeKind};
use crate::page::optimistic::is_inside;

/// The form's state, computed once binding, keying and filling are finished.
pub(super) struct Prepared<'p> {
    pub(super) form: FormContext,
    pub(super) mine: Option<&'p ActionOutcome>,
}

impl<'p> Prepared<'p> {
    /// Prepares the form of the action `A` with this key and these arguments.
    pub(super) fn new<A: Action>(
        render: &'p Arc<RenderContext>,
        keyed: Option<&str>,
        plain: &str,
        filled: &Arc<Pairs>,
    ) -> Self {
        let instance = instance::<A>(&render.app.keys, keyed, plain);
        let id = if instance.is_empty() {
            A::NAME.to_owned()
        } else {
            format!("{}-{instance}", A::NAME)
        };
        let mine = mine::<A>(render, keyed.is_some(), &instance, &id);
        let words = render.app.messages.clone();
        let form = FormContext::new(id)
            .with_message_fn(words)
            .filled(Arc::clone(filled));
        // An outcome without values has changed nothing: the form keeps what it was filled
        // with.
        let form = match mine
            .map(|ended| (ended.kept.values.clone(), errors::<A>(render, ended, &form)))
        {
            None => form,
            Some((None, errors)) if errors.is_empty() => form,
            Some((values, errors)) => {
                let mut values = values.unwrap_or_default();
                if mine.is_some_and(|ended| ended.kept.is_cut()) {
                    values = completed(&values, filled);
                }
                let mut form = form.counted(values, errors);
                let noted = Arc::clone(render);
                let take = move |at| noted.note(|notes| notes.take(at));
                form = form.taking(Arc::new(take), filled);
                // After a conflict the page fills in the stored values. A conflict of
                // another action or form is about other data.
                let is_conflict = mine.is_some_and(|ended| {
                    matches!(ended.end, OutcomeKind::Error(ErrorKind::Conflict(_)))
                        && ended.path == A::PATH
                        && ended
                            .instance
                            .as_ref()
                            .is_none_or(|known| *known == instance)
                });
                if is_conflict && !filled.is_empty() {
                    form.saved_meanwhile(Arc::clone(filled))
                } else {
                    form
                }
            }
        };
        Prepared { form, mine }
    }
}

/// Returns the errors of the form, and asks again for each file of a refused submission: a
/// browser never fills in a file.
fn errors<A: Action>(
    render: &RenderContext,
    ended: &ActionOutcome,
    form: &FormContext,
) -> Arc<Vec<FieldError>> {
    let mut errors = ended.errors();
    if render.keeps_files || ended.is_success() {
        return errors;
    }
    for name in ended
        .kept
        .files
        .iter()
        .filter(|name| A::Form::file(name).is_some())
    {
        if !errors.iter().any(|error| error.field == *name) {
            Arc::make_mut(&mut errors).push(FieldError {
                field: name.clone(),
                message: form.sentence(&Problem::FileAgain),
            });
        }
    }
    errors
}

/// Returns the outcome that the page shows, if it belongs to this form. An outcome whose action
/// id is unknown belongs to the action of the same readable name.
fn mine<'p, A: Action>(
    render: &'p RenderContext,
    is_keyed: bool,
    instance: &str,
    id: &str,
) -> Option<&'p ActionOutcome> {
    // A next state is invisible: the outcome belongs to the visible form.
    let shown = render.shown.as_ref().filter(|_| !is_inside())?;
    let ended = &*shown.ended;
    // A refusal belongs to the visible form whose button was pressed. Among the forms of one
    // action the arguments decide, because ids change with the keys.
    let pressed = ended.kept.form.as_ref();
    let pressed = pressed.filter(|form| action_of(form) != ended.name);
    if let (Some(pressed), OutcomeKind::Error(_)) = (pressed, &ended.end) {
        return (pressed == id).then_some(ended);
    }
    let same_action = ended.path == A::PATH || (ended.path.is_empty() && ended.name == A::NAME);
    if !same_action {
        return None;
    }
    let same_form = match &ended.instance {
        // After the keys have changed nothing tells the sealed forms apart, so the first one
        // claims the outcome.
        Some(_) if ended.path.is_empty() && A::Arguments::SEALED && !is_keyed => render.claim(id),
        Some(known) => known == instance,
        None => render.claim(id),
    };
    same_form.then_some(ended)
}

/// Adds the filled-in value of every field that did not arrive. Submitting them blank would delete
/// the stored values.
fn completed(sent: &Arc<Pairs>, filled: &Pairs) -> Arc<Pairs> {
    let known: HashSet<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
    let others = filled
        .iter()
        .filter(|(name, _)| !known.contains(name.as_str()));
    Arc::new(sent.iter().chain(others).cloned().collect())
}
