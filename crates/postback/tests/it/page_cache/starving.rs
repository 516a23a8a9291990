//! Pages that nobody waits for any more are in nobody's way.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use postback::{CacheLimits, Html, page};
use tokio::time::Instant;

use super::site::{Site, count, fresh, site};
use crate::support::{Effects, document, get as fetch};

async fn slow(State(seen): State<Effects>) -> Html {
    seen.add("slow");
    tokio::time::sleep(Duration::from_secs(25)).await;
    document(["slow"])
}

#[tokio::test(start_paused = true)]
async fn after_500_abandoned_requests_for_slow_pages_another_page_is_answered_at_once() {
    let pages = Router::new()
        .route("/slow/{id}", page(get(slow)))
        .route("/count", page(get(count)));
    let Site { app, seen, handle } = site(pages, |app| {
        app.cache_page("/slow/{id}", fresh())
            .cache_page("/count", fresh())
            .cache_limits(CacheLimits::new().computations(2))
    });
    let requests: Vec<_> = (0..500)
        .map(|id| {
            let app = app.clone();
            tokio::spawn(async move { fetch(&app, &format!("/slow/{id}")).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    for request in requests {
        request.abort();
    }
    let before = Instant::now();
    assert_eq!(fetch(&app, "/count").await.status, StatusCode::OK);
    assert_eq!(before.elapsed(), Duration::ZERO);
    // Two slow ones ran, and nobody began another one.
    assert_eq!(seen.count(), 3);
    // What they have rendered is not lost.
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(handle.cache().stats().pages, 3);
}
