//! Computations without readers do not delay others.

use super::*;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

const LONG: Duration = Duration::from_secs(20);

fn app() -> App {
    let limits = CacheLimits::new().computations(2);
    App::with(limits.timeout(Duration::from_secs(60)))
}

/// Starts a reader of a key whose computation is slow.
fn slow(app: &App, key: u32) -> JoinHandle<u32> {
    let (cache, inner) = (app.request(), app.clone());
    tokio::spawn(async move {
        let read = cache.entry("slow", &key);
        let read = read.get(async move |_| {
            inner.now();
            sleep(LONG).await;
            Ok::<_, Error>(key)
        });
        read.await.unwrap()
    })
}

async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

/// Starts this many requests and closes them after a moment.
async fn abandoned(app: &App, keys: std::ops::Range<u32>) {
    let readers: Vec<_> = keys.map(|key| slow(app, key)).collect();
    settle().await;
    for reader in readers {
        reader.abort();
    }
    settle().await;
}

#[tokio::test(start_paused = true)]
async fn after_500_abandoned_requests_another_key_is_answered_at_once() {
    let app = app();
    abandoned(&app, 0..500).await;
    let before = Instant::now();
    assert_eq!(app.read(&app.request()).await, 0);
    assert_eq!(before.elapsed(), Duration::ZERO);
    // The two that were running, which continue, and the requested one.
    assert_eq!(app.computed(), 3);
    let stats = app.engine.stats();
    assert_eq!(
        (stats.computed, stats.abandoned, stats.running),
        (3, 498, 2)
    );
    sleep(LONG).await;
    settle().await;
    let stats = app.engine.stats();
    assert_eq!((stats.running, stats.failed, stats.values), (0, 0, 3));
}

#[tokio::test(start_paused = true)]
async fn wave_after_wave_of_abandoned_requests_leaves_room() {
    let app = app();
    for wave in 0..100 {
        abandoned(&app, 2 * wave..2 * wave + 2).await;
        // Never more than twice the number that may run at once.
        assert!(app.engine.stats().running <= 2);
    }
    let before = Instant::now();
    assert_eq!(app.read(&app.request()).await, 0);
    assert_eq!(before.elapsed(), Duration::ZERO);
    assert_eq!(app.engine.stats().abandoned, 198);
}

/// Computations that an abandoned computation has started are bounded as well.
#[tokio::test(start_paused = true)]
async fn what_is_nested_in_an_abandoned_computation_goes_with_it() {
    let app = app();
    for wave in 0..50 {
        let (cache, inner) = (app.request(), app.clone());
        let reader = tokio::spawn(async move {
            let read = cache.entry("outer", &wave);
            let read = read.get(async move |cache: Cache| {
                let read = cache.entry("inner", &wave);
                read.get(async move |_| {
                    inner.now();
                    sleep(LONG).await;
                    Ok::<_, Error>(wave)
                })
                .await
            });
            read.await.unwrap()
        });
        settle().await;
        reader.abort();
        settle().await;
    }
    // Two outer computations and the inner ones that they wait for.
    assert_eq!(app.engine.stats().running, 4);
}

#[tokio::test(start_paused = true)]
async fn whoever_joins_an_abandoned_computation_gets_its_value() {
    let app = app();
    abandoned(&app, 0..4).await;
    // Running computations, and queued ones.
    let readers: Vec<_> = (0..4).map(|key| slow(&app, key)).collect();
    let before = Instant::now();
    for (key, reader) in (0..).zip(readers) {
        assert_eq!(reader.await.unwrap(), key);
    }
    assert_eq!(before.elapsed(), LONG);
    assert_eq!(app.computed(), 4, "each of them once");
}

#[tokio::test(start_paused = true)]
async fn one_who_stays_keeps_the_computation_of_those_who_go_in_its_place() {
    let app = app();
    let busy = [slow(&app, 0), slow(&app, 1)];
    settle().await;
    let (gone, stays) = (slow(&app, 2), slow(&app, 2));
    settle().await;
    gone.abort();
    settle().await;
    let late = slow(&app, 3);
    let before = Instant::now();
    assert_eq!(stays.await.unwrap(), 2);
    assert_eq!(before.elapsed(), 2 * LONG);
    for reader in busy {
        reader.await.unwrap();
    }
    late.await.unwrap();
    assert_eq!(app.computed(), 4);
}

/// A visitor receives the stale value at once. An action, which does not accept it, does not queue
/// behind all refreshes.
#[tokio::test(start_paused = true)]
async fn refreshes_are_in_nobodys_way() {
    let app = App::with(
        CacheLimits::new()
            .computations(2)
            .timeout(Duration::from_secs(3600)),
    );
    let aging = async |cache: Cache, key: u32| {
        let row = app.clone();
        let read = cache.entry("aging", &key).fresh("1m").expire("1d");
        let read = read.get(async move |_| {
            if row.now() >= 100 {
                sleep(LONG).await;
            }
            Ok::<_, Error>(key)
        });
        read.await.unwrap()
    };
    for key in 0..100 {
        aging(app.request(), key).await;
    }
    app.row.store(100, Ordering::SeqCst);
    tokio::time::advance(Duration::from_secs(61)).await;
    let before = Instant::now();
    for key in 0..100 {
        aging(app.request(), key).await;
    }
    settle().await;
    assert_eq!(app.read(&app.request()).await, 100);
    assert_eq!(before.elapsed(), Duration::ZERO);
    assert_eq!(aging(app.action(), 99).await, 99);
    assert_eq!(before.elapsed(), LONG, "its own computation, and no other");
}
