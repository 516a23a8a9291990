//! An answer of the app's own in place of an action.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::Place;

/// A response that may be answered more than once.
pub(crate) struct Buffered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Whether a guard's or a caller's answer leads to where one signs in, or says that one has to. One that
/// does not say where it leads is none of use, but neither is what was typed to be lost.
pub(crate) fn asks_to_sign_in(status: StatusCode) -> bool {
    status == StatusCode::UNAUTHORIZED || status.is_redirection()
}

impl Buffered {
    /// Whether it is an answer of its own (a login page, the way to one) rather than a bare status,
    /// which would be an empty window.
    pub(crate) fn speaks_for_itself(&self) -> bool {
        let is_denied = matches!(
            self.status,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
        );
        self.status.is_redirection() || (is_denied && !self.body.is_empty())
    }

    /// Where it leads, if anybody may be sent there.
    pub(crate) fn place(&self) -> Option<Place> {
        Place::of(&self.headers)
    }
}

impl From<&Buffered> for Response {
    fn from(buffered: &Buffered) -> Self {
        let mut response = buffered.body.clone().into_response();
        *response.status_mut() = buffered.status;
        *response.headers_mut() = buffered.headers.clone();
        response
    }
}
