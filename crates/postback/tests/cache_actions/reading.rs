//! Cached values: read, invalidated, nested, shared while they are computed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use postback::{Cache, Error, Result};

/// Counts how often it was computed, and answers with the count.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicU32>);

impl Counter {
    async fn read(&self, cache: &Cache, tags: &[&str]) -> u32 {
        let count = self.clone();
        let read = cache.entry("count", &()).tags(tags.iter().copied());
        let read = read.get(async move |_| Ok::<_, Error>(count.next())).await;
        read.unwrap()
    }

    fn next(&self) -> u32 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

#[tokio::test]
async fn a_value_is_computed_once_and_then_read() {
    let (cache, counter) = (Cache::for_tests(), Counter::default());
    assert_eq!(counter.read(&cache, &["a"]).await, 1);
    assert_eq!(counter.read(&cache, &["a"]).await, 1);
}

#[tokio::test]
async fn whoever_says_that_something_changed_sees_it_at_once() {
    let (cache, counter) = (Cache::for_tests(), Counter::default());
    assert_eq!(counter.read(&cache, &["a", "b"]).await, 1);
    cache.revalidate_tag("c");
    assert_eq!(counter.read(&cache, &["a", "b"]).await, 1);
    cache.revalidate_tag("b");
    assert_eq!(counter.read(&cache, &["a", "b"]).await, 2);
    assert_eq!(cache.revalidated(), ["c", "b"]);
}

#[tokio::test]
async fn an_error_reaches_everybody_and_is_not_kept() {
    let cache = Cache::for_tests();
    let fails = async |cache: &Cache| -> Result<u32> {
        cache
            .entry("fails", &1)
            .get(async |_| Err("no database".into()))
            .await
    };
    assert_eq!(fails(&cache).await.unwrap_err().status(), 500);
    let works: Result<u32> = cache.entry("fails", &1).get(async |_| Ok(7)).await;
    assert_eq!(works.unwrap(), 7);
}
