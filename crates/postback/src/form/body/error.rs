//! [`BodyError`]: why a body was not read.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::form::limits::Exceeded;
use crate::wording;

/// The reason why a body was not read.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "uploads"),
    allow(dead_code, reason = "the last three are about files")
)]
pub(crate) enum BodyError {
    /// It exceeds a limit.
    TooLarge(Exceeded),
    /// It is compressed, which a browser never does.
    Encoding,
    /// Its content type is not that of a form.
    ContentType(String),
    /// It does not follow the format that its headers announce.
    Malformed(String),
    /// The connection ended before the body.
    Gone,
    /// Nothing arrived for this long.
    Idle(Duration),
    /// It arrived with fewer bytes per second than this.
    Slow(u64),
    /// This number of bodies is being received already.
    Busy(usize),
    /// The temporary files have this number of bytes already.
    NoRoom(u64),
    /// There are this many temporary files already.
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

    /// Returns the setting of the exceeded limit, and its value.
    pub(crate) fn limit(&self) -> Option<(&'static str, u64)> {
        Some(match self {
            Self::TooLarge(exceeded) => (exceeded.setting(), exceeded.most() as u64),
            Self::Idle(time) => ("`Limits::idle`", time.as_secs()),
            Self::Slow(rate) => ("`Limits::min_bytes_per_second`", *rate),
            Self::Busy(count) => ("`Limits::concurrent_bodies`", *count as u64),
            Self::NoRoom(bytes) => ("`Limits::uploads`", *bytes),
            Self::TooManyFiles(count) => ("`Limits::upload_files`", *count as u64),
            _ => return None,
        })
    }
}

/// The sentence for the visitor.
impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(exceeded) => f.write_str(&exceeded.sentence()),
            Self::Encoding => f.write_str(wording::COMPRESSED),
            Self::ContentType(kind) if kind.is_empty() => f.write_str(wording::NO_CONTENT_TYPE),
            Self::ContentType(kind) => f.write_str(&wording::wrong_content_type(kind)),
            Self::Malformed(what) => f.write_str(&wording::unreadable(what)),
            Self::Gone => f.write_str(wording::CONNECTION_LOST),
            Self::Idle(time) => f.write_str(&wording::nothing_arrived(*time)),
            Self::Slow(rate) => f.write_str(&wording::too_slow(*rate)),
            Self::Busy(_) | Self::NoRoom(_) | Self::TooManyFiles(_) => f.write_str(wording::BUSY),
            Self::Disk(cause) => write!(f, "a file could not be stored: {cause}"),
        }
    }
}

impl std::error::Error for BodyError {}

pub(super) fn malformed(what: impl Into<String>) -> BodyError {
    BodyError::Malformed(what.into())
}

pub(super) fn not_text() -> BodyError {
    malformed("a field is not valid UTF-8")
}
