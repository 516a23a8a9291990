//! `#[cached]` takes every kind of parameter and tag, under names that the expansion uses, too.
#![deny(warnings, missing_docs, unused_qualifications, unused_results)]
#![allow(unreachable_pub, reason = "public functions expand as well")]

use std::sync::Arc;

use postback::{Cache, Result, Tag, cached};

const PROBLEMS: Tag = Tag::new("problems");

/// Borrowed, and in the key unless skipped.
#[derive(Clone, Debug)]
pub struct Db;

/// The body need not use the cache, and may change what it is given.
#[cached(
    skip(db),
    tags("problems", "topic/{topic}", PROBLEMS, format!("{}", ids.len()), topic),
    fresh = "5m",
    expire = "1d"
)]
pub async fn list(
    cache: &Cache,
    db: &Db,
    topic: &str,
    ids: &[u64],
    mut page: u32,
) -> Result<String> {
    page += 1;
    Ok(format!("{db:?} {topic} {ids:?} {page}"))
}

/// What the expansion calls its own is not in the way.
#[cached(tags("{asked}/{tags}"))]
pub async fn names(
    _cache: Cache,
    asked: u8,
    tags: String,
    answer: &'static str,
    _unused: bool,
) -> Result<Arc<String>> {
    Ok(Arc::new(format!("{asked}{tags}{answer}")))
}

/// A child of the caller's cache is at hand, also for another cached function.
#[cached(tags("{type}"))]
pub async fn r#match(reader: &Cache, r#type: u8) -> Result<Arc<String>> {
    reader.tag("matches");
    let cache = reader.clone();
    names(cache, r#type, String::new(), "", true).await
}

macro_rules! counted {
    ($name:ident, $cache:ty, $tag:literal) => {
        /// Written by a macro.
        #[cached(skip(db), tags($tag, "count/{id}"))]
        pub async fn $name(cache: $cache, db: &Db, id: u64) -> Result<u64> {
            let Db = db;
            Ok(id)
        }
    };
}
counted!(count, &Cache, "counts");

fn is_send(_: &impl Send) {}

#[test]
fn what_it_writes_goes_between_threads_and_has_no_warnings() {
    let cache = Cache::for_tests();
    is_send(&list(&cache, &Db, "rust", &[1], 2));
    is_send(&names(cache.clone(), 1, String::new(), "", false));
    is_send(&r#match(&cache, 3));
    is_send(&count(&cache, &Db, 4));
}
