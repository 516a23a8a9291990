//! [`DrainOnDrop`]: reads a refused body to its end and discards it. A browser may read no answer
//! before it has sent the whole body; if the connection is closed under it, it may show an error
//! page of its own.
//!
//! Closing a connection with unread bytes resets it, and the reset may overtake the answer: some
//! systems discard data that their program has not read yet
//! (<https://www.rfc-editor.org/rfc/rfc9112#section-9.6>). The bound is therefore a time and not a
//! number of bytes, as in nginx's `lingering_close`: reading costs less than the request that this
//! client could send instead.
//!
//! The answer does not wait. Wherever the body is dropped unread (in a check, in a guard of the
//! app, at a limit), a separate task reads the rest.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::runtime::Handle;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

/// The longest time that a refused body is read, and the longest pause.
const LONGEST: Duration = Duration::from_secs(30);
const IDLE: Duration = Duration::from_secs(5);

/// A body whose rest is read when it is dropped.
pub(crate) struct DrainOnDrop {
    body: Body,
    is_touched: bool,
    is_at_end: bool,
    tracker: TaskTracker,
    unread: Option<Unread>,
}

/// A slot to which an unread body returns.
#[derive(Clone, Default)]
pub(crate) struct Unread(Arc<Mutex<Option<Body>>>);

impl Unread {
    pub(crate) fn take(&self) -> Option<Body> {
        self.place().take()
    }

    fn place(&self) -> MutexGuard<'_, Option<Body>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DrainOnDrop {
    /// Wraps a body. With `unread`, a body that is dropped before it is read returns to that slot.
    pub(crate) fn over(body: Body, tracker: &TaskTracker, unread: Option<Unread>) -> Body {
        if body.is_end_stream() {
            return body;
        }
        Body::new(Self {
            body,
            is_touched: false,
            is_at_end: false,
            tracker: tracker.clone(),
            unread,
        })
    }
}

impl HttpBody for DrainOnDrop {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        // A reader that joins small frames may poll once more after the end.
        if self.is_at_end {
            return Poll::Ready(None);
        }
        self.is_touched = true;
        let frame = Pin::new(&mut self.body).poll_frame(context);
        self.is_at_end |= matches!(frame, Poll::Ready(None | Some(Err(_))));
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for DrainOnDrop {
    fn drop(&mut self) {
        if self.is_at_end || self.body.is_end_stream() {
            return;
        }
        let body = std::mem::take(&mut self.body);
        if let Some(unread) = self.unread.take().filter(|_| !self.is_touched) {
            *unread.place() = Some(Self::over(body, &self.tracker, None));
        } else if let Ok(runtime) = Handle::try_current() {
            self.tracker.spawn_on(drained(body), &runtime);
        }
    }
}

async fn drained(mut body: Body) {
    let read = async { while let Ok(Some(Ok(_))) = timeout(IDLE, body.frame()).await {} };
    // After that the connection is closed.
    drop(timeout(LONGEST, read).await);
}

#[cfg(test)]
mod tests {
    use std::io;

    use futures_util::{StreamExt as _, stream};
    use tokio::sync::oneshot;
    use tokio::time::{Instant, sleep};

    use super::*;

    /// Returns how many of these chunks are read of a dropped body, and for how long.
    async fn read_of(chunks: usize, pause: Duration) -> (usize, Duration) {
        let (count, counted) = oneshot::channel();
        let mut read = Counted(0, Some(count));
        let chunks = stream::iter(0..chunks).then(move |_| sleep(pause));
        let body = Body::from_stream(chunks.map(move |()| {
            read.one_more();
            Ok::<_, io::Error>(Bytes::from_static(&[0; 1024]))
        }));
        let began = Instant::now();
        drop(DrainOnDrop::over(body, &TaskTracker::new(), None));
        (counted.await.unwrap(), began.elapsed())
    }

    /// A counter that sends its value when it is dropped.
    struct Counted(usize, Option<oneshot::Sender<usize>>);

    impl Counted {
        fn one_more(&mut self) {
            self.0 += 1;
        }
    }

    impl Drop for Counted {
        fn drop(&mut self) {
            let _ = self.1.take().unwrap().send(self.0);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_rest_is_read_to_its_end_however_much_it_is() {
        let (read, _) = read_of(100_000, Duration::ZERO).await;
        assert_eq!(read, 100_000);
    }

    #[tokio::test]
    async fn what_nobody_has_touched_comes_back_whole_and_what_was_begun_does_not() {
        let body = || Body::from_stream(stream::iter([Ok::<_, io::Error>("all of it")]));
        let (unread, tracker) = (Unread::default(), TaskTracker::new());
        drop(DrainOnDrop::over(body(), &tracker, Some(unread.clone())));
        let back = unread.take().unwrap().collect().await.unwrap();
        assert_eq!(back.to_bytes(), "all of it");
        let mut begun = DrainOnDrop::over(body(), &tracker, Some(unread.clone()));
        begun.frame().await.unwrap().unwrap();
        drop(begun);
        assert!(unread.take().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_sender_that_pauses_is_not_waited_for_longer_than_the_bound() {
        assert_eq!(read_of(9, IDLE * 2).await, (0, IDLE));
        let (read, time) = read_of(9, Duration::from_secs(4)).await;
        assert_eq!((read, time), (7, LONGEST));
    }
}
