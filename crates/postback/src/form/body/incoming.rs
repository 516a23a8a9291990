//! The raw bytes of a body, as fast as they come and within the limits.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::FutureExt as _;
use http_body_util::{BodyExt as _, LengthLimitError};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::{BodyError, Reading};
use crate::form::limits::{Exceeded, Limits};

/// The most bytes at once. A server hands on as many as have come, and many senders have that many.
const PIECE: usize = 64 << 10;

/// What a body is read within.
pub(super) struct Incoming<'a> {
    body: Body,
    limits: &'a Limits,
    places: &'a Semaphore,
    waits: Option<&'a (dyn Fn() + Sync)>,
    /// Taken when the sender has to be waited for.
    place: Option<SemaphorePermit<'a>>,
    most: usize,
    read: usize,
    /// What has come and was not asked for.
    rest: Bytes,
    began: Instant,
}

impl<'a> Incoming<'a> {
    pub(super) fn new(body: Body, reading: Reading<'a>) -> Self {
        Self {
            body,
            limits: reading.limits,
            places: reading.places,
            waits: reading.waits,
            place: None,
            most: reading.most,
            read: 0,
            rest: Bytes::new(),
            began: Instant::now(),
        }
    }

    /// How many bytes have come.
    pub(super) fn read(&self) -> usize {
        self.read
    }

    /// The next bytes, so few that nobody else has to wait while they are worked on; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        if self.rest.is_empty() {
            let Some(chunk) = self.chunk().await? else {
                return Ok(None);
            };
            self.rest = chunk;
        }
        let length = self.rest.len().min(PIECE);
        Ok(Some(self.rest.split_to(length)))
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, BodyError> {
        loop {
            let data = match self.data().now_or_never() {
                Some(data) => data,
                None => self.waited().await?,
            };
            let Some(data) = data.transpose().map_err(|error| broken(&error))? else {
                return Ok(None);
            };
            // What is no data is trailers, of which a form has none.
            let Some(data) = data else { continue };
            self.read += data.len();
            if self.read > self.most {
                return Err(BodyError::TooLarge(Exceeded::Body(self.most)));
            }
            return Ok(Some(data));
        }
    }

    fn data(&mut self) -> impl Future<Output = Data> {
        let frame = self.body.frame();
        frame.map(|frame| frame.map(|frame| frame.map(|frame| frame.into_data().ok())))
    }

    async fn waited(&mut self) -> Result<Data, BodyError> {
        if self.place.is_none() {
            let place = self.places.try_acquire();
            self.place = Some(place.map_err(|_| BodyError::Busy(self.limits.reading))?);
            if let Some(waits) = self.waits {
                waits();
            }
        }
        let idle = self.limits.idle;
        let until = Instant::now() + idle;
        let (until, late) = match self.due() {
            Some(due) if due < until => (due, BodyError::Slow(self.limits.rate)),
            _ => (until, BodyError::Idle(idle)),
        };
        let data = tokio::time::timeout_at(until, self.data()).await;
        data.map_err(|_| late)
    }

    /// When the bytes so far become too few for the time.
    fn due(&self) -> Option<Instant> {
        let milliseconds = (self.read as u64).saturating_mul(1_000);
        let time = Duration::from_millis(milliseconds.checked_div(self.limits.rate)?);
        self.began.checked_add(time.max(self.limits.idle))
    }
}

/// The next frame: of what is no data there is `None`.
type Data = Option<Result<Option<Bytes>, axum::Error>>;

fn broken(error: &axum::Error) -> BodyError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return super::malformed("a limit outside of postback cut it off");
        }
        cause = error.source();
    }
    BodyError::Gone
}
