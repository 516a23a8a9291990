//! What only a script gets that calls an action by itself (`_call`).

use std::sync::Arc;

use serde_json::value::RawValue;

use crate::context::App;
use crate::outcome::{ActionOutcome, ErrorKind, Extras, OutcomeKind, RawOutcome};

/// The value of a success with its types, if there is one. One that cannot be written is no success.
pub(super) fn typed(
    app: &App,
    ended: Arc<ActionOutcome>,
) -> (Arc<ActionOutcome>, Option<Box<RawValue>>) {
    let OutcomeKind::Done(value) = &ended.end else {
        return (ended, None);
    };
    let written = value
        .typed()
        .and_then(|text| Ok(RawValue::from_string(text)?));
    match written {
        Ok(typed) => (ended, Some(typed)),
        Err(cause) => {
            let cause = Arc::from(cause);
            let unshown = OutcomeKind::Error(ErrorKind::Unshown { cause, done: true });
            let resolved = app.resolve(RawOutcome(unshown, Extras::default()), true);
            let unshown = ActionOutcome {
                name: ended.name.clone(),
                path: ended.path,
                end: resolved.end,
                has_begun: true,
                digest: resolved.digest,
                ..ActionOutcome::nothing()
            };
            (Arc::new(unshown), None)
        }
    }
}

/// What the page shows of it that is refreshed: the message for the person, and nothing that a form could
/// take for its own.
pub(super) fn message_alone(ended: &ActionOutcome) -> ActionOutcome {
    ActionOutcome {
        flash: ended.flash.clone(),
        no_store: ended.no_store,
        quiet: ended.quiet,
        ..ActionOutcome::nothing()
    }
}
