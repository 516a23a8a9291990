//! The body of a POST, as pairs of names and values.
//!
//! The whole body is read first, up to the limit in raw bytes: files are not among it yet, and the
//! digest by which a repeat is recognised covers all of it.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError};
use percent_encoding::percent_decode;
use sha2::digest::Output;
use sha2::{Digest as _, Sha256};

use super::Pairs;
use super::tree::MAX_FIELDS;

/// How much of a refused body is read so that the browser, still sending, reads the answer.
const DRAIN_LIMIT: usize = 1 << 20;
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// What came in.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) pairs: Pairs,
    /// How many raw bytes.
    pub(crate) bytes: usize,
    /// SHA-256 of the raw bytes; of a multipart body, of its parts. A browser that sends the same form
    /// again puts another boundary between them.
    pub(crate) digest: [u8; 32],
}

/// Why a body was not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// More than this many bytes.
    TooLarge { limit: usize },
    /// Compressed, which a browser never does.
    Encoding,
    /// Not a kind of form.
    ContentType(String),
    /// Not what it says it is.
    Malformed(String),
    /// The connection ended before the body did.
    Gone,
}

impl BodyError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Encoding | Self::ContentType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed(_) | Self::Gone => StatusCode::BAD_REQUEST,
        }
    }

    /// What it means for whoever sent it.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::TooLarge { limit } => format!("What you sent is larger than {limit} bytes."),
            Self::Encoding => "What you sent is compressed, which a form never is.".to_owned(),
            Self::ContentType(kind) if kind.is_empty() => {
                "What you sent does not say what it is.".to_owned()
            }
            Self::ContentType(kind) => {
                format!("What you sent is `{kind}`, which is not a kind of form.")
            }
            Self::Malformed(what) => format!("What you sent could not be read: {what}."),
            Self::Gone => "The connection ended before everything had arrived.".to_owned(),
        }
    }
}

/// Whether the headers announce a body that [`read`] can read.
///
/// # Errors
///
/// A compressed body, or one that is no form.
pub(crate) fn declared(headers: &HeaderMap) -> Result<(), BodyError> {
    Kind::of(headers).map(drop)
}

/// Reads a form of at most `limit` raw bytes.
///
/// # Errors
///
/// What is wrong with the headers or the body.
pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Read, BodyError> {
    let kind = Kind::of(headers)?;
    let bytes = collect(body, limit).await?;
    let count = bytes.len();
    let (pairs, digest) = match kind {
        Kind::Missing if bytes.is_empty() => (Pairs::new(), Sha256::digest(&bytes)),
        Kind::Missing => return Err(BodyError::ContentType(String::new())),
        Kind::UrlEncoded => (url_encoded(&bytes)?, Sha256::digest(&bytes)),
        Kind::Multipart { boundary } => multipart(bytes, boundary).await?,
    };
    Ok(Read {
        pairs,
        bytes: count,
        digest: digest.into(),
    })
}

enum Kind {
    Missing,
    UrlEncoded,
    Multipart { boundary: String },
}

impl Kind {
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
        let Some(header) = headers.get(header::CONTENT_TYPE) else {
            return Ok(Self::Missing);
        };
        let text = String::from_utf8_lossy(header.as_bytes());
        let mime: mime::Mime = text
            .parse()
            .map_err(|_| BodyError::ContentType(text.clone().into_owned()))?;
        match (mime.type_().as_str(), mime.subtype().as_str()) {
            ("application", "x-www-form-urlencoded") => Ok(Self::UrlEncoded),
            ("multipart", "form-data") => match mime.get_param(mime::BOUNDARY) {
                Some(boundary) => Ok(Self::Multipart {
                    boundary: boundary.as_str().to_owned(),
                }),
                None => Err(malformed("its content type names no boundary")),
            },
            _ => Err(BodyError::ContentType(mime.essence_str().to_owned())),
        }
    }
}

fn malformed(what: impl Into<String>) -> BodyError {
    BodyError::Malformed(what.into())
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, BodyError> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|error| broken(&error))?.into_data() else {
            continue;
        };
        if first.len().max(all.len()) + data.len() > limit {
            drain(body).await;
            return Err(BodyError::TooLarge { limit });
        }
        // Nearly every form is one chunk, which is then not copied.
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&first);
            }
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

/// Reads on after a refusal, within bounds.
pub(crate) async fn drain(mut body: Body) {
    let read = async {
        let mut left = DRAIN_LIMIT;
        while let Some(Ok(frame)) = body.frame().await {
            let length = frame.data_ref().map_or(0, Bytes::len);
            match left.checked_sub(length) {
                Some(rest) => left = rest,
                None => break,
            }
        }
    };
    // Past the time the connection is closed under the sender: it had its chance.
    drop(tokio::time::timeout(DRAIN_TIME, read).await);
}

fn broken(error: &axum::Error) -> BodyError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return malformed("a limit outside of postback cut it off");
        }
        cause = error.source();
    }
    BodyError::Gone
}

fn url_encoded(bytes: &[u8]) -> Result<Pairs, BodyError> {
    let mut pairs = Pairs::new();
    for pair in bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
    {
        let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        push(&mut pairs, unescape(name)?, unescape(value)?)?;
    }
    Ok(pairs)
}

fn unescape(bytes: &[u8]) -> Result<String, BodyError> {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    utf8(percent_decode(&spaced).collect())
}

fn utf8(bytes: Vec<u8>) -> Result<String, BodyError> {
    String::from_utf8(bytes).map_err(|_| malformed("a field is not valid UTF-8"))
}

fn push(pairs: &mut Pairs, name: String, value: String) -> Result<(), BodyError> {
    if pairs.len() == MAX_FIELDS {
        return Err(malformed(format!("it has more than {MAX_FIELDS} fields")));
    }
    pairs.push((name, value));
    Ok(())
}

type Hash = Output<Sha256>;

async fn multipart(bytes: Bytes, boundary: String) -> Result<(Pairs, Hash), BodyError> {
    let whole =
        futures_util::stream::once(std::future::ready(Ok::<_, std::convert::Infallible>(bytes)));
    let mut parts = multer::Multipart::new(whole, boundary);
    let unreadable = |error: multer::Error| malformed(error.to_string());
    let (mut pairs, mut hash) = (Pairs::new(), Sha256::new());
    let mut count = 0;
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        count += 1;
        if count > MAX_FIELDS {
            return Err(malformed(format!("it has more than {MAX_FIELDS} fields")));
        }
        let (name, file) = (part.name().map(str::to_owned), part.file_name());
        let kind = part.content_type().map_or("", AsRef::as_ref);
        for text in [
            name.as_deref().unwrap_or_default(),
            file.unwrap_or_default(),
            kind,
        ] {
            hash_one(&mut hash, text.as_bytes());
        }
        let is_file = file.is_some();
        let value = part.bytes().await.map_err(unreadable)?;
        hash_one(&mut hash, &value);
        // A part with a file name is a file, also when none was chosen.
        if is_file {
            continue;
        }
        let name = name.ok_or_else(|| malformed("a part has no name"))?;
        push(&mut pairs, name, utf8(value.into())?)?;
    }
    Ok((pairs, hash.finalize()))
}

/// Parts cannot be shifted into each other.
fn hash_one(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_be_bytes());
    hash.update(part);
}

#[cfg(test)]
mod tests;
