//! [`Finish`]: completes what has begun. A dropped request drops neither its action nor the layers
//! around it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::FutureExt as _;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::guard::running::Slot;

/// A future that is polled in the request's own task. If it is dropped before its end, the rest
/// moves to a tracked task.
pub(crate) struct Finish<T: Send + 'static> {
    future: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    tracker: TaskTracker,
    /// Counts the future as running from its first poll, for `drained()`.
    _token: TaskTrackerToken,
}

impl<T: Send + 'static> Finish<T> {
    /// Wraps a future. The slot moves with it, and is released when it has ended.
    pub(crate) fn new(
        future: impl Future<Output = T> + Send + 'static,
        tracker: &TaskTracker,
        slot: Slot,
    ) -> Self {
        let future = future.inspect(move |_| drop(slot));
        Self {
            future: Some(Box::pin(future)),
            tracker: tracker.clone(),
            _token: tracker.token(),
        }
    }
}

impl<T: Send + 'static> Future for Finish<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let future = self
            .future
            .as_mut()
            .expect("a future is not polled after it is ready");
        let ready = future.as_mut().poll(context);
        if ready.is_ready() {
            self.future = None;
        }
        ready
    }
}

impl<T: Send + 'static> Drop for Finish<T> {
    fn drop(&mut self) {
        if let Some(rest) = self.future.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            tracing::debug!(target: "postback::action", "the client went away; the action goes on");
            self.tracker
                .spawn_on(async move { drop(rest.await) }, &runtime);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::running::Running;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn what_is_dropped_half_way_still_ends_and_is_waited_for() {
        let tracker = TaskTracker::new();
        let ended = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&ended);
        let work = async move {
            tokio::time::sleep(Duration::from_secs(5)).await;
            flag.store(true, Ordering::SeqCst);
        };
        let running = Running::at_most(1, 1);
        let finish = Finish::new(work, &tracker, running.enter("work").unwrap());
        assert!(
            tokio::time::timeout(Duration::from_secs(1), finish)
                .await
                .is_err()
        );
        assert!(running.enter("other").is_err());
        tracker.close();
        tracker.wait().await;
        assert!(ended.load(Ordering::SeqCst));
        assert!(running.enter("other").is_ok());
    }
}
