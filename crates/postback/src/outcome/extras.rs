//! [`Extras`]: what accompanies an outcome, such as cookies, headers and a message.

use axum::response::{IntoResponse, IntoResponseParts};
use http::{HeaderMap, header};

#[derive(Clone, Debug, Default)]
pub(crate) struct Extras {
    pub(crate) headers: HeaderMap,
    pub(crate) flash: Option<String>,
}

impl Extras {
    pub(crate) fn add(&mut self, parts: impl IntoResponseParts) {
        let response = (parts, ()).into_response();
        append(&mut self.headers, response.headers());
    }

    pub(crate) fn merge(&mut self, other: Self) {
        append(&mut self.headers, &other.headers);
        self.flash = other.flash.or(self.flash.take());
    }
}

/// Adds `more` to `headers`: cookies are appended, every other header replaces one of the same
/// name. Headers that describe the response itself belong to the service.
pub(crate) fn append(headers: &mut HeaderMap, more: &HeaderMap) {
    for (name, value) in more {
        match *name {
            header::LOCATION
            | header::CONTENT_LENGTH
            | header::CONTENT_TYPE
            | header::CONTENT_ENCODING
            | header::TRANSFER_ENCODING
            | header::ALLOW => {}
            header::SET_COOKIE => {
                headers.append(name, value.clone());
            }
            _ => {
                headers.insert(name, value.clone());
            }
        }
    }
}
