//! Step 8: publishes invalidations to the log, before anything is rendered again.

use std::sync::Arc;

use crate::cache::Revalidation;
use crate::context::RenderContext;
use crate::outcome::{ActionOutcome, ErrorKind, OutcomeKind};

/// After an action, however it ended: an unnecessary invalidation costs time, a missing one shows
/// wrong data.
pub(crate) async fn after_action(render: &RenderContext, ended: Option<&Arc<ActionOutcome>>) {
    let mut changed = Vec::new();
    if let Some(ended) = ended {
        // A repeat has changed nothing itself, but the first submission may not have published yet.
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

/// After a handler of the app's own, such as a webhook, which may change data, too.
pub(crate) async fn after_handler(render: &RenderContext) {
    if let Some(cache) = render.cache_used()
        && cache.has_unpublished()
    {
        cache.publish(&[]).await;
    }
}

/// Returns the path of the page that shows the success, which may be in the page cache.
fn answering(render: &RenderContext, ended: &ActionOutcome) -> Option<String> {
    match ended.end {
        // An action whose result cannot be shown may have changed something.
        OutcomeKind::Done(_)
        | OutcomeKind::Nothing
        | OutcomeKind::Redirect { .. }
        | OutcomeKind::Error(ErrorKind::Unshown { .. }) => ended.leads_to(render.url.path()),
        OutcomeKind::Error(_) => None,
    }
}
