//! [`Buffered`]: a response of the app that replaces an action's.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::Place;

/// A response with a buffered body, which can be sent more than once.
pub(crate) struct Buffered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Returns whether the response of a guard or of a caller's extractor asks the visitor to sign in:
/// a 401, or a redirect, even one without a usable target, because the typed values must not be
/// lost.
pub(crate) fn asks_to_sign_in(status: StatusCode) -> bool {
    status == StatusCode::UNAUTHORIZED || status.is_redirection()
}

impl Buffered {
    /// Returns whether the response has content of its own (a sign-in page, or a redirect to it),
    /// rather than a bare status, which would be an empty page.
    pub(crate) fn speaks_for_itself(&self) -> bool {
        let is_denied = matches!(
            self.status,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
        );
        self.status.is_redirection() || (is_denied && !self.body.is_empty())
    }

    /// Returns the target of the redirect, if browsers may be sent there.
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
