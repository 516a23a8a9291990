//! The response to a script that calls an action directly (`_call`).

use std::sync::Arc;

use serde_json::value::RawValue;

use crate::context::App;
use crate::outcome::{ActionOutcome, ErrorKind, Extras, OutcomeKind, RawOutcome};

/// Returns the value of a success as typed JSON, if there is one. A value that cannot be serialised
/// makes the outcome a failure.
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

/// Returns an outcome with the message only, for the refreshed page, so that no form claims it.
pub(super) fn message_alone(ended: &ActionOutcome) -> ActionOutcome {
    ActionOutcome {
        flash: ended.flash.clone(),
        no_store: ended.no_store,
        quiet: ended.quiet,
        ..ActionOutcome::nothing()
    }
}
