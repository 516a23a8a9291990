//! A body taken apart at its boundaries, the same however the network has cut it.
//!
//! <https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1>

use bytes::{Buf as _, Bytes, BytesMut};
use memchr::memmem::{self, Finder};
use memchr::memrchr;

use super::super::error::{BodyError, malformed};
use super::super::incoming::Incoming;
use super::head::Head;
use crate::form::limits::Exceeded;

/// A body and how far it was read.
pub(super) struct Parts<'i, 'l> {
    incoming: &'i mut Incoming<'l>,
    /// What stands between two parts: the line end that belongs to it, and `--` with the boundary.
    delimiter: Finder<'static>,
    /// How many bytes the head of a part may have.
    head: usize,
    /// What has come and was not yet understood.
    buffer: Bytes,
    place: Cursor,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cursor {
    /// In what a delimiter ends, at its first byte: no line end needs to stand before the delimiter.
    Beginning,
    /// In what a delimiter ends.
    Within,
    /// Behind a delimiter.
    Behind,
}

/// What stands at the beginning of the buffer.
enum Ahead {
    /// So many bytes of content.
    Content(usize),
    /// A delimiter of so many bytes.
    Delimiter(usize),
    /// What has to be longer before anything can be said.
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

    /// The head of the next part; what was not read of the one before is passed over, as is what
    /// stands before the first. Nothing at the end of the body.
    pub(super) async fn next(&mut self) -> Result<Option<Head>, BodyError> {
        while self.chunk().await?.is_some() {}
        self.at_least(2).await?;
        if self.buffer.starts_with(b"--") {
            // What stands behind the last part is nothing, but it is waited for and counted.
            while self.incoming.next().await?.is_some() {}
            return Ok(None);
        }
        self.line_end().await?;
        let head = loop {
            let known = &self.buffer[..self.buffer.len().min(self.head)];
            match memmem::find(known, b"\r\n\r\n") {
                // What says nothing about itself has no line at all.
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

    /// The next bytes of the part; nothing at its end.
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
        // Its first byte is its only CR, so it can only begin at the last one.
        let tail = bytes.len().saturating_sub(delimiter.len() - 1).max(from);
        let begun = memrchr(b'\r', &bytes[tail..]).map(|at| at + tail);
        match begun.filter(|at| delimiter.starts_with(&bytes[*at..])) {
            Some(0) => Ahead::More,
            Some(at) => Ahead::Content(at),
            None if bytes.is_empty() => Ahead::More,
            None => Ahead::Content(bytes.len()),
        }
    }

    /// The rest of the line of a delimiter.
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

/// Whether a boundary ends before these bytes, and is not the beginning of something longer that is
/// content. Nothing if too few of them are known.
fn ends_here(after: &[u8]) -> Option<bool> {
    match after {
        [] | [b'\r' | b'-'] => None,
        [b' ' | b'\t', ..] | [b'\r', b'\n', ..] | [b'-', b'-', ..] => Some(true),
        _ => Some(false),
    }
}
