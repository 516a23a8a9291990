//! `application/x-www-form-urlencoded`.
//!
//! <https://url.spec.whatwg.org/#urlencoded-parsing>

use bytes::{Bytes, BytesMut};
use percent_encoding::percent_decode;
use sha2::{Digest as _, Sha256};

use super::error::{BodyError, malformed, not_text};
use super::incoming::Incoming;
use super::reading::{Reading, push};
use crate::form::sent::{Digest, Sent};

/// Reads the whole body. If it ends in an error, the pairs before it are parsed as well, so that
/// the form can show them again.
pub(super) async fn read(
    incoming: &mut Incoming<'_>,
    reading: Reading<'_>,
    sent: &mut Sent,
) -> Result<Digest, BodyError> {
    let mut chunks = Chunks::default();
    let ended = loop {
        match incoming.next().await {
            Ok(Some(chunk)) => chunks.push(chunk),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    let bytes = chunks.whole();
    let whole = match ended {
        Ok(()) => bytes.len(),
        // The last pair may be incomplete.
        Err(_) => bytes.iter().rposition(|byte| *byte == b'&').unwrap_or(0),
    };
    let parsed = parse(&bytes[..whole], reading, sent);
    ended.and(parsed)?;
    Ok(Sha256::digest(&bytes).into())
}

/// The bytes so far. Almost every form is one chunk, which is not copied.
#[derive(Default)]
struct Chunks {
    first: Bytes,
    all: BytesMut,
}

impl Chunks {
    fn push(&mut self, chunk: Bytes) {
        if self.first.is_empty() && self.all.is_empty() {
            self.first = chunk;
        } else {
            self.all.extend_from_slice(&std::mem::take(&mut self.first));
            self.all.extend_from_slice(&chunk);
        }
    }

    fn whole(self) -> Bytes {
        if self.all.is_empty() {
            self.first
        } else {
            self.all.freeze()
        }
    }
}

fn parse(bytes: &[u8], reading: Reading<'_>, sent: &mut Sent) -> Result<(), BodyError> {
    let mut is_text = true;
    for pair in bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
    {
        let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        let (name, value) = (unescaped(name), unescaped(value));
        // The value is the name of a file that was not sent, which is not the same as no file.
        if !value.is_empty() && reading.takes_files(&name) {
            return Err(malformed(
                "only the name of a file was sent, because the form has no `enctype=\"multipart/form-data\"`",
            ));
        }
        is_text &= push(sent, reading, name, value)?;
    }
    if is_text { Ok(()) } else { Err(not_text()) }
}

fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    percent_decode(&spaced).collect()
}
