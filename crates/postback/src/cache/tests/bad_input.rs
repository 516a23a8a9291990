//! Invalid tags, weights and keys.

use super::*;
use serde::{Serialize, Serializer};

/// Returns how many times two reads of such an entry compute it.
async fn computed_of_two(
    app: &App,
    read: impl for<'c> Fn(CacheEntry<'c>) -> CacheEntry<'c>,
    more: Vec<Tag>,
) -> u32 {
    let before = app.computed();
    for _ in 0..2 {
        let (cache, inner, more) = (app.request(), app.clone(), more.clone());
        let value = read(cache.entry("bad", &())).get(async move |cache: Cache| {
            for tag in more {
                cache.tag(tag);
            }
            Ok::<_, Error>(inner.now())
        });
        value.await.unwrap();
    }
    app.computed() - before
}

#[tokio::test]
async fn a_value_with_a_tag_that_is_none_is_computed_for_every_reader() {
    for tag in [String::new(), "x".repeat(257)] {
        let app = App::new();
        let found = computed_of_two(&app, |read| read.tags([&tag]), vec![]).await;
        assert_eq!(found, 2);
        let found = computed_of_two(&app, |read| read, vec![Tag::from(&tag)]).await;
        assert_eq!(found, 2);
        assert_eq!(app.engine.stats().refused, 4);
    }
    let app = App::new();
    let longest = "x".repeat(256);
    assert_eq!(
        computed_of_two(&app, |read| read.tags([&longest]), vec![]).await,
        1
    );
}

#[tokio::test]
async fn a_value_has_at_most_128_tags() {
    for (count, computed) in [(128, 1), (129, 2)] {
        let tags: Vec<Tag> = (0..count).map(|tag| format!("{tag}").into()).collect();
        let app = App::new();
        assert_eq!(
            computed_of_two(&app, |read| read.tags(&tags), vec![]).await,
            computed
        );
        let app = App::new();
        assert_eq!(
            computed_of_two(&app, |read| read.tags(&tags), tags.clone()).await,
            computed
        );
    }
}

#[tokio::test]
async fn as_many_values_are_kept_as_may_be_and_one_that_is_too_heavy_is_not() {
    let limits = CacheLimits::new().values(4).values_bytes(4 << 10);
    let app = App::with(limits);
    for number in 0..100_u8 {
        let cache = app.request();
        let read = cache.entry("light", &number).weight(|_: &u8| 0);
        read.get(async move |_| Ok::<_, Error>(number))
            .await
            .unwrap();
    }
    assert!(app.engine.store(StoreKind::Value).size().entries <= 4);
    for (heap, computed) in [(3 << 10, 1), (5 << 10, 2)] {
        let before = app.computed();
        for _ in 0..2 {
            let (cache, inner) = (app.request(), app.clone());
            let read = cache.entry("bad", &heap).weight(move |_: &u64| heap);
            let read = read.get(async move |_| Ok::<_, Error>(inner.now()));
            read.await.unwrap();
        }
        assert_eq!(app.computed() - before, computed, "{heap}");
    }
    assert_eq!(app.engine.stats().refused, 2);
}

/// Keys as visitors may send them.
#[tokio::test]
async fn long_keys_names_and_texts_stay_within_the_bytes() {
    let app = App::with(CacheLimits::new().values(300).values_bytes(1 << 20));
    let stats = || app.engine.stats();
    for number in 0..300_u32 {
        let cache = app.request();
        let long = format!("{number}{}", "k".repeat(60_000));
        let read = cache.entry("search", &long);
        let read = read.get(async move |_| Ok::<_, Error>(number));
        assert_eq!(read.await.unwrap(), number);
    }
    let kept = stats();
    assert!(kept.values > 250, "a long key takes no room: {kept:?}");
    assert!(kept.values <= 300 && kept.values_bytes <= 1 << 20);
    for number in 0..300_u32 {
        let cache = app.request();
        let read = cache.entry("text", &number);
        let text = read.get(async move |_| Ok::<_, Error>("x".repeat(60_000)));
        text.await.unwrap();
    }
    let kept = stats();
    assert!(kept.values_bytes <= 1 << 20, "{kept:?}");
    // Names count as well.
    for number in 0..300_u32 {
        let cache = app.request();
        let read = cache.entry(format!("{number}{}", "n".repeat(60_000)), &());
        read.get(async move |_| Ok::<_, Error>(number))
            .await
            .unwrap();
    }
    let kept = stats();
    assert!(kept.values_bytes <= 1 << 20, "{kept:?}");
}

#[tokio::test]
async fn with_room_for_nothing_everything_is_computed() {
    let app = App::with(CacheLimits::new().values(0));
    assert_eq!(computed_of_two(&app, |read| read, vec![]).await, 2);
    assert_eq!(app.engine.stats().refused, 0);
}

struct Refuses;

impl Serialize for Refuses {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("not this one"))
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_serialised_makes_no_two_values_one() {
    let app = App::new();
    for number in [1, 2] {
        let cache = app.request();
        let value = cache.entry("refuses", &Refuses);
        assert_eq!(
            value
                .get(async move |_| Ok::<_, Error>(number))
                .await
                .unwrap(),
            number
        );
    }
}

struct Panics;

impl Serialize for Panics {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("a key that panics")
    }
}

#[tokio::test]
async fn a_key_that_panics_harms_nobody_else() {
    let app = App::new();
    let cache = app.request();
    let read = tokio::spawn(async move {
        let read = cache.entry("panics", &Panics);
        read.get(async |_| Ok::<_, Error>(())).await
    });
    assert!(read.await.unwrap_err().is_panic());
    assert_eq!(app.read(&app.request()).await, 0);
}
