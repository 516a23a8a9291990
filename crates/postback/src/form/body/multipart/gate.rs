//! Between the body and the parser.
//!
//! The parser reads on as long as anything comes, into its memory. Here it is given one chunk when it
//! cannot go on without, so what it holds is one chunk and what it could not yet use.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::task::{Poll, ready};

use bytes::Bytes;
use futures_util::stream::{self, Stream};

use super::super::incoming::Incoming;
use super::{BodyError, malformed};

/// How many bytes may come without the parser being able to go on: the headers of one part, and what
/// stands before the first.
const HEAD: usize = 64 << 10;

#[derive(Default)]
pub(super) struct Gate {
    is_open: AtomicBool,
    /// How often something came through, the end included.
    passed: AtomicUsize,
    /// How many bytes came since the parser went on.
    bytes: AtomicUsize,
}

impl Gate {
    pub(super) fn chunks<'g>(
        &'g self,
        incoming: &'g mut Incoming<'_>,
    ) -> impl Stream<Item = Result<Bytes, BodyError>> + Send + 'g {
        let chunks = stream::unfold(incoming, async |incoming| {
            let next = incoming.next().await.transpose()?;
            Some((next, incoming))
        });
        let mut chunks = Box::pin(chunks);
        stream::poll_fn(move |context| {
            if !self.is_open.swap(false, Relaxed) {
                // `through` comes back.
                return Poll::Pending;
            }
            let chunk = ready!(chunks.as_mut().poll_next(context));
            self.passed.fetch_add(1, Relaxed);
            if let Some(Ok(chunk)) = &chunk {
                self.bytes.fetch_add(chunk.len(), Relaxed);
            }
            Poll::Ready(chunk)
        })
    }

    /// One step of the parser.
    pub(super) async fn through<T>(
        &self,
        step: impl Future<Output = multer::Result<T>>,
    ) -> Result<T, BodyError> {
        let mut step = pin!(step);
        self.bytes.store(0, Relaxed);
        poll_fn(|context| {
            loop {
                let passed = self.passed.load(Relaxed);
                for is_open in [false, true] {
                    self.is_open.store(is_open, Relaxed);
                    if let Poll::Ready(ended) = step.as_mut().poll(context) {
                        return Poll::Ready(ended.map_err(unreadable));
                    }
                }
                if self.bytes.load(Relaxed) > HEAD {
                    let what = "what stands before one of its parts is too long";
                    return Poll::Ready(Err(malformed(what)));
                }
                if self.passed.load(Relaxed) == passed {
                    return Poll::Pending;
                }
            }
        })
        .await
    }
}

fn unreadable(error: multer::Error) -> BodyError {
    match error {
        multer::Error::StreamReadFailed(cause) => match cause.downcast() {
            Ok(own) => *own,
            Err(other) => malformed(other.to_string()),
        },
        multer::Error::IncompleteFieldData { .. } | multer::Error::IncompleteStream => {
            malformed("it ends in the middle")
        }
        other => malformed(other.to_string()),
    }
}
