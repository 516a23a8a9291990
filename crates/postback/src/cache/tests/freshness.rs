//! Which values may be served when.

use super::super::entry::Entry;
use super::super::sources::Sources;
use super::*;
use std::time::Duration;

#[tokio::test]
async fn a_late_result_does_not_look_fresh() {
    let app = App::new();
    let early = tokio::spawn({
        let app = app.clone();
        async move { app.gated(&app.request(), true).await }
    });
    app.until_read(1).await;
    app.change("row").await;
    app.may_end.add_permits(2);
    early.await.unwrap();
    assert_eq!(app.gated(&app.request(), true).await, 1);
}

#[tokio::test]
async fn what_a_request_computes_after_an_invalidation_it_does_not_hand_on_as_new() {
    let app = App::new();
    // Its request began before the change, so it may have read an older snapshot.
    let old = app.request();
    app.change("row").await;
    app.read(&old).await;
    app.read(&app.request()).await;
    assert_eq!(app.computed(), 2);
    app.read(&app.request()).await;
    assert_eq!(app.computed(), 2);
}

/// Returns a value that depends on the row and on its own tag `outer`.
async fn outer(app: &App, cache: &Cache) -> u64 {
    let inner = app.clone();
    let read = cache.entry("outer", &()).tags(["outer"]);
    read.get(async move |cache| Ok::<_, Error>(inner.read(&cache).await))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_value_depends_on_what_it_was_made_from() {
    let app = App::new();
    assert_eq!(outer(&app, &app.request()).await, 0);
    app.change("row").await;
    assert_eq!(outer(&app, &app.request()).await, 1);
}

#[tokio::test]
async fn an_old_inner_value_does_not_keep_its_outer_one_from_being_kept() {
    let app = App::new();
    outer(&app, &app.request()).await;
    // The inner value is older than this change, but still valid.
    app.change("outer").await;
    outer(&app, &app.request()).await;
    let before = app.engine.counters.computed.load(Ordering::SeqCst);
    outer(&app, &app.request()).await;
    assert_eq!(app.engine.counters.computed.load(Ordering::SeqCst), before);
    assert_eq!(app.computed(), 1);
}

#[tokio::test]
async fn whoever_has_changed_something_does_not_read_what_was_before_not_even_inside() {
    let app = App::new();
    assert_eq!(outer(&app, &app.request()).await, 0);
    let action = app.action();
    app.row.store(1, Ordering::SeqCst);
    action.revalidate_tag("row");
    assert_eq!(outer(&app, &action).await, 1);
    // No other reader knows about the change, or received a value that depends on it.
    assert_eq!(outer(&app, &app.request()).await, 0);
    action.publish(&[]).await;
    assert_eq!(outer(&app, &app.request()).await, 1);
}

#[tokio::test]
async fn a_path_stands_for_everything_that_its_page_reads() {
    let app = App::new();
    app.read(&app.request()).await;
    let action = app.action();
    action.revalidate_path("/caf%C3%A9?page=2");
    action.publish(&[]).await;
    let elsewhere = app.request();
    elsewhere.is_page_at(["/tea"]);
    app.read(&elsewhere).await;
    assert_eq!(app.computed(), 1);
    let there = app.request();
    there.is_page_at(["/café"]);
    app.read(&there).await;
    assert_eq!(app.computed(), 2);
    app.read(&there).await;
    assert_eq!(app.computed(), 2);
}

async fn aging(app: &App, cache: &Cache) -> u64 {
    let row = app.clone();
    let read = cache.entry("aging", &()).fresh("1m").expire("1h");
    read.get(async move |_| Ok::<_, Error>(row.now()))
        .await
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_page_takes_what_is_stale_while_one_new_value_is_made() {
    let app = App::new();
    aging(&app, &app.request()).await;
    app.row.store(1, Ordering::SeqCst);
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(aging(&app, &app.request()).await, 0);
    assert_eq!(aging(&app, &app.request()).await, 0);
    tokio::task::yield_now().await;
    assert_eq!(aging(&app, &app.request()).await, 1);
    assert_eq!(app.computed(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_action_does_not_decide_by_what_is_stale() {
    let app = App::new();
    aging(&app, &app.request()).await;
    app.row.store(1, Ordering::SeqCst);
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(aging(&app, &app.action()).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_request_is_as_of_its_beginning_or_of_what_is_stale_in_it() {
    let app = App::new();
    aging(&app, &app.request()).await;
    for _ in 0..3 {
        app.change("other").await;
    }
    let as_of = |request: &Cache| request.as_of(request.began());
    let fresh = app.request();
    app.change("other").await;
    aging(&app, &fresh).await;
    assert_eq!(as_of(&fresh), 3);
    tokio::time::advance(Duration::from_secs(60)).await;
    let (stale, computed) = (app.request(), app.request());
    aging(&app, &stale).await;
    app.read(&computed).await;
    assert_eq!((as_of(&stale), as_of(&computed)), (0, 4));
}

#[tokio::test(start_paused = true)]
async fn what_has_expired_is_not_served() {
    let app = App::new();
    aging(&app, &app.request()).await;
    app.row.store(1, Ordering::SeqCst);
    tokio::time::advance(Duration::from_secs(3600)).await;
    assert_eq!(aging(&app, &app.request()).await, 1);
}

/// A value without a declared lifetime lives as long as its dependencies.
#[tokio::test(start_paused = true)]
async fn old_data_does_not_become_young_in_a_new_value() {
    let app = App::new();
    aging(&app, &app.request()).await;
    tokio::time::advance(Duration::from_secs(50)).await;
    let around = async |cache: Cache| {
        let inner = app.clone();
        let read = cache.entry("around", &());
        read.get(async move |cache| Ok::<_, Error>(aging(&inner, &cache).await))
            .await
            .unwrap()
    };
    around(app.request()).await;
    app.row.store(1, Ordering::SeqCst);
    tokio::time::advance(Duration::from_secs(10)).await;
    // The value is stale: it is served while a new one is computed, which does not accept the stale
    // inner value.
    assert_eq!(around(app.request()).await, 0);
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(around(app.request()).await, 1);
}

/// The cost is one lookup of the tags of one value, however many values there are.
#[tokio::test]
async fn to_invalidate_a_tag_touches_no_value() {
    for count in [1_000, 1_000_000] {
        let app = App::with(CacheLimits::new().values(2 * count).values_bytes(1 << 30));
        for number in 0..count {
            let key = Key::new::<u8>(None, "bulk", number.to_be_bytes().to_vec());
            let source = rules::Source {
                tag: app.engine.names.of(&Tag::new("row")).unwrap(),
                as_of: 0,
            };
            let entry = Entry {
                value: Box::new(()),
                heap: 0,
                stamp: 0,
                oldest: 0,
                sources: Sources::Known(Box::new([source])),
                made: tokio::time::Instant::now(),
                life: USUAL,
                checked: AtomicU64::new(0),
                refresh: std::sync::Mutex::default(),
            };
            let put = app.engine.store(StoreKind::Value).put(key, Arc::new(entry));
            put.unwrap();
        }
        let before = app.engine.store(StoreKind::Value).size();
        assert!(before.entries > count * 9 / 10);
        app.change("row").await;
        assert_eq!(app.engine.store(StoreKind::Value).size(), before);
        let stats = app.engine.stats();
        assert_eq!((stats.invalidations, stats.tags), (1, 1));
        let key = Key::new::<u8>(None, "bulk", 0_u64.to_be_bytes().to_vec());
        let entry = app.engine.store(StoreKind::Value).get(&key).unwrap();
        assert_eq!(
            entry.checked.load(Ordering::SeqCst),
            0,
            "nobody has looked at it"
        );
        assert!(entry.is_invalid(&*app.engine.rules, &*app.engine.log));
    }
}
