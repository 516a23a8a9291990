//! Tags, weights and keys that are none.

use super::*;
use serde::{Serialize, Serializer};

/// How often two reads of such an entry compute.
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
        assert_eq!(CacheStats::of(&app.engine).refused, 4);
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
async fn a_weight_of_zero_is_one_and_one_that_is_too_much_is_not_kept() {
    let app = App::with(CacheLimits::new().values(4));
    for number in 0..100_u8 {
        let cache = app.request();
        let read = cache.entry("light", &number).weight(0);
        read.get(async move |_| Ok::<_, Error>(number))
            .await
            .unwrap();
    }
    assert!(app.engine.store(Kind::Value).size().entries <= 4);
    assert_eq!(
        computed_of_two(&app, |read| read.weight(5), vec![]).await,
        2
    );
    assert_eq!(CacheStats::of(&app.engine).refused, 2);
}

#[tokio::test]
async fn with_room_for_nothing_everything_is_computed() {
    let app = App::with(CacheLimits::new().values(0));
    assert_eq!(computed_of_two(&app, |read| read, vec![]).await, 2);
    assert_eq!(CacheStats::of(&app.engine).refused, 0);
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
