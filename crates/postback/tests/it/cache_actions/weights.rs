//! What visitors can make the cache hold, by what they ask for.

use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use http::Request;
use postback::{Cache, CacheLimits, CacheStats, Keys, Postback, Result, cached, page};
use tower::ServiceExt as _;

#[derive(Clone)]
struct Hit {
    text: String,
}

/// What is found holds what was asked for.
#[cached(weight = |hits| hits.iter().map(|hit| size_of::<Hit>() + hit.text.len()).sum())]
async fn search(cache: &Cache, words: &str) -> Result<Vec<Hit>> {
    let text = words.to_owned();
    Ok(vec![Hit { text }])
}

#[cached]
async fn length(cache: &Cache, words: &str) -> Result<usize> {
    Ok(words.len())
}

type Words = Query<Vec<(String, String)>>;

async fn found(Query(words): Words, cache: Cache) -> Result<String> {
    let hits = search(&cache, &words[0].1).await?;
    Ok(hits[0].text.len().to_string())
}

async fn measured(Query(words): Words, cache: Cache) -> Result<String> {
    Ok(length(&cache, &words[0].1).await?.to_string())
}

async fn after(path: &str, count: u32, limits: CacheLimits) -> CacheStats {
    let pages = Router::new()
        .route("/search", page(get(found)))
        .route("/length", page(get(measured)));
    let postback = Postback::new(pages)
        .keys(Keys::random())
        .cache_limits(limits);
    let handle = postback.handle();
    let app: Router = postback.with_state(());
    for number in 0..count {
        let words = format!("{number:05}{}", "k".repeat(59_995));
        let request = Request::get(format!("{path}?q={words}")).body(axum::body::Body::empty());
        let answer = app.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200);
    }
    handle.cache().stats()
}

const BYTES: u64 = 1 << 20;

#[tokio::test]
async fn keys_of_60_kilobytes_by_get_are_kept_in_the_room_of_short_ones() {
    let limits = CacheLimits::new().values(300).values_bytes(BYTES);
    let stats = after("/length", 300, limits).await;
    assert!((250..=300).contains(&stats.values), "{stats:?}");
    assert!(stats.values_bytes <= BYTES, "{stats:?}");
}

#[tokio::test]
async fn values_weigh_what_they_say_that_they_hold() {
    let stats = after("/search", 100, CacheLimits::new().values_bytes(BYTES)).await;
    let fit = BYTES / 60_000;
    assert!((fit / 2..=fit).contains(&stats.values), "{stats:?}");
    assert!(stats.values_bytes <= BYTES, "{stats:?}");
}
