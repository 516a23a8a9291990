//! Readers of a value that could not be stored: after the row has changed and its tag was
//! published, no new reader receives the old value, at any depth, even if the read failed.

use super::*;
use serde::{Serialize, Serializer};
use std::pin::Pin;
use std::time::Duration;

type Read = Pin<Box<dyn Future<Output = Option<u64>> + Send>>;
/// A way to read the row; `None` if the read fails.
type Way = fn(App, Cache) -> Read;

/// Returns a value over the row, with the given options.
fn row(app: App, cache: Cache, say: fn(CacheEntry<'_>) -> CacheEntry<'_>, more: Vec<Tag>) -> Read {
    Box::pin(async move {
        let read = say(cache.entry("inner", &()).tags(["row"]));
        let read = read.get(async move |cache: Cache| {
            for tag in more {
                cache.tag(tag);
            }
            Ok::<_, Error>(app.now())
        });
        read.await.ok()
    })
}

struct Refuses;

impl Serialize for Refuses {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("not this one"))
    }
}

fn kept(app: App, cache: Cache) -> Read {
    row(app, cache, |read| read, vec![])
}

fn empty_tag(app: App, cache: Cache) -> Read {
    row(app, cache, |read| read.tags([""]), vec![])
}

fn only_an_unfit_tag(app: App, cache: Cache) -> Read {
    Box::pin(async move {
        let read = cache.entry("inner", &()).tags(["x".repeat(257)]);
        let read = read.get(async move |_| Ok::<_, Error>(app.now()));
        read.await.ok()
    })
}

fn late_unfit_tag(app: App, cache: Cache) -> Read {
    row(app, cache, |read| read, vec!["x".repeat(257).into()])
}

fn too_many_tags(app: App, cache: Cache) -> Read {
    let many = (0..200).map(|tag| Tag::from(tag.to_string()));
    row(app, cache, |read| read, many.collect())
}

fn unfit_two_levels_down(app: App, cache: Cache) -> Read {
    Box::pin(async move {
        let read = cache.entry("between", &()).tags(["between"]);
        let read = read.get(async move |cache| Ok::<_, Error>(empty_tag(app, cache).await));
        read.await.unwrap()
    })
}

/// Fails with an error that depends on the row, whose tag is unknown.
fn error(app: App, cache: Cache) -> Read {
    Box::pin(async move {
        let read = cache.entry("inner", &());
        let read = read.get(async move |cache: Cache| match app.now() {
            0 => Err::<u64, Error>("no such row".into()),
            row => {
                cache.tag("row");
                Ok(row)
            }
        });
        read.await.ok()
    })
}

fn panic(app: App, cache: Cache) -> Read {
    Box::pin(async move {
        let read = cache.entry("inner", &());
        let read = read.get(async move |_| {
            assert!(app.now() > 0, "no such row");
            Ok::<_, Error>(app.now())
        });
        read.await.ok()
    })
}

fn too_slow(app: App, cache: Cache) -> Read {
    Box::pin(async move {
        let read = cache.entry("inner", &());
        let read = read.get(async move |_| {
            if app.now() == 0 {
                std::future::pending::<()>().await;
            }
            Ok::<_, Error>(app.now())
        });
        // The outer computation times out, too, but by itself.
        tokio::time::timeout(Duration::from_secs(20), read)
            .await
            .ok()?
            .ok()
    })
}

fn itself(app: App, cache: Cache) -> Read {
    Box::pin(async move {
        let read = cache.entry("outer", &());
        let read = read.get(async move |_| Ok::<_, Error>(Some(app.now())));
        let never: Option<Option<u64>> = read.await.ok();
        never.flatten()
    })
}

fn no_key(app: App, cache: Cache) -> Read {
    Box::pin(async move {
        let read = cache.entry("inner", &Refuses).tags(["row"]);
        read.get(async move |_| Ok::<_, Error>(app.now()))
            .await
            .ok()
    })
}

fn no_key_and_unfit(app: App, cache: Cache) -> Read {
    Box::pin(async move {
        let read = cache.entry("inner", &Refuses).tags([""]);
        read.get(async move |_| Ok::<_, Error>(app.now()))
            .await
            .ok()
    })
}

fn no_key_and_an_error(app: App, cache: Cache) -> Read {
    Box::pin(async move {
        let read = cache.entry("inner", &Refuses);
        let read = read.get(async move |_| match app.now() {
            0 => Err::<u64, Error>("no such row".into()),
            row => Ok(row),
        });
        read.await.ok()
    })
}

/// Returns a value over the result of the read.
async fn outer(app: &App, cache: &Cache, way: Way) -> Option<u64> {
    let app = app.clone();
    let read = cache.entry("outer", &()).tags(["outer"]);
    let read = read.get(async move |cache| Ok::<_, Error>(way(app, cache).await));
    read.await.unwrap()
}

/// The ways in which a read can end, and whether a value that reads it is stored.
const WAYS: [(&str, Way, bool); 13] = [
    ("kept", kept, true),
    ("an empty tag", empty_tag, false),
    ("only an unfit tag", only_an_unfit_tag, false),
    ("a late unfit tag", late_unfit_tag, false),
    ("too many tags", too_many_tags, false),
    ("unfit two levels down", unfit_two_levels_down, false),
    ("an error", error, false),
    ("a panic", panic, false),
    ("given up", too_slow, false),
    ("itself", itself, false),
    ("no key", no_key, true),
    ("no key, unfit tag", no_key_and_unfit, false),
    ("no key, an error", no_key_and_an_error, false),
];

