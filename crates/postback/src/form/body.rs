//! The body of a POST: texts, and files on the disk.
//!
//! What is [read](read) goes into a [`Sent`] piece by piece, so that what had come before a refusal is
//! there to be shown again. The raw bytes come through [`incoming`], which has all the limits of size
//! and time; what they mean is read by [`url_encoded`] and [`multipart`].

mod incoming;
mod linger;
mod multipart;
mod params;
mod url_encoded;

use std::fmt;
use std::time::Duration;

use axum::body::Body;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};

use self::incoming::Incoming;
pub(crate) use self::linger::{Linger, Unread};
use self::params::{Quoting, parameters};
use super::file::FileRules;
use super::limits::{Exceeded, Limits};
use super::submitted::{Digest, Sent};
use super::upload::Uploads;
use crate::guard::running::{Running, Whose};
use crate::wording::{BUSY, size};

/// What a body is read within.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// The most raw bytes.
    pub(crate) most: usize,
    /// The most bytes of names and values together.
    pub(crate) text: usize,
    pub(crate) limits: &'a Limits,
    /// One for each body that is waited for.
    pub(crate) places: &'a Running,
    /// Whose body it is: nobody takes all places.
    pub(crate) whose: Option<Whose<'a>>,
    /// Called when one is taken.
    pub(crate) waits: Option<&'a (dyn Fn() + Sync)>,
    /// Where files go; without it they are passed over.
    pub(crate) files: Option<FilesTo<'a>>,
}

impl Reading<'_> {
    /// Whether a field of this name takes files.
    fn takes_files(&self, name: &[u8]) -> bool {
        let name = std::str::from_utf8(name).ok();
        let rules = self.files.zip(name).map(|(to, name)| (to.rules)(name));
        rules.flatten().is_some()
    }
}

/// Where files go, and which.
#[derive(Clone, Copy)]
pub(crate) struct FilesTo<'a> {
    pub(crate) uploads: &'a Uploads,
    /// The rules of the file field of this name; every other file is passed over.
    pub(crate) rules: fn(&str) -> Option<FileRules>,
}

/// Why a body was not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// More than a limit.
    TooLarge(Exceeded),
    /// Compressed, which a browser never does.
    Encoding,
    /// Not a kind of form.
    ContentType(String),
    /// Not what it says it is.
    Malformed(String),
    /// The connection ended before the body did.
    Gone,
    /// Nothing came for this long.
    Idle(Duration),
    /// It came with fewer bytes a second than this.
    Slow(u64),
    /// As many bodies as this are being waited for.
    Busy(usize),
    /// Temporary files have as many bytes as this already.
    NoRoom(u64),
    /// There are as many temporary files as this already.
    TooManyFiles(usize),
    /// A file could not be written.
    Disk(String),
}

impl BodyError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Encoding | Self::ContentType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed(_) | Self::Gone => StatusCode::BAD_REQUEST,
            Self::Idle(_) | Self::Slow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Busy(_) | Self::NoRoom(_) | Self::TooManyFiles(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Disk(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The limit that it broke: where it is set, and what it is.
    pub(crate) fn limit(&self) -> Option<(&'static str, u64)> {
        Some(match self {
            Self::TooLarge(exceeded) => (exceeded.setting(), exceeded.most() as u64),
            Self::Idle(time) => ("`Limits::idle`", time.as_secs()),
            Self::Slow(rate) => ("`Limits::rate`", *rate),
            Self::Busy(count) => ("`Limits::reading`", *count as u64),
            Self::NoRoom(bytes) => ("`Limits::uploads`", *bytes),
            Self::TooManyFiles(count) => ("`Limits::upload_files`", *count as u64),
            _ => return None,
        })
    }
}

/// What it means for whoever sent it.
impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(exceeded) => f.write_str(&exceeded.sentence()),
            Self::Encoding => f.write_str("What you sent is compressed, which a form never is."),
            Self::ContentType(kind) if kind.is_empty() => {
                f.write_str("What you sent does not say what it is.")
            }
            Self::ContentType(kind) => {
                write!(f, "What you sent is `{kind}`, which is not a kind of form.")
            }
            Self::Malformed(what) => write!(f, "What you sent could not be read: {what}."),
            Self::Gone => f.write_str("The connection ended before everything had arrived."),
            Self::Idle(time) => write!(
                f,
                "Nothing has arrived for {} seconds, so nothing was changed. Please try again.",
                time.as_secs_f64()
            ),
            Self::Slow(rate) => write!(
                f,
                "What you sent came with less than {} a second, so nothing was changed. Please try again.",
                size(*rate)
            ),
            Self::Busy(_) | Self::NoRoom(_) | Self::TooManyFiles(_) => f.write_str(BUSY),
            Self::Disk(cause) => write!(f, "a file could not be stored: {cause}"),
        }
    }
}

impl std::error::Error for BodyError {}

/// Whether the headers announce a body that [`read`] can read.
///
/// # Errors
///
/// A compressed body, or one that is no form.
pub(crate) fn declared(headers: &HeaderMap) -> Result<(), BodyError> {
    Kind::of(headers).map(drop)
}

/// Reads a form into `sent`, and gives its digest.
///
/// # Errors
///
/// What is wrong with the headers or the body. What could be read is in `sent` all the same.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Body,
    reading: Reading<'_>,
    sent: &mut Sent,
) -> Result<Digest, BodyError> {
    let kind = Kind::of(headers)?;
    let mut incoming = Incoming::new(body, reading);
    let read = match kind {
        Kind::Missing => match incoming.next().await {
            Ok(None) => Ok(Sha256::digest([]).into()),
            Ok(Some(_)) => Err(BodyError::ContentType(String::new())),
            Err(error) => Err(error),
        },
        Kind::UrlEncoded => url_encoded::read(&mut incoming, reading, sent).await,
        Kind::Multipart { boundary } => {
            multipart::read(&mut incoming, &boundary, reading, sent).await
        }
    };
    sent.bytes = incoming.read();
    sent.digest = read.as_ref().ok().copied();
    read
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

fn malformed(what: impl Into<String>) -> BodyError {
    BodyError::Malformed(what.into())
}

/// Adds a field, within the limits. What is no text is kept as far as it is; then it says `false`.
fn push(
    sent: &mut Sent,
    reading: Reading<'_>,
    name: Vec<u8>,
    value: Vec<u8>,
) -> Result<bool, BodyError> {
    let limits = reading.limits;
    let text = sent.text + name.len() + value.len();
    let exceeded = if sent.pairs.len() == limits.fields {
        Exceeded::Fields(limits.fields)
    } else if name.len() > limits.name {
        Exceeded::Name(limits.name)
    } else if value.len() > limits.value {
        Exceeded::Value(limits.value)
    } else if text > reading.text {
        Exceeded::Body(reading.text)
    } else {
        let ((name, is_name), (value, is_value)) = (lossy(name), lossy(value));
        sent.pairs.push((name, value));
        sent.text = text;
        return Ok(is_name && is_value);
    };
    Err(BodyError::TooLarge(exceeded))
}

fn lossy(bytes: Vec<u8>) -> (String, bool) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, true),
        Err(error) => (
            String::from_utf8_lossy(error.as_bytes()).into_owned(),
            false,
        ),
    }
}

fn not_text() -> BodyError {
    malformed("a field is not valid UTF-8")
}

#[cfg(test)]
mod tests;
