//! [`Incoming`]: the raw bytes of a body, with all limits on size and speed.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body::Body as _;
use http_body_util::LengthLimitError;
use tokio::time::{Instant, Sleep, sleep_until};

use super::error::BodyError;
use super::reading::Reading;
use crate::form::limits::{Exceeded, Limits};
use crate::guard::running::{NoRoom, Running, Slot, Whose};

/// The most bytes that are handed on at once. A server passes on everything that has arrived, which
/// can be megabytes.
const PIECE: usize = 64 << 10;

/// Smaller pieces are collected, except at the end of the body: a client may send single bytes, and
/// then only the copying costs anything.
const ENOUGH: usize = 8 << 10;

/// A body with the limits within which it is read.
pub(super) struct Incoming<'a> {
    body: Body,
    limits: &'a Limits,
    places: &'a Running,
    whose: Option<Whose<'a>>,
    waits: Option<&'a (dyn Fn() + Sync)>,
    /// The place among the concurrent bodies, taken when the client has to be waited for.
    place: Option<Slot>,
    most: usize,
    read: usize,
    /// [`ENOUGH`], or less in tests that need every piece.
    pub(super) enough: usize,
    /// Bytes that have arrived but were not requested yet.
    rest: Bytes,
    /// The error that ended the body, returned after the bytes before it.
    broken: Option<BodyError>,
    began: Instant,
    /// Since when nothing has arrived.
    waiting: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    /// How many times the timer was set.
    #[cfg(test)]
    pub(super) set: usize,
}

impl<'a> Incoming<'a> {
    pub(super) fn new(body: Body, reading: Reading<'a>) -> Self {
        Self {
            body,
            limits: reading.limits,
            places: reading.places,
            whose: reading.whose,
            waits: reading.waits,
            place: None,
            most: reading.most,
            read: 0,
            enough: ENOUGH,
            rest: Bytes::new(),
            broken: None,
            began: Instant::now(),
            waiting: None,
            timer: None,
            #[cfg(test)]
            set: 0,
        }
    }

    /// Returns the number of bytes that have arrived.
    pub(super) fn read(&self) -> usize {
        self.read
    }

    /// Returns the next bytes, or `None` at the end: few enough that parsing them does not block
    /// other tasks, and enough to be worth a call.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        if self.rest.is_empty() {
            self.rest = self.gathered().await?;
        }
        let length = self.rest.len().min(PIECE);
        Ok((length > 0).then(|| self.rest.split_to(length)))
    }

    /// Returns no bytes only at the end. Almost every form is one frame, which is not copied.
    async fn gathered(&mut self) -> Result<Bytes, BodyError> {
        if let Some(broken) = self.broken.take() {
            return Err(broken);
        }
        let (mut first, mut all) = (Bytes::new(), BytesMut::new());
        while first.len().max(all.len()) < self.enough {
            match poll_fn(|context| self.poll_frame(context)).await {
                Ok(None) => break,
                Ok(Some(data)) if first.is_empty() && all.is_empty() => first = data,
                Ok(Some(data)) => {
                    if all.is_empty() {
                        all.reserve(self.enough + data.len());
                        all.extend_from_slice(&std::mem::take(&mut first));
                    }
                    all.extend_from_slice(&data);
                }
                Err(broken) if first.is_empty() && all.is_empty() => return Err(broken),
                Err(broken) => {
                    self.broken = Some(broken);
                    break;
                }
            }
        }
        Ok(if all.is_empty() { first } else { all.freeze() })
    }

    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, BodyError>> {
        while let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            let data = match frame {
                None => return Poll::Ready(Ok(None)),
                Some(Err(error)) => return Poll::Ready(Err(broken(&error))),
                // A frame without data holds trailers, which no form has.
                Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            };
            if data.is_empty() {
                continue;
            }
            self.waiting = None;
            self.read += data.len();
            if self.read > self.most {
                let exceeded = Exceeded::Body(self.most);
                return Poll::Ready(Err(BodyError::TooLarge(exceeded)));
            }
            return Poll::Ready(Ok(Some(data)));
        }
        self.poll_late(context).map(Err)
    }

    /// Returns an error once the client has been waited for long enough.
    ///
    /// The timer is reset when it expires, not whenever bytes arrive: on expiry it checks whether
    /// bytes have arrived since.
    fn poll_late(&mut self, context: &mut Context<'_>) -> Poll<BodyError> {
        if self.place.is_none() {
            match self.place() {
                Ok(place) => self.place = Some(place),
                Err(NoRoom) => return Poll::Ready(BodyError::Busy(self.limits.concurrent_bodies)),
            }
            if let Some(waits) = self.waits {
                waits();
            }
        }
        let since = *self.waiting.get_or_insert_with(Instant::now);
        let idle = since + self.limits.idle;
        let (until, late) = match self.due() {
            Some(due) if due < idle => (due, BodyError::Slow(self.limits.min_bytes_per_second)),
            _ => (idle, BodyError::Idle(self.limits.idle)),
        };
        #[cfg(test)]
        let set = &mut self.set;
        let timer = self.timer.get_or_insert_with(|| {
            #[cfg(test)]
            {
                *set += 1;
            }
            Box::pin(sleep_until(until))
        });
        while timer.as_mut().poll(context).is_ready() {
            if Instant::now() >= until {
                return Poll::Ready(late);
            }
            #[cfg(test)]
            {
                self.set += 1;
            }
            timer.as_mut().reset(until);
        }
        Poll::Pending
    }

    fn place(&self) -> Result<Slot, NoRoom> {
        let place = self.places.enter("")?;
        place.belongs_to(self.whose)?;
        Ok(place)
    }

    /// Returns when the bytes so far become too few for the elapsed time.
    fn due(&self) -> Option<Instant> {
        let milliseconds = (self.read as u64).saturating_mul(1_000);
        let time =
            Duration::from_millis(milliseconds.checked_div(self.limits.min_bytes_per_second)?);
        self.began.checked_add(time.max(self.limits.idle))
    }
}

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
