//! The last step of a page: adds what it did not show, and removes the state that it has shown.

mod body;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, header};
use http_body_util::BodyExt;

use super::headers::{framing, is_html, is_readable, outcome_caching, private};
use super::state;
use crate::context::{RenderContext, RenderNotes, Shown};
use crate::outcome::StandsIn;
use crate::page::owed;

/// The most bytes of a page that are buffered to insert a notice.
const LARGEST: usize = 4 << 20;
/// The longest time that a page is buffered.
const LONGEST: Duration = Duration::from_secs(5);

/// Finishes a page that is sent as the app rendered it.
pub(crate) async fn finish(render: &Arc<RenderContext>, mut response: Response) -> Response {
    if is_html(response.headers()) {
        framing(&render.app, response.headers_mut());
        if render.notes().for_one_visitor {
            private(response.headers_mut());
        }
    }
    let Some(shown) = &render.shown else {
        return response;
    };
    let cookie = shown.cookie.as_ref();
    // The status does not matter: the page may be gone, as the message says ("Deleted"), or ask to
    // sign in.
    let is_page = !response.status().is_redirection();
    // The visitor has not seen what a page had shown before it failed.
    let stands_in = response.extensions_mut().remove::<StandsIn>().is_some();
    if stands_in {
        render.note(RenderNotes::unsee);
    }
    if (is_page || stands_in) && is_readable(response.headers()) {
        // Whether the page shows its outcome is known at its end. The future is boxed, because few
        // requests need it and each would reserve space for it.
        response = Box::pin(with_notice(render, shown, response)).await;
    }
    if response.status().is_redirection() && response.headers().contains_key(header::LOCATION) {
        // The visitor has not seen what the page had shown.
        render.note(RenderNotes::unsee);
        let (app, page) = (&render.app, render.url.path());
        let unsaid = cookie.and_then(|cookie| {
            state::carry_on(app, page, &shown.ended, cookie, response.headers_mut())
        });
        if let Some(unsaid) = unsaid {
            response.extensions_mut().insert(unsaid);
        }
    }
    if render.notes().was_read() || shown.ended.is_nothing() {
        if let Some(cleared) = cookie.map(|cookie| state::cleared(&cookie.name)) {
            response.headers_mut().append(header::SET_COOKIE, cleared);
        }
        outcome_caching(&render.app, &shown.ended, response.headers_mut());
    }
    response
}

async fn with_notice(render: &RenderContext, shown: &Shown, response: Response) -> Response {
    let (mut parts, mut body) = response.into_parts();
    let mut html = Vec::new();
    let late = tokio::time::Instant::now() + LONGEST;
    while html.len() <= LARGEST {
        match tokio::time::timeout_at(late, body.frame()).await {
            Ok(Some(Ok(frame))) => {
                html.extend_from_slice(frame.data_ref().map_or(&[], |data| data));
            }
            Ok(Some(Err(error))) => {
                // The body of the page ended in an error, which is passed on to the browser.
                let rest = stream::iter([Ok(Bytes::from(html)), Err(error)]);
                return Response::from_parts(parts, Body::from_stream(rest));
            }
            Ok(None) => {
                if shown.is_owed(&render.notes())
                    && let Some(said) = inserted(render, &parts.headers, &html)
                {
                    html = said;
                    parts.headers.remove(header::CONTENT_LENGTH);
                }
                return Response::from_parts(parts, Body::from(html));
            }
            Err(_) => break,
        }
    }
    tracing::warn!(target: "postback::state", bytes = LARGEST, time = ?LONGEST, "the page is too large or too slow for a notice to be inserted: render `page.notice()` in it");
    let rest = stream::iter([Ok(Bytes::from(html))]).chain(body.into_data_stream());
    Response::from_parts(parts, Body::from_stream(rest))
}

/// Inserts the owed notice at the start of the page's body, or returns `None` if the page has no
/// body, such as a frameset.
pub(crate) fn inserted(
    render: &RenderContext,
    headers: &HeaderMap,
    html: &[u8],
) -> Option<Vec<u8>> {
    let at = takes_ascii(headers).then(|| body::start(html)).flatten();
    let Some(at) = at else {
        tracing::warn!(target: "postback::state", path = render.url.path(), "a notice cannot be inserted into this page, which has no body or is in UTF-16");
        return None;
    };
    let notice = owed(render);
    let mut notice_in_ascii = String::with_capacity(notice.as_str().len());
    // ASCII is valid in every encoding that a page may have besides UTF-8.
    for letter in notice.as_str().chars() {
        if letter.is_ascii() {
            notice_in_ascii.push(letter);
        } else {
            // Writing to a string never fails.
            let _ = write!(notice_in_ascii, "&#{};", u32::from(letter));
        }
    }
    Some([&html[..at], notice_in_ascii.as_bytes(), &html[at..]].concat())
}

/// Returns whether the page's encoding contains ASCII.
fn takes_ascii(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()?.parse::<mime::Mime>().ok());
    let Some(kind) = kind else {
        return true;
    };
    let Some(charset) = kind.get_param(mime::CHARSET) else {
        return true;
    };
    let charset = charset.as_str().to_ascii_lowercase();
    let others = [
        "utf-16",
        "utf16",
        "unicode",
        "ucs-2",
        "iso-10646",
        "csunicode",
        "iso-2022",
        "csiso2022",
    ];
    !others.iter().any(|other| charset.starts_with(other))
}
