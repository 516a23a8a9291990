//! The answer to a script whose page is older than the server.

use std::borrow::Cow;
use std::sync::Arc;

use http::HeaderMap;
use serde_json::value::RawValue;

use super::super::refresh::Rendered;
use super::super::snapshot::Snapshot;
use crate::outcome::{ActionOutcome, ErrorKind, OutcomeKind};

/// The ids that the page has by now, for a call with one that is not known any more: it was not run, and may
/// be sent again with the new one.
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
        // Only the page tells whether it gives any, and whether this visitor may have it.
        None => page.render(shown, set).await?.notes.actions,
    };
    let ids = RawValue::from_string(ids?.to_string()).ok()?;
    Some(Cow::Owned(ids))
}
