//! A body that is too large is read on within bounds, so that a browser that still sends reads why.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use futures_util::stream;
use tokio::time::Instant;

use super::site::{postback, site};
use crate::support::{get, query_of, send};

const CHUNK: usize = 16 << 10;

/// Sends so many chunks without a length: the status, and how many were taken in the end.
async fn taken(chunks: usize, from: &str) -> (u16, usize) {
    let postback = postback();
    let handle = postback.handle();
    let site = postback.with_state(());
    let query = query_of(&get(&site, "/shown").await, "act");
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let all = (0..chunks).map(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        Ok::<_, std::io::Error>(Bytes::from(vec![b'a'; CHUNK]))
    });
    let request = Request::post(format!("/shown?{query}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", from)
        .body(Body::from_stream(stream::iter(all)))
        .unwrap();
    let answer = send(&site, request).await;
    handle.drained().await;
    (answer.status.as_u16(), count.load(Ordering::SeqCst))
}

#[tokio::test]
async fn the_rest_of_a_body_that_is_refused_is_read() {
    assert_eq!(taken(40, "same-origin").await, (413, 40));
    assert_eq!(taken(40, "cross-site").await, (403, 40));
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_the_rest_of_a_body_that_stops() {
    let postback = postback();
    let handle = postback.handle();
    let site = postback.with_state(());
    let query = query_of(&get(&site, "/shown").await, "act");
    let request = Request::post(format!("/shown?{query}"))
        .header("sec-fetch-site", "cross-site")
        .body(Body::from_stream(
            stream::pending::<std::io::Result<Bytes>>(),
        ))
        .unwrap();
    let began = Instant::now();
    assert_eq!(send(&site, request).await.status, 403);
    assert_eq!(began.elapsed().as_secs(), 0);
    handle.drained().await;
    assert_eq!(began.elapsed().as_secs(), 5);
}

#[tokio::test]
async fn exactly_the_limit_passes() {
    let site = site();
    let query = query_of(&get(&site, "/shown").await, "act");
    for (size, status) in [(4096, 303), (4097, 413)] {
        let start = format!(
            "what=done&secret=x&name=Ada&more={}&other=",
            "x".repeat(2000)
        );
        let body = format!("{start}{}", "x".repeat(size - start.len()));
        let request = Request::post(format!("/shown?{query}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        assert_eq!(send(&site, request).await.status, status, "{size}");
    }
}
