//! The outcome of a call that an extractor rejects.

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;

use crate::outcome::{Buffered, Error, ErrorKind, Limited, PageError, Redirect, Target, see_other};

/// The most bytes of an extractor's own rejection page that are kept.
const REJECTION_LIMIT: usize = 64 << 10;

/// Converts an extractor's rejection into an error. A caller who is redirected to another page
/// counts as denied.
pub(crate) async fn rejected(mut response: Response, caller: bool) -> Error {
    if let Some(PageError(error)) = response.extensions_mut().remove::<PageError>() {
        return match &error.kind {
            ErrorKind::Redirect(redirect) if caller => denied_to((**redirect).clone()),
            _ => error,
        };
    }
    let status = response.status();
    if status.is_server_error() {
        return Error::from(format!(
            "an extractor refused the request with status {status}"
        ));
    }
    let (parts, body) = response.into_parts();
    let body = http_body_util::Limited::new(body, REJECTION_LIMIT)
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    if let Some(wait) = wait(status, &parts.headers) {
        return Limited::after(wait);
    }
    let own = Buffered {
        status,
        headers: parts.headers,
        body,
    };
    if !caller
        && status.is_redirection()
        && let Some(place) = own.place()
        && place.as_str().starts_with('/')
    {
        let redirect = Redirect::to(place.as_str());
        return Error::from(redirect.with(own.headers));
    }
    Error::new(ErrorKind::Rejected(Arc::new(own)))
}

/// Returns the `Retry-After` of a rate limiter among the extractors, which the page would not show.
fn wait(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    if status != StatusCode::TOO_MANY_REQUESTS {
        return None;
    }
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    seconds.parse().ok().map(Duration::from_secs)
}

fn denied_to(redirect: Redirect) -> Error {
    let (target, extras) = redirect.into_parts();
    let place = match target {
        Ok(Target::App(place) | Target::Visitor(place)) => place,
        Ok(Target::External(..)) => return Error::from("a caller is not sent to another site"),
        Err(reason) => return Error::from(reason),
    };
    let (parts, _) = see_other(&place).into_parts();
    Error {
        kind: ErrorKind::Rejected(Arc::new(Buffered {
            status: parts.status,
            headers: parts.headers,
            body: Bytes::new(),
        })),
        extras: Some(Box::new(extras)),
    }
}
