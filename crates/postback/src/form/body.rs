//! Reading the body of a POST: text values into memory, files to disk.
//!
//! [`read`](read) adds the body to a [`Sent`] piece by piece, so that everything before a refusal
//! can be shown again. [`incoming`] yields the raw bytes and enforces all limits of size and time;
//! [`url_encoded`] and [`multipart`] parse them.

mod drain_on_drop;
mod error;
mod incoming;
mod multipart;
mod params;
mod reading;
mod url_encoded;

use axum::body::Body;
use http::{HeaderMap, HeaderValue, header};
use sha2::{Digest as _, Sha256};

pub(crate) use self::drain_on_drop::{DrainOnDrop, Unread};
pub(crate) use self::error::BodyError;
use self::error::malformed;
use self::incoming::Incoming;
use self::params::{Quoting, parameters};
#[cfg(feature = "uploads")]
pub(crate) use self::reading::FilesTo;
pub(crate) use self::reading::Reading;
use super::sent::{Digest, Sent};

/// Checks that the headers announce a body that [`read`] can read.
///
/// # Errors
///
/// Returns an error if the body is compressed or its type is not that of a form.
pub(crate) fn declared(headers: &HeaderMap) -> Result<(), BodyError> {
    BodyKind::of(headers).map(drop)
}

/// Reads a form into `sent` and returns its digest.
///
/// # Errors
///
/// Returns what is wrong with the headers or the body. `sent` then contains what could be read.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Body,
    reading: Reading<'_>,
    sent: &mut Sent,
) -> Result<Digest, BodyError> {
    let kind = BodyKind::of(headers)?;
    let mut incoming = Incoming::new(body, reading);
    let read = match kind {
        BodyKind::Missing => match incoming.next().await {
            Ok(None) => Ok(Sha256::digest([]).into()),
            Ok(Some(_)) => Err(BodyError::ContentType(String::new())),
            Err(error) => Err(error),
        },
        BodyKind::UrlEncoded => url_encoded::read(&mut incoming, reading, sent).await,
        BodyKind::Multipart { boundary } => {
            multipart::read(&mut incoming, &boundary, reading, sent).await
        }
    };
    sent.bytes = incoming.read();
    sent.digest = read.as_ref().ok().copied();
    read
}

enum BodyKind {
    Missing,
    UrlEncoded,
    Multipart { boundary: String },
}

impl BodyKind {
    fn of(headers: &HeaderMap) -> Result<Self, BodyError> {
        let is_plain =
            |encoding: &HeaderValue| encoding.as_bytes().eq_ignore_ascii_case(b"identity");
        if headers
            .get_all(header::CONTENT_ENCODING)
            .iter()
            .any(|encoding| !is_plain(encoding))
        {
            return Err(BodyError::Encoding);
        }
        let mut types = headers.get_all(header::CONTENT_TYPE).iter();
        let Some(header) = types.next() else {
            return Ok(Self::Missing);
        };
        if types.next().is_some() {
            return Err(malformed("it has two content types"));
        }
        let (kind, parameters) = parameters(header.as_bytes(), Quoting::Pairs);
        if kind.eq_ignore_ascii_case(b"application/x-www-form-urlencoded") {
            return Ok(Self::UrlEncoded);
        }
        if !kind.eq_ignore_ascii_case(b"multipart/form-data") {
            let kind = String::from_utf8_lossy(kind).into_owned();
            return Err(BodyError::ContentType(kind));
        }
        let mut boundary = None;
        for parameter in parameters {
            let (name, value) =
                parameter.map_err(|_| malformed("its content type cannot be understood"))?;
            if name.eq_ignore_ascii_case(b"boundary") && boundary.replace(value).is_some() {
                return Err(malformed("its content type names two boundaries"));
            }
        }
        let boundary = boundary.ok_or_else(|| malformed("its content type names no boundary"))?;
        // <https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1>
        let is_one = (1..=70).contains(&boundary.len())
            && boundary.iter().all(|byte| matches!(byte, b' '..=b'~'))
            && !boundary.ends_with(b" ");
        match String::from_utf8(boundary.into_owned()) {
            Ok(boundary) if is_one => Ok(Self::Multipart { boundary }),
            _ => Err(malformed("its boundary is not of 1 to 70 characters")),
        }
    }
}

#[cfg(test)]
mod tests;
