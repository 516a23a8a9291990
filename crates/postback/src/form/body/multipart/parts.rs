//! [`Parts`]: a body split at its boundaries, with the same result however the network has cut it.
//!
//! <https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1>

use bytes::{Buf as _, Bytes, BytesMut};
use memchr::memmem::{self, Finder};
use memchr::memrchr;

use super::super::error::{BodyError, malformed};
use super::super::incoming::Incoming;
use super::head::Head;
use crate::form::limits::Exceeded;

/// A body and the position of its reader.
pub(super) struct Parts<'i, 'l> {
    incoming: &'i mut Incoming<'l>,
    /// The delimiter between two parts: the preceding line break and `--` with the boundary.
    delimiter: Finder<'static>,
    /// The largest size of a part's headers, in bytes.
    head: usize,
    /// Bytes that have arrived and are not parsed yet.
    buffer: Bytes,
    place: Cursor,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cursor {
    /// In the content before a delimiter, at its first byte, where the delimiter needs no line
    /// break.
    Beginning,
    /// In the content before a delimiter.
    Within,
    /// After a delimiter.
    Behind,
}

/// What the buffer begins with.
enum Ahead {
    /// This many bytes of content.
    Content(usize),
    /// A delimiter of this many bytes.
    Delimiter(usize),
    /// Too few bytes to decide.
    More,
}

impl<'i, 'l> Parts<'i, 'l> {
    pub(super) fn new(incoming: &'i mut Incoming<'l>, boundary: &str, head: usize) -> Self {
        let delimiter = format!("\r\n--{boundary}");
        Self {
            incoming,
            delimiter: Finder::new(&delimiter).into_owned(),
            head,
            buffer: Bytes::new(),
            place: Cursor::Beginning,
        }
    }

    /// Returns the headers of the next part, or `None` at the end of the body. It skips the unread
    /// rest of the previous part, and the preamble before the first one.
    pub(super) async fn next(&mut self) -> Result<Option<Head>, BodyError> {
        while self.chunk().await?.is_some() {}
        self.at_least(2).await?;
        if self.buffer.starts_with(b"--") {
            // The epilogue after the last part is ignored, but it is awaited and counts.
            while self.incoming.next().await?.is_some() {}
            return Ok(None);
        }
        self.line_end().await?;
        let head = loop {
            let known = &self.buffer[..self.buffer.len().min(self.head)];
            match memmem::find(known, b"\r\n\r\n") {
                // A part without headers begins with the empty line.
                _ if known.starts_with(b"\r\n") => break Bytes::new(),
                Some(at) => break self.buffer.split_to(at + 4),
                None if known.len() == self.head => {
                    return Err(BodyError::TooLarge(Exceeded::Head(self.head)));
                }
                None => self.more().await?,
            }
        };
        self.place = Cursor::Beginning;
        Head::parse(&head).map(Some)
    }

    /// Returns the next bytes of the part, or `None` at its end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, BodyError> {
        if self.place == Cursor::Behind {
            return Ok(None);
        }
        loop {
            match self.look() {
                Ahead::Content(length) => {
                    self.place = Cursor::Within;
                    return Ok(Some(self.buffer.split_to(length)));
                }
                Ahead::Delimiter(length) => {
                    self.buffer.advance(length);
                    self.place = Cursor::Behind;
                    return Ok(None);
                }
                Ahead::More => self.more().await?,
            }
        }
    }

    fn look(&self) -> Ahead {
        let (bytes, delimiter) = (&self.buffer[..], self.delimiter.needle());
        let mut from = 0;
        if self.place == Cursor::Beginning {
            let line = &delimiter[2..];
            let known = bytes.len().min(line.len());
            if bytes[..known] == line[..known] {
                match bytes.get(line.len()..).map(ends_here) {
                    Some(Some(true)) => return Ahead::Delimiter(line.len()),
                    Some(Some(false)) => from = 1,
                    Some(None) | None => return Ahead::More,
                }
            }
        }
        while let Some(at) = self.delimiter.find(&bytes[from..]).map(|at| at + from) {
            match ends_here(&bytes[at + delimiter.len()..]) {
                Some(false) => from = at + 1,
                _ if at > 0 => return Ahead::Content(at),
                Some(true) => return Ahead::Delimiter(delimiter.len()),
                None => return Ahead::More,
            }
        }
        // A delimiter contains CR only as its first byte, so an incomplete one can only begin at
        // the last CR.
        let tail = bytes.len().saturating_sub(delimiter.len() - 1).max(from);
        let begun = memrchr(b'\r', &bytes[tail..]).map(|at| at + tail);
        match begun.filter(|at| delimiter.starts_with(&bytes[*at..])) {
            Some(0) => Ahead::More,
            Some(at) => Ahead::Content(at),
            None if bytes.is_empty() => Ahead::More,
            None => Ahead::Content(bytes.len()),
        }
    }

    /// Skips the rest of a delimiter's line.
    async fn line_end(&mut self) -> Result<(), BodyError> {
        loop {
            self.at_least(2).await?;
            match self.buffer[..] {
                [b' ' | b'\t', ..] => self.buffer.advance(1),
                [b'\r', b'\n', ..] => {
                    self.buffer.advance(2);
                    return Ok(());
                }
                _ => return Err(malformed("something stands behind a boundary")),
            }
        }
    }

    async fn at_least(&mut self, length: usize) -> Result<(), BodyError> {
        while self.buffer.len() < length {
            self.more().await?;
        }
        Ok(())
    }

    async fn more(&mut self) -> Result<(), BodyError> {
        let next = self.incoming.next().await?;
        let next = next.ok_or_else(|| malformed("it ends before its last boundary"))?;
        if self.buffer.is_empty() {
            self.buffer = next;
        } else {
            let mut joined = BytesMut::with_capacity(self.buffer.len() + next.len());
            joined.extend_from_slice(&self.buffer);
            joined.extend_from_slice(&next);
            self.buffer = joined.freeze();
        }
        Ok(())
    }
}

/// Returns whether a boundary ends before these bytes, rather than being a prefix of longer
/// content, or `None` if they are too few to decide.
fn ends_here(after: &[u8]) -> Option<bool> {
    match after {
        [] | [b'\r' | b'-'] => None,
        [b' ' | b'\t', ..] | [b'\r', b'\n', ..] | [b'-', b'-', ..] => Some(true),
        _ => Some(false),
    }
}
