//! Cached pages, compressed.

use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use http::header;
use postback::{Actions, CachedPage, Html};

use crate::site::{postback, send};

async fn home() -> Html {
    Html::from_trusted("<!DOCTYPE html><p>The same line.</p>".repeat(100))
}

#[tokio::test]
async fn a_cached_page_is_sent_in_the_encoding_that_the_browser_prefers() {
    let app = postback(get(home), Actions::new())
        .public_origins(["http://shop.example"])
        .cache_page("/", CachedPage::fresh("5m"))
        .with_state(());
    let request = Request::get("/")
        .header(header::HOST, "shop.example")
        .header(header::ACCEPT_ENCODING, "br, gzip;q=0.5");
    let response = send(&app, request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "br");
}
