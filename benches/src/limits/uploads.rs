//! 200 connections that upload, on a thread of their own: who is measured beside them does not wait for
//! them in this process.

use std::io::{Error, Result};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use crate::client::Client;
use crate::scenario::expect;

/// How many at once.
pub(super) const COUNT: u32 = 200;
/// Bytes of each file.
pub(super) const SIZE: usize = 8 << 20;

#[derive(Clone, Copy)]
pub(super) enum Pace {
    /// 64 KiB/s in pieces of 4 KiB.
    Slow,
    /// As fast as the server takes them.
    Fast,
}

impl Pace {
    /// Bytes of a piece, and the time for it.
    fn pieces(self) -> (usize, Option<Duration>) {
        match self {
            Self::Slow => (4 << 10, Some(Duration::from_micros(62_500))),
            Self::Fast => (64 << 10, None),
        }
    }
}

/// What they have done so far.
#[derive(Default)]
struct Done {
    bytes: AtomicU64,
    files: AtomicU64,
    failed: Mutex<Option<Error>>,
    is_over: AtomicBool,
}

/// Uploads that go on until they are stopped.
pub(super) struct Uploads {
    done: Arc<Done>,
    thread: JoinHandle<Result<()>>,
}

impl Uploads {
    /// Each connection sends the request again and again.
    pub(super) fn start(address: SocketAddr, request: Arc<[u8]>, pace: Pace) -> Self {
        let done = Arc::new(Done::default());
        let shared = Arc::clone(&done);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            for number in 0..COUNT {
                let one = one(
                    address,
                    Arc::clone(&request),
                    pace,
                    number,
                    Arc::clone(&shared),
                );
                let shared = Arc::clone(&shared);
                runtime.spawn(async move {
                    if let Err(error) = one.await {
                        let mut failed =
                            shared.failed.lock().unwrap_or_else(PoisonError::into_inner);
                        failed.get_or_insert(error);
                    }
                });
            }
            // With the runtime all of them end, in the middle of what they send.
            runtime.block_on(async {
                while !shared.is_over.load(Relaxed) {
                    sleep(Duration::from_millis(20)).await;
                }
            });
            Ok(())
        });
        Self { done, thread }
    }

    /// How many bytes have been sent, and how many whole files.
    pub(super) fn so_far(&self) -> (u64, u64) {
        (self.done.bytes.load(Relaxed), self.done.files.load(Relaxed))
    }

    /// # Errors
    ///
    /// The first answer that was no success.
    pub(super) fn stop(self) -> Result<()> {
        self.done.is_over.store(true, Relaxed);
        self.thread
            .join()
            .map_err(|_| Error::other("the thread of the uploads panicked"))??;
        let mut failed = self
            .done
            .failed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        failed.take().map_or(Ok(()), Err)
    }
}

async fn one(
    address: SocketAddr,
    request: Arc<[u8]>,
    pace: Pace,
    number: u32,
    done: Arc<Done>,
) -> Result<()> {
    let (size, time) = pace.pieces();
    if let Some(time) = time {
        // Not all in the same moment.
        sleep(time * number / COUNT).await;
    }
    let mut client = Client::connect(address).await?;
    loop {
        let mut next = Instant::now();
        for piece in request.chunks(size) {
            client.write(piece).await?;
            done.bytes.fetch_add(piece.len() as u64, Relaxed);
            if let Some(time) = time {
                next += time;
                sleep_until(next).await;
            }
        }
        expect(client.reply().await?.status, 303)?;
        done.files.fetch_add(1, Relaxed);
    }
}
