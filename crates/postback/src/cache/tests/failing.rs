//! Computations that fail, panic or time out.

use super::*;
use std::time::Duration;

#[tokio::test]
async fn a_panic_is_an_error_for_everybody_who_waits_and_the_next_one_tries_again() {
    let app = App::new();
    let read = async |cache: Cache, panics: bool| {
        let read = cache.entry("panics", &());
        read.get(async move |_| {
            assert!(!panics, "no such row");
            Ok::<_, Error>(7)
        })
        .await
    };
    let (one, other) = tokio::join!(read(app.request(), true), read(app.request(), true));
    for failed in [one, other] {
        assert_eq!(failed.unwrap_err().status(), 500);
    }
    assert_eq!(app.engine.counters.computed.load(Ordering::SeqCst), 1);
    assert_eq!(read(app.request(), false).await.unwrap(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_computation_that_takes_too_long_is_stopped() {
    let app = App::with(CacheLimits::new().timeout(Duration::from_secs(2)));
    let cache = app.request();
    let read = cache.entry("slow", &());
    let error: Interrupted = read
        .get(async |_| {
            tokio::time::sleep(Duration::from_secs(10)).await;
            Ok(())
        })
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the cached computation was stopped after 2s (`CacheLimits::timeout`)"
    );
    assert!(app.engine.flights.lock().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_failing_refresh_keeps_the_stale_value_and_is_tried_again_ever_later() {
    let app = App::new();
    let read = async || {
        let (cache, row) = (app.request(), app.clone());
        let read = cache.entry("aging", &()).fresh("1m").expire("1h");
        let found = read
            .get(async move |_| match row.now() {
                0 => Ok::<_, Error>(0),
                _ => Err("the database is away".into()),
            })
            .await;
        tokio::task::yield_now().await;
        found.map_err(|error| error.status())
    };
    assert_eq!(read().await, Ok(0));
    app.row.store(1, Ordering::SeqCst);
    tokio::time::advance(Duration::from_secs(60)).await;
    let mut tries = Vec::new();
    for second in 0..70 {
        let before = app.computed();
        assert_eq!(read().await, Ok(0));
        if app.computed() > before {
            tries.push(second);
        }
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    assert_eq!(tries, [0, 1, 3, 7, 15, 31, 61]);
    tokio::time::advance(Duration::from_secs(3600)).await;
    assert_eq!(read().await.unwrap_err().as_u16(), 500);
}

#[tokio::test(start_paused = true)]
async fn a_computation_that_reads_itself_is_told_so() {
    fn around(
        cache: Cache,
        depth: u32,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<u32, Interrupted>> + Send>> {
        Box::pin(async move {
            let name = if depth.is_multiple_of(2) {
                "even"
            } else {
                "odd"
            };
            let read = cache.entry(name, &());
            read.get(async move |cache| around(cache, depth + 1).await)
                .await
        })
    }
    let app = App::new();
    let error = around(app.request(), 0).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the cached computation waits for itself: even > odd > even"
    );
}

#[tokio::test]
async fn what_was_said_is_published_even_if_its_request_is_dropped() {
    let app = App::new();
    app.read(&app.request()).await;
    let webhook = app.request();
    webhook.revalidate_tag("row");
    drop(webhook);
    app.read(&app.request()).await;
    assert_eq!(app.computed(), 2);
}

#[tokio::test]
async fn what_a_task_says_after_its_action_is_published_at_once() {
    let app = App::new();
    let action = app.action();
    action.publish(&[]).await;
    app.read(&app.request()).await;
    action.revalidate_tag("row");
    app.read(&app.request()).await;
    assert_eq!(app.computed(), 2);
}
