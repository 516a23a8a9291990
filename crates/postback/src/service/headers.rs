//! Response headers: caching, framing and cookies.

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use super::cookies;
use crate::context::{App, action_of};
use crate::outcome::{ActionOutcome, append};

pub(crate) fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

/// Returns whether the body is HTML that is not compressed, so that it can be modified.
pub(crate) fn is_readable(headers: &HeaderMap) -> bool {
    is_html(headers) && !headers.contains_key(header::CONTENT_ENCODING)
}

/// Prevents clickjacking through a frame. `frame-ancestors` of a content security policy takes
/// precedence.
pub(crate) fn framing(app: &App, headers: &mut HeaderMap) {
    if !app.framing && !headers.contains_key(header::X_FRAME_OPTIONS) {
        headers.insert(
            header::X_FRAME_OPTIONS,
            HeaderValue::from_static("SAMEORIGIN"),
        );
    }
}

/// Sets the caching headers of a page that shows the outcome of an action, perhaps in the form of
/// another one (`pressed`).
pub(crate) fn outcome_caching(app: &App, ended: &ActionOutcome, headers: &mut HeaderMap) {
    let pressed = ended.kept.form.as_deref();
    let is_of_form = |form| app.no_store.has(action_of(form), "");
    let is_of_action = app.no_store.has(&ended.name, ended.path);
    if ended.no_store || is_of_action || pressed.is_some_and(is_of_form) {
        no_store(headers);
    } else {
        private(headers);
    }
}

/// Lets only the browser keep the page, for its Back button, which restores typed values and the id
/// of a form with the option `once`. Every other request gets the page anew and never a 304,
/// because the stored copy may have been submitted already. A stricter header of the app is kept.
pub(crate) fn private(headers: &mut HeaderMap) {
    let is_kept_nowhere = |value: &HeaderValue| {
        let directives = value.as_bytes().split(|byte| *byte == b',');
        directives
            .map(<[u8]>::trim_ascii)
            .any(|one| one.eq_ignore_ascii_case(b"no-store"))
    };
    if !headers
        .get_all(header::CACHE_CONTROL)
        .iter()
        .any(is_kept_nowhere)
    {
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        );
    }
    headers.remove(header::ETAG);
    headers.remove(header::LAST_MODIFIED);
}

pub(crate) fn no_store(headers: &mut HeaderMap) {
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    headers.remove(header::ETAG);
    headers.remove(header::LAST_MODIFIED);
}

/// Appends `more` to the headers of the response.
pub(crate) fn joined(mut response: Response, more: &HeaderMap) -> Response {
    append(response.headers_mut(), more);
    cookies::without_overridden(response.headers_mut());
    response
}

/// Puts the action's headers before those of the refreshed page. The page's header wins if both set
/// the same.
pub(crate) fn with_earlier(mut response: Response, earlier: &HeaderMap) -> Response {
    let page = std::mem::take(response.headers_mut());
    let headers = response.headers_mut();
    append(headers, earlier);
    for name in page.keys().filter(|name| *name != header::SET_COOKIE) {
        headers.remove(name);
    }
    for (name, value) in &page {
        headers.append(name, value.clone());
    }
    cookies::without_overridden(headers);
    response
}
