//! Cached values: read, invalidated, nested, shared while they are computed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use postback::{Cache, Error, Result, Tag, cached};

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

#[cached(skip(count), tags("row/{id}", ALL))]
async fn row(cache: &Cache, count: &Counter, id: u32, name: &str) -> Result<(u32, String)> {
    cache.tag(format!("found/{id}"));
    Ok((count.next(), format!("{id} {name}")))
}

const ALL: Tag = Tag::new("rows");

#[cached(skip(count), tags("both"), fresh = "5m")]
async fn both(cache: Cache, count: Counter) -> Result<Vec<String>> {
    let one = row(&cache, &count, 1, "one").await?;
    let two = row(&cache, &count, 2, "two").await?;
    Ok(vec![one.1, two.1])
}

#[tokio::test]
async fn every_parameter_tells_values_apart_unless_it_is_skipped() {
    let (cache, count) = (Cache::for_tests(), Counter::default());
    assert_eq!(row(&cache, &count, 1, "a").await.unwrap().0, 1);
    assert_eq!(row(&cache, &count, 2, "a").await.unwrap().0, 2);
    assert_eq!(row(&cache, &count, 1, "b").await.unwrap().0, 3);
    let again = row(&cache, &Counter::default(), 1, "a").await.unwrap();
    assert_eq!(again, (1, "1 a".to_owned()));
}

#[tokio::test]
async fn a_tag_is_a_text_with_parameters_a_constant_or_found_on_the_way() {
    for (tag, computed_anew) in [
        ("row/1", true),
        ("rows", true),
        ("found/1", true),
        ("row/2", false),
    ] {
        let (cache, count) = (Cache::for_tests(), Counter::default());
        row(&cache, &count, 1, "a").await.unwrap();
        cache.revalidate_tag(tag);
        let expected = if computed_anew { 2 } else { 1 };
        assert_eq!(
            row(&cache, &count, 1, "a").await.unwrap().0,
            expected,
            "{tag}"
        );
    }
}

#[tokio::test]
async fn a_value_has_the_tags_of_the_values_in_it() {
    for (tag, computed_anew) in [("both", 2), ("found/2", 3), ("rows", 4), ("row/3", 2)] {
        let (cache, count) = (Cache::for_tests(), Counter::default());
        assert_eq!(
            both(cache.clone(), count.clone()).await.unwrap(),
            ["1 one", "2 two"]
        );
        cache.revalidate_tag(tag);
        both(cache, count.clone()).await.unwrap();
        assert_eq!(count.0.load(Ordering::SeqCst), computed_anew, "{tag}");
    }
}

struct One;
struct Other;

impl One {
    #[cached]
    async fn name(_cache: &Cache) -> Result<&'static str> {
        Ok("one")
    }
}

impl Other {
    #[cached]
    async fn name(_cache: &Cache) -> Result<&'static str> {
        Ok("other")
    }
}

#[tokio::test]
async fn two_functions_of_one_path_do_not_share_their_values() {
    let cache = Cache::for_tests();
    assert_eq!(One::name(&cache).await.unwrap(), "one");
    assert_eq!(Other::name(&cache).await.unwrap(), "other");
}
