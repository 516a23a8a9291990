//! The response to a script whose page is older than the server.

use std::borrow::Cow;
use std::sync::Arc;

use http::HeaderMap;
use serde_json::value::RawValue;

use super::super::refresh::Rendered;
use super::super::snapshot::Snapshot;
use crate::outcome::{ActionOutcome, ErrorKind, OutcomeKind};

/// Returns the page's current ids, for a call with an unknown id: the call was not run, and may be
/// repeated with the new id.
pub(super) async fn new_ids(
    page: &Snapshot,
    shown: &Arc<ActionOutcome>,
    ended: &ActionOutcome,
    rendered: Option<&Rendered>,
    set: &HeaderMap,
) -> Option<Cow<'static, RawValue>> {
    if !matches!(ended.end, OutcomeKind::Error(ErrorKind::Stale)) {
        return None;
    }
    let ids = match rendered {
        Some(rendered) => rendered.notes.actions.clone(),
        // Only the page knows whether it exposes ids, and whether this visitor may receive them.
        None => page.render(shown, set).await?.notes.actions,
    };
    let ids = RawValue::from_string(ids?.to_string()).ok()?;
    Some(Cow::Owned(ids))
}
