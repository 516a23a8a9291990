//! [`AppHandle`]: a running app, seen from outside its requests.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::task::TaskTracker;

use crate::cache::CacheHandle;
use crate::context::ActionInfo;

/// A handle to an app, from [`Postback::handle`](crate::Postback::handle).
#[derive(Clone, Debug, Default)]
pub struct AppHandle(pub(super) Arc<Inner>);

#[derive(Debug, Default)]
pub(super) struct Inner {
    actions: Mutex<Vec<ActionInfo>>,
    pub(super) tracker: TaskTracker,
    pub(super) cache: CacheHandle,
}

impl AppHandle {
    /// Returns every action that can be reached, with its access and its limits.
    #[must_use]
    pub fn actions(&self) -> Vec<ActionInfo> {
        self.listed().clone()
    }

    /// Returns the cache for background jobs, which can revalidate and read its counters.
    #[must_use]
    pub fn cache(&self) -> CacheHandle {
        self.0.cache.clone()
    }

    pub(super) fn listed(&self) -> MutexGuard<'_, Vec<ActionInfo>> {
        self.0
            .actions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Completes when no action is running any more. Await it after the server has stopped, so that
    /// actions whose clients have disconnected finish as well.
    ///
    /// ```no_run
    /// # async fn serve(app: axum::Router, handle: postback::AppHandle) -> std::io::Result<()> {
    /// # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    /// # let stop = async {};
    /// axum::serve(listener, app).with_graceful_shutdown(stop).await?;
    /// handle.drained().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn drained(&self) -> impl Future<Output = ()> + Send + 'static {
        let tracker = self.0.tracker.clone();
        async move {
            tracker.close();
            tracker.wait().await;
        }
    }
}
