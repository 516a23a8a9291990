//! Reads and invalidations alone, many times, and nothing else: for a profiler, and for counting
//! instructions.

use std::io::Result;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::Request;
use axum::routing::get;
use http_body_util::BodyExt;
use postback::{AppHandle, Cache, CacheLimits, CachedPage, Keys, Postback, cached, page};
use tower::ServiceExt;

use crate::ask::Ask;
use crate::client::wrong;

type Rows = Arc<Vec<(u32, String)>>;

#[cached(skip(rows), tags("rows", "row/{number}"))]
async fn rows(cache: &Cache, rows: &Rows, topic: &str, number: u64) -> postback::Result<Rows> {
    let _ = (topic, number);
    Ok(Arc::clone(rows))
}

const TOPIC: &str = "dynamic-programming";

/// The numbers of all entries are written in as many bytes, however many entries there are.
const FIRST: u64 = 1 << 24;

type Lent = Arc<Mutex<Option<Cache>>>;

async fn lend(cache: Cache, State(lent): State<Lent>) {
    *lent.lock().unwrap_or_else(PoisonError::into_inner) = Some(cache);
}

async fn small(Path(number): Path<u64>) -> axum::response::Html<String> {
    axum::response::Html(format!("<!DOCTYPE html><title>{number}</title>"))
}

/// An app whose cache holds so many entries.
pub(crate) struct Full {
    app: Router,
    handle: AppHandle,
    cache: Cache,
    rows: Rows,
    entries: u64,
}

impl Full {
    async fn new(entries: u64) -> Self {
        let lent = Lent::default();
        let pages = Router::new()
            .route("/lend", page(get(lend)))
            .route("/small/{number}", page(get(small)));
        let limits = CacheLimits::new().values(2 * entries).pages(entries << 11);
        let app = Postback::new(pages)
            .keys(Keys::random())
            .cache_limits(limits)
            .cache_page("/small/{number}", CachedPage::fresh("1d").tags(["rows"]));
        let handle = app.handle();
        let app = app.with_state(Arc::clone(&lent));
        let request = Request::get("/lend").body(axum::body::Body::empty());
        let request = request.expect("a request like others");
        drop(app.clone().oneshot(request).await);
        let lent = lent.lock().unwrap_or_else(PoisonError::into_inner).take();
        Self {
            app,
            handle,
            cache: lent.expect("the page lends its cache"),
            rows: Arc::new((0..100).map(|row| (row, row.to_string())).collect()),
            entries,
        }
    }

    /// With so many values in it.
    pub(crate) async fn of_values(entries: u64) -> Self {
        let full = Self::new(entries).await;
        for number in FIRST..FIRST + entries {
            // Not by `value`: a profiler that looks at that one sees the hits only.
            let made = rows(&full.cache, &full.rows, TOPIC, number).await;
            drop(made);
        }
        assert_eq!(full.handle.cache().stats().values, entries);
        full
    }

    /// With so many pages in it.
    pub(crate) async fn of_pages(entries: u64) -> Self {
        let full = Self::new(entries).await;
        for number in FIRST..FIRST + entries {
            full.page(number).await;
        }
        assert_eq!(full.handle.cache().stats().pages, entries);
        full
    }

    pub(crate) async fn value(&self, number: u64) -> Rows {
        let rows = rows(&self.cache, &self.rows, TOPIC, number).await;
        rows.expect("a value that is a constant")
    }

    pub(crate) async fn page(&self, number: u64) {
        let target = format!("/small/{number}");
        let ask = Ask {
            host: crate::inprocess::HOST,
            target: &target,
            session: 1,
            cookie: None,
            form: None,
            also: &[],
        };
        let answer = self.app.clone().oneshot(ask.request()).await;
        let response = answer.unwrap_or_else(|never| match never {});
        assert_eq!(response.status(), 200);
        drop(response.into_body().collect().await);
    }

    pub(crate) async fn revalidate(&self, tag: &'static str) {
        self.handle
            .cache()
            .revalidate_tag(postback::Tag::new(tag))
            .await;
    }

    pub(crate) fn stats(&self) -> postback::CacheStats {
        self.handle.cache().stats()
    }

    /// Always the same entry, or one after the other in no order.
    pub(crate) fn number(&self, is_hot: bool, read: u64) -> u64 {
        if is_hot {
            FIRST + self.entries / 2
        } else {
            // The high bits of a Weyl sequence are spread evenly, and cost two instructions.
            let spread = read.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
            FIRST + ((spread * self.entries) >> 32)
        }
    }
}

/// Does one thing `count` times with so many entries, and prints nothing that depends on time.
pub(crate) async fn alone(what: &str, entries: &str, count: &str) -> Result<()> {
    let (Ok(entries), Ok(count)) = (entries.parse(), count.parse::<u64>()) else {
        return Err(wrong("both the entries and the count are numbers"));
    };
    let full = match what {
        "page" | "pages" => Full::of_pages(entries).await,
        _ => Full::of_values(entries).await,
    };
    for read in 0..count {
        match what {
            "value" => drop(full.value(full.number(true, read)).await),
            "values" => drop(full.value(full.number(false, read)).await),
            "page" => full.page(full.number(true, read)).await,
            "pages" => full.page(full.number(false, read)).await,
            "revalidate" => full.revalidate("rows").await,
            _ => {
                return Err(wrong(
                    "one of: value, values (random keys), page, pages (random), revalidate",
                ));
            }
        }
    }
    println!("{what}, {count} times: {:?}", full.stats());
    // The end of a million entries is none of the costs.
    std::process::exit(0)
}
