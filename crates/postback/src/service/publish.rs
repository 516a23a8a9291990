//! Step 8: what has changed goes into the log of invalidations, before anything is rendered anew.

use std::sync::Arc;

use crate::cache::Revalidation;
use crate::context::RenderContext;
use crate::outcome::{ActionOutcome, ErrorKind, OutcomeKind};

/// After an action, however it ended: to invalidate too much costs time, too little is wrong.
pub(crate) async fn after_action(render: &RenderContext, ended: Option<&Arc<ActionOutcome>>) {
    let mut changed = Vec::new();
    if let Some(ended) = ended {
        // A repeat did nothing itself; the first one may still be on its way out.
        changed.extend_from_slice(&ended.revalidated);
        if let Some(path) = answering(render, ended) {
            changed.push(Revalidation::Page(path));
        }
    }
    let is_success = ended.is_some_and(|ended| ended.is_success());
    if is_success || !changed.is_empty() || render.cache_used().is_some() {
        render.cache().publish(&changed).await;
    }
}

/// After a handler of the app's own: a webhook may change data, too.
pub(crate) async fn after_handler(render: &RenderContext) {
    if let Some(cache) = render.cache_used()
        && cache.has_unpublished()
    {
        cache.publish(&[]).await;
    }
}

/// The path of the page that shows the success, which may be in the page cache.
fn answering(render: &RenderContext, ended: &ActionOutcome) -> Option<String> {
    match ended.end {
        // What cannot be shown was done, or may have been.
        OutcomeKind::Done(_)
        | OutcomeKind::Nothing
        | OutcomeKind::Redirect { .. }
        | OutcomeKind::Error(ErrorKind::Unshown { .. }) => ended.leads_to(render.url.path()),
        OutcomeKind::Error(_) => None,
    }
}
