//! A body that is refused is read a little further: a browser reads no answer before it has sent
//! everything, and shows an error of its own if the connection is closed under it.
//!
//! The answer does not wait for it. Whoever drops the body unread (a check, a guard of the app, the
//! reader at a limit), the rest of it is read in a task of its own, within bounds.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

/// How much of a refused body is read, and for how long.
const LARGEST: usize = 1 << 20;
const LONGEST: Duration = Duration::from_secs(2);

/// A body of which the rest is read when it is dropped.
pub(crate) struct Linger {
    body: Body,
    ended: bool,
    tracker: TaskTracker,
}

impl Linger {
    pub(crate) fn over(body: Body, tracker: &TaskTracker) -> Body {
        if body.is_end_stream() {
            return body;
        }
        Body::new(Self {
            body,
            ended: false,
            tracker: tracker.clone(),
        })
    }
}

impl HttpBody for Linger {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        self.ended |= matches!(frame, Poll::Ready(None | Some(Err(_))));
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Linger {
    fn drop(&mut self) {
        if self.ended || self.body.is_end_stream() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            let rest = drained(std::mem::take(&mut self.body));
            self.tracker.spawn_on(rest, &runtime);
        }
    }
}

async fn drained(mut body: Body) {
    let read = async {
        let mut left = LARGEST;
        while let Some(Ok(frame)) = body.frame().await {
            let length = frame.data_ref().map_or(0, Bytes::len);
            match left.checked_sub(length) {
                Some(rest) => left = rest,
                None => break,
            }
        }
    };
    // After that the connection is closed under the sender: it had its chance.
    drop(tokio::time::timeout(LONGEST, read).await);
}
