//! The response to an enhanced request: one line of JSON, then the page.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::value::RawValue;

use super::super::headers::{no_store, with_earlier};
use super::super::refresh::Rendered;
use super::super::snapshot::Snapshot;
use crate::outcome::Place;

const FRAME: HeaderValue = HeaderValue::from_static("application/vnd.postback; charset=utf-8");

/// The first line.
#[derive(Default, Serialize)]
pub(super) struct Head<'a> {
    pub(super) v: u8,
    pub(super) ok: bool,
    pub(super) status: u16,
    pub(super) outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) result: Option<Cow<'a, RawValue>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) errors: BTreeMap<&'a str, Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Cow<'a, Place>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) replace: bool,
    /// The page that follows: `full`; `same`, if the browser shows it already; or `none`.
    pub(super) page: &'static str,
    /// The length of the page in bytes, because a proxy may truncate it and still end the message
    /// properly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bytes: Option<usize>,
    /// The position of the page, as in the header `Postback-Asof`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) asof: Option<String>,
    /// The tag that the browser may send as `Postback-If` while it shows this page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) etag: Option<String>,
    pub(super) build: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) say: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) digest: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) reload: bool,
    /// The ids that the page may call, in the response to a script whose page was out of date.
    #[cfg(feature = "typescript")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) actions: Option<Cow<'a, RawValue>>,
}

/// Builds the response: the first line, the page, and the headers of the outcome.
pub(super) fn frame(
    page: &Snapshot,
    head: Head<'_>,
    rendered: Option<Rendered>,
    set: &HeaderMap,
) -> Response {
    let app = page.app();
    let status = StatusCode::from_u16(head.status).unwrap_or(StatusCode::OK);
    let mut head = Head {
        v: 1,
        page: "none",
        build: app.client.build.as_str(),
        ..head
    };
    if let Some(Rendered { html, as_of, .. }) = &rendered {
        let etag = app.client.etag(html);
        let shown = page.headers.get("postback-if");
        let is_shown = shown.is_some_and(|shown| *shown == *etag);
        head.page = if is_shown { "same" } else { "full" };
        head.bytes = (!is_shown).then_some(html.len());
        head.asof = Some(app.cache.asof(*as_of));
        head.etag = Some(etag);
    }
    let mut body = serde_json::to_vec(&head).expect("strings and numbers serialise");
    body.push(b'\n');
    let mut response = Response::new(Body::empty());
    if let Some(rendered) = rendered {
        if head.page == "full" {
            body.extend_from_slice(&rendered.html);
        }
        *response.headers_mut() = rendered.headers;
    }
    *response.body_mut() = Body::from(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    no_store(headers);
    headers.insert(header::CONTENT_TYPE, FRAME);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.append(header::VARY, HeaderValue::from_static("postback-request"));
    with_earlier(response, set)
}
