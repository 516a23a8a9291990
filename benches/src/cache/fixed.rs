//! The page that the cache serves, by hand: handlers that answer the same bytes under the same
//! headers, and know beforehand what is asked for. Faster it cannot be written in axum.

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::board::{self, Kept, TARGET};

/// The page in brotli, which the handler at [`TARGET`] does not look for.
pub(crate) const IN_BROTLI: &str = "/in-brotli";
/// The page as long as nobody has it already.
pub(crate) const IF_CHANGED: &str = "/if-changed";

const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding");
const FRAMING: HeaderValue = HeaderValue::from_static("SAMEORIGIN");
const BROTLI: HeaderValue = HeaderValue::from_static("br");

#[derive(Clone)]
struct Fixed {
    etag: HeaderValue,
    body: Bytes,
}

impl Fixed {
    /// What the cache serves under this `Accept-Encoding`.
    async fn of(app: &Router, encoding: &str) -> Self {
        let request = Request::get(TARGET).header(header::ACCEPT_ENCODING, encoding);
        let request = request.body(axum::body::Body::empty());
        let answer = app
            .clone()
            .oneshot(request.expect("a request like others"))
            .await;
        let (parts, body) = answer.unwrap_or_else(|never| match never {}).into_parts();
        let body = body.collect().await.expect("a page in memory is whole");
        Self {
            etag: parts.headers[header::ETAG].clone(),
            body: body.to_bytes(),
        }
    }

    fn answer(self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, CONTENT_TYPE),
            (header::X_FRAME_OPTIONS, FRAMING),
            (header::CACHE_CONTROL, CACHE_CONTROL),
            (header::VARY, VARY),
            (header::ETAG, self.etag),
        ];
        (headers, self.body).into_response()
    }

    fn answer_in_brotli(self) -> Response {
        ([(header::CONTENT_ENCODING, BROTLI)], self.answer()).into_response()
    }

    fn answer_if_changed(self, headers: &HeaderMap) -> Response {
        if headers.get(header::IF_NONE_MATCH) != Some(&self.etag) {
            return self.answer();
        }
        let headers = [
            (header::CACHE_CONTROL, CACHE_CONTROL),
            (header::VARY, VARY),
            (header::ETAG, self.etag),
        ];
        (StatusCode::NOT_MODIFIED, headers).into_response()
    }
}

pub(crate) async fn app() -> Router {
    let cached = board::app(Kept::Page);
    let plain = Fixed::of(&cached, "identity").await;
    let brotli = Fixed::of(&cached, "br").await;
    let again = plain.clone();
    Router::new()
        .route(TARGET, get(async move || plain.clone().answer()))
        .route(
            IN_BROTLI,
            get(async move || brotli.clone().answer_in_brotli()),
        )
        .route(
            IF_CHANGED,
            get(async move |headers: HeaderMap| again.clone().answer_if_changed(&headers)),
        )
}