#[tokio::test(start_paused = true)]
async fn what_reads_a_value_has_its_tags_or_is_not_kept() {
    for (name, way, is_kept) in WAYS {
        let app = App::new();
        let computed = || app.engine.stats().computed;
        outer(&app, &app.request(), way).await;
        let before = computed();
        outer(&app, &app.request(), way).await;
        assert_eq!(computed() == before, is_kept, "{name}");
        app.change("row").await;
        if name != "itself" {
            assert_eq!(outer(&app, &app.request(), way).await, Some(1), "{name}");
        }
    }
}

/// The same for a value that cannot be stored although its tags are known: its reader has the tags.
#[tokio::test]
async fn what_reads_a_value_without_a_place_is_kept_with_its_tags() {
    fn heavy(app: App, cache: Cache) -> Read {
        Box::pin(async move {
            let read = cache.entry("inner", &()).tags(["row"]);
            let read = read.weight(|_: &u64| 1 << 40);
            read.get(async move |_| Ok::<_, Error>(app.now()))
                .await
                .ok()
        })
    }
    let app = App::new();
    for row in 0..3 {
        assert_eq!(outer(&app, &app.request(), heavy).await, Some(row));
        let before = app.computed();
        assert_eq!(outer(&app, &app.request(), heavy).await, Some(row));
        assert_eq!(app.computed(), before);
        app.change("row").await;
    }
}

/// A reader that arrives after an invalidation waits for a computation from before it.
#[tokio::test]
async fn nobody_who_comes_later_takes_what_has_an_unfit_tag_or_failed() {
    async fn gated(app: App, cache: Cache, fails: bool) -> Result<u64, Error> {
        let read = cache.entry("gated", &());
        read.get(async move |cache: Cache| {
            let row = app.now();
            app.have_read.add_permits(1);
            app.may_end.acquire().await.unwrap().forget();
            if fails && row == 0 {
                return Err("no such row".into());
            }
            cache.tag("");
            Ok::<_, Error>(row)
        })
        .await
    }
    for fails in [false, true] {
        let app = App::new();
        let early = tokio::spawn(gated(app.clone(), app.request(), fails));
        app.until_read(1).await;
        app.change("row").await;
        let late = tokio::spawn(gated(app.clone(), app.request(), fails));
        tokio::task::yield_now().await;
        app.may_end.add_permits(2);
        assert_eq!(early.await.unwrap().is_err(), fails);
        assert_eq!(late.await.unwrap().unwrap(), 1, "fails: {fails}");
    }
}

/// The change is recorded but not published, so no one else knows about it.
#[tokio::test]
async fn whoever_has_changed_something_does_not_take_what_has_an_unfit_tag() {
    let app = App::new();
    let early = tokio::spawn({
        let app = app.clone();
        async move {
            let (cache, inner) = (app.request(), app.clone());
            let read = cache.entry("inner", &()).tags([""]);
            read.get(async move |_| {
                let row = inner.now();
                inner.have_read.add_permits(1);
                inner.may_end.acquire().await.unwrap().forget();
                Ok::<_, Error>(row)
            })
            .await
        }
    });
    app.until_read(1).await;
    app.row.store(1, Ordering::SeqCst);
    let action = app.action();
    action.revalidate_tag("row");
    assert_eq!(empty_tag(app.clone(), action).await, Some(1));
    app.may_end.add_permits(1);
    assert_eq!(early.await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn a_tag_that_is_there_twice_counts_once() {
    let app = App::new();
    let tags: Vec<Tag> = (0..100).map(|tag| tag.to_string().into()).collect();
    let read = async || {
        let (cache, app, tags) = (app.request(), app.clone(), tags.clone());
        let read = cache.entry("outer", &()).tags(&tags);
        read.get(async move |cache: Cache| {
            let read = cache.entry("inner", &()).tags(&tags);
            read.get(async move |_| Ok::<_, Error>(app.now())).await
        })
        .await
        .unwrap()
    };
    read().await;
    app.change("outer").await;
    read().await;
    assert_eq!(app.computed(), 1);
    assert_eq!(app.engine.stats().refused, 0);
}

/// A computation may read through the cache of its visitor instead of its own.
#[tokio::test(start_paused = true)]
async fn it_does_not_matter_which_cache_a_computation_reads_through() {
    for (name, way, is_kept) in WAYS {
        let app = App::new();
        let computed = || app.engine.stats().computed;
        let read = async || {
            let (inner, brought) = (app.clone(), app.request());
            let cache = brought.clone();
            let read = cache.entry("outer", &()).tags(["outer"]);
            let read = read.get(async move |_| Ok::<_, Error>(way(inner, brought).await));
            read.await.unwrap()
        };
        read().await;
        let before = computed();
        read().await;
        assert_eq!(computed() == before, is_kept, "{name}");
        app.change("row").await;
        if name != "itself" {
            assert_eq!(read().await, Some(1), "{name}");
        }
    }
}

/// A value without a key limits the lifetime of its reader to its own.
#[tokio::test(start_paused = true)]
async fn a_value_without_a_key_hands_its_life_on() {
    let app = App::new();
    let read = async || {
        let (cache, app) = (app.request(), app.clone());
        let read = cache.entry("outer", &());
        read.get(async move |cache: Cache| {
            let read = cache.entry("inner", &Refuses).fresh("5s").expire("5s");
            read.get(async move |_| Ok::<_, Error>(app.now())).await
        })
        .await
        .unwrap()
    };
    read().await;
    read().await;
    assert_eq!(app.computed(), 1);
    tokio::time::advance(Duration::from_secs(6)).await;
    read().await;
    assert_eq!(app.computed(), 2);
}
