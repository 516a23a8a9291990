//! One computation for all readers, and the readers that may not share it.

use super::*;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_readers_of_a_cold_key_share_one_computation() {
    let app = App::new();
    let readers: Vec<_> = (0..1000)
        .map(|_| {
            let app = app.clone();
            tokio::spawn(async move { app.gated(&app.request(), true).await })
        })
        .collect();
    app.until_read(1).await;
    app.may_end.add_permits(1);
    for reader in readers {
        assert_eq!(reader.await.unwrap(), 0);
    }
    assert_eq!(app.computed(), 1);
}

#[tokio::test]
async fn those_who_come_after_an_invalidation_do_not_get_what_those_before_wait_for() {
    for tag_is_known in [true, false] {
        let app = App::new();
        let read = |count| {
            (0..count)
                .map(|_| {
                    let app = app.clone();
                    tokio::spawn(async move { app.gated(&app.request(), tag_is_known).await })
                })
                .collect::<Vec<_>>()
        };
        let earlier = read(500);
        app.until_read(1).await;
        assert_eq!(app.change("row").await, 1);
        let later = read(500);
        tokio::task::yield_now().await;
        app.may_end.add_permits(2);
        for reader in earlier {
            assert!(reader.await.unwrap() <= 1);
        }
        for reader in later {
            assert_eq!(reader.await.unwrap(), 1, "known: {tag_is_known}");
        }
        assert_eq!(app.computed(), 2);
    }
}

#[tokio::test]
async fn a_leader_who_goes_away_leaves_the_computation_to_the_others() {
    let app = App::new();
    let leader = tokio::spawn({
        let app = app.clone();
        async move { app.gated(&app.request(), true).await }
    });
    app.until_read(1).await;
    let follower = tokio::spawn({
        let app = app.clone();
        async move { app.gated(&app.request(), true).await }
    });
    tokio::task::yield_now().await;
    leader.abort();
    assert!(leader.await.unwrap_err().is_cancelled());
    app.may_end.add_permits(1);
    assert_eq!(follower.await.unwrap(), 0);
    assert_eq!(app.computed(), 1);
}

#[tokio::test]
async fn a_computation_without_readers_still_lands_in_the_store() {
    let app = App::new();
    let leader = tokio::spawn({
        let app = app.clone();
        async move { app.gated(&app.request(), true).await }
    });
    app.until_read(1).await;
    leader.abort();
    app.may_end.add_permits(1);
    while !app.engine.flights.lock().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(app.gated(&app.request(), true).await, 0);
    assert_eq!(app.computed(), 1);
}

#[tokio::test]
async fn only_so_many_computations_run_at_once() {
    let app = App::with(CacheLimits::new().computations(2));
    let readers: Vec<_> = (0..6)
        .map(|number: u32| {
            let app = app.clone();
            tokio::spawn(async move {
                let (cache, inner) = (app.request(), app.clone());
                let read = cache.entry("many", &number);
                read.get(async move |_| {
                    inner.now();
                    inner.may_end.acquire().await.unwrap().forget();
                    Ok::<_, Error>(number)
                })
                .await
                .unwrap()
            })
        })
        .collect();
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    assert_eq!(app.computed(), 2);
    app.may_end.add_permits(6);
    for (number, reader) in (0..).zip(readers) {
        assert_eq!(reader.await.unwrap(), number);
    }
}

/// With one permit the outer computation holds it, and the inner one, which another reader has
/// started, waits for it.
#[tokio::test(start_paused = true)]
async fn an_inner_computation_needs_no_permit_of_its_own() {
    let app = App::with(CacheLimits::new().computations(1));
    let outer = tokio::spawn({
        let app = app.clone();
        async move {
            let (cache, inner) = (app.request(), app.clone());
            let read = cache.entry("outer", &());
            read.get(async move |cache| {
                inner.have_read.add_permits(1);
                inner.may_end.acquire().await.unwrap().forget();
                Ok::<_, Error>(inner.read(&cache).await)
            })
            .await
            .unwrap()
        }
    });
    app.until_read(1).await;
    let queued = tokio::spawn({
        let app = app.clone();
        async move { app.read(&app.request()).await }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(app.computed(), 0, "it waits for the permit");
    app.may_end.add_permits(1);
    assert_eq!(outer.await.unwrap(), 0);
    assert_eq!(queued.await.unwrap(), 0);
    assert_eq!(app.computed(), 1);
}
