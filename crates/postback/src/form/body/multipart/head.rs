//! [`Head`]: the headers of a part. An unreadable header is refused: a file that is mistaken for
//! another kind of part would be lost silently.
//!
//! <https://www.rfc-editor.org/rfc/rfc7578#section-4.2>

use std::borrow::Cow;

use memchr::memmem;

use super::super::error::{BodyError, malformed};
use super::super::params::{Quoting, is_token, parameters, trimmed};

/// The headers of a part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) name: Vec<u8>,
    /// The file name. A part with one is a file, even if it is empty because no file was chosen.
    pub(super) file_name: Option<String>,
    /// The content type that the browser claims.
    pub(super) kind: Vec<u8>,
}

impl Head {
    /// Parses the lines of the headers, including the empty line that ends them.
    pub(super) fn parse(head: &[u8]) -> Result<Self, BodyError> {
        let head = unfolded(head.strip_suffix(b"\r\n\r\n").unwrap_or(head));
        let (mut disposition, mut kind) = (None, None);
        let mut rest = &head[..];
        while !rest.is_empty() {
            let end = memmem::find(rest, b"\r\n");
            let (line, after) = end.map_or((rest, &[][..]), |at| (&rest[..at], &rest[at + 2..]));
            rest = after;
            let (name, value) = field(line)?;
            let known = if name.eq_ignore_ascii_case(b"content-disposition") {
                &mut disposition
            } else if name.eq_ignore_ascii_case(b"content-type") {
                &mut kind
            } else if name.eq_ignore_ascii_case(b"content-transfer-encoding") {
                plain(value)?;
                continue;
            } else {
                continue;
            };
            if known.replace(value).is_some() {
                return Err(malformed("the head of a part says something twice"));
            }
        }
        let kind = kind.unwrap_or_default();
        // <https://www.rfc-editor.org/rfc/rfc7578#section-4.3>
        if begins_with(kind, b"multipart/") {
            return Err(malformed("a part has parts of its own"));
        }
        let mut read = Self::disposition(disposition.unwrap_or_default())?;
        read.kind = kind.to_vec();
        Ok(read)
    }

    fn disposition(value: &[u8]) -> Result<Self, BodyError> {
        let (word, parameters) = parameters(value, Quoting::Form);
        if !word.eq_ignore_ascii_case(b"form-data") {
            return Err(malformed("a part does not say that it is of a form"));
        }
        let (mut name, mut file_name, mut is_extended) = (None, None, false);
        for parameter in parameters {
            let (key, value) =
                parameter.map_err(|_| malformed("a part has a name that cannot be understood"))?;
            let known = if key.eq_ignore_ascii_case(b"name") {
                &mut name
            } else if key.eq_ignore_ascii_case(b"filename") {
                &mut file_name
            } else {
                is_extended |= begins_with(key, b"filename*");
                continue;
            };
            if known.replace(value).is_some() {
                return Err(malformed("a part has two names"));
            }
        }
        if is_extended && file_name.is_none() {
            let what = "a file has its name in `filename*` alone, which no form has";
            return Err(malformed(what));
        }
        Ok(Self {
            name: name
                .ok_or_else(|| malformed("a part has no name"))?
                .into_owned(),
            // The name is only displayed, and the bytes of a file do not depend on it, so invalid
            // UTF-8 is replaced.
            file_name: file_name.map(|name| String::from_utf8_lossy(&name).into_owned()),
            kind: Vec::new(),
        })
    }
}

/// Joins folded lines (RFC 5322, section 2.2.3).
fn unfolded(head: &[u8]) -> Cow<'_, [u8]> {
    let goes_on = |at: &usize| matches!(head.get(at + 2), Some(b' ' | b'\t'));
    if !memmem::find_iter(head, b"\r\n").any(|at| goes_on(&at)) {
        return head.into();
    }
    let (mut out, mut from) = (Vec::with_capacity(head.len()), 0);
    for at in memmem::find_iter(head, b"\r\n").filter(goes_on) {
        out.extend_from_slice(&head[from..at]);
        from = at + 2;
    }
    out.extend_from_slice(&head[from..]);
    out.into()
}

fn field(line: &[u8]) -> Result<(&[u8], &[u8]), BodyError> {
    let is_broken = line.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
    let colon = memchr::memchr(b':', line).filter(|_| !is_broken);
    let (name, value) = match colon {
        Some(at) => (&line[..at], trimmed(&line[at + 1..])),
        None => (&[][..], line),
    };
    if name.is_empty() || !name.iter().all(|byte| is_token(*byte)) {
        return Err(malformed("the head of a part cannot be understood"));
    }
    Ok((name, value))
}

/// Accepts only identity encodings: base64 and quoted-printable belong to e-mail.
/// <https://www.rfc-editor.org/rfc/rfc7578#section-4.7>
fn plain(encoding: &[u8]) -> Result<(), BodyError> {
    let plain: [&[u8]; 3] = [b"7bit", b"8bit", b"binary"];
    if plain
        .iter()
        .any(|known| encoding.eq_ignore_ascii_case(known))
    {
        return Ok(());
    }
    let encoding = String::from_utf8_lossy(encoding);
    Err(malformed(format!("a part is encoded as `{encoding}`")))
}

fn begins_with(text: &[u8], beginning: &[u8]) -> bool {
    let start = text.get(..beginning.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}
