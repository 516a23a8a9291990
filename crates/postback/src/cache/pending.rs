//! Invalidations that a request or a computation has recorded, until they are published.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use futures_util::FutureExt;

use super::engine::Engine;
use super::entry::Entry;
use super::revalidation::Revalidation;
use super::rules::Position;
use super::scope::{Cache, Scope};
use super::tag::TagId;

impl Cache {
    pub(super) fn has_said_since(&self, from: usize, entry: &Entry) -> bool {
        let said = self.0.pending();
        said.all[from..].iter().any(|one| match one {
            // It is unknown which values a path shows.
            Revalidation::Path(_) => true,
            Revalidation::Page(_) => false,
            Revalidation::Tag(tag) => entry.sources.may_have(self.0.engine.names.of(tag)),
        })
    }

    pub(crate) fn record(&self, revalidation: Revalidation) {
        let scope = &*self.0;
        let mut said = scope.pending();
        if said.settled {
            let ids = scope.ids(std::slice::from_ref(&revalidation));
            drop(said);
            return publish_soon(&scope.engine, ids);
        }
        if !said.all.contains(&revalidation) {
            said.all.push(revalidation);
            scope.has_unpublished.store(true, Ordering::Relaxed);
        }
    }

    /// Returns everything that was recorded so far.
    pub(crate) fn recorded(&self) -> Vec<Revalidation> {
        self.0.pending().all.clone()
    }

    /// Records what an action declares: tags, and paths with their leading slash.
    pub(crate) fn record_declared(&self, declared: &[&'static str]) {
        for name in declared {
            if name.starts_with('/') {
                self.revalidate_path(*name);
            } else {
                self.revalidate_tag(*name);
            }
        }
    }

    /// Publishes the recorded invalidations and `more` as one entry of the log. Later ones are
    /// published immediately.
    pub(crate) async fn publish(&self, more: &[Revalidation]) -> Position {
        let scope = &*self.0;
        let ids = {
            let mut said = scope.pending();
            said.settled = true;
            let mut ids = scope.ids(&said.all[said.published..]);
            said.published = said.all.len();
            // The end of an action repeats what it has already recorded here.
            let more = more.iter().filter(|one| !said.all.contains(one));
            ids.extend(more.flat_map(|one| scope.ids(std::slice::from_ref(one))));
            ids
        };
        let position = scope.engine.log.publish(ids).await;
        scope.has_unpublished.store(false, Ordering::Relaxed);
        position
    }
}

impl Drop for Scope {
    /// Publishes the rest on drop, so that nothing is lost with a cancelled request or in a task.
    fn drop(&mut self) {
        let said = self.said.get_mut().unwrap_or_else(PoisonError::into_inner);
        let rest = said.all.split_off(said.published);
        if !rest.is_empty() {
            publish_soon(&self.engine, self.ids(&rest));
        }
    }
}

fn publish_soon(engine: &Arc<Engine>, ids: Vec<TagId>) {
    let engine = Arc::clone(engine);
    let mut published = Box::pin(async move { engine.log.publish(ids).await });
    if (&mut published).now_or_never().is_none()
        && let Ok(runtime) = tokio::runtime::Handle::try_current()
    {
        runtime.spawn(published);
    }
}
