//! A cached page that reads what could not be kept is not kept itself, however deep that is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::{Extension, Path};
use axum::routing::get;
use postback::{Cache, Error, Html, Page, Result, action, actions, page};
use postback_testing::{Browser, both_ways};

use super::site::{Site, fresh, site, warnings};
use crate::support::log;
use crate::support::{button, document};

type Row = Extension<Arc<AtomicU32>>;

#[action(public)]
async fn change(Extension(row): Row, cache: Cache) -> Result<()> {
    row.fetch_add(1, Ordering::SeqCst);
    cache.revalidate_tag("row");
    // Nothing can depend on these.
    cache.revalidate_tag("");
    cache.revalidate_tag("x".repeat(300));
    Ok(())
}

/// The row, read in one of the ways that leave nobody knowing what it depends on.
async fn shown(cache: &Cache, row: Arc<AtomicU32>, how: &str) -> Result<u32> {
    let tag = match how {
        "empty" => String::new(),
        "long" => "x".repeat(257),
        _ => "row".to_owned(),
    };
    let fails = how == "error";
    let read = cache.entry("row", &how).tags([tag]);
    let read = read.get(async move |_| match row.load(Ordering::SeqCst) {
        0 if fails => Err::<u32, Error>("the database is away".into()),
        row => Ok(row),
    });
    read.await
}

async fn show(Path(how): Path<String>, Extension(row): Row, cache: Cache, page: Page) -> Html {
    let inner = how.clone();
    let between = cache.entry("between", &how).tags(["between"]);
    let row = between
        .get(async move |cache: Cache| {
            // An error is nothing to show, it finds.
            Ok::<_, Error>(shown(&cache, row, &inner).await.unwrap_or_default())
        })
        .await;
    document([
        format!("<p id=row>{}</p>", row.unwrap()),
        page.form::<change>().open(button("Change")).to_string(),
    ])
}

fn app() -> Site {
    let pages = Router::new()
        .route("/{how}", page(get(show)))
        .layer(Extension(Arc::new(AtomicU32::new(0))));
    site(pages, |app| {
        app.actions(actions![change]).cache_page("/{how}", fresh())
    })
}

#[tokio::test]
async fn a_page_over_a_value_that_could_not_be_kept_shows_everybody_every_change() {
    for how in ["kept", "empty", "long", "error"] {
        let url = format!("/{how}");
        both_ways(
            async || app().app,
            async |browser: Browser| {
                let other = browser.tab();
                for row in 0..3_u32 {
                    let page = other.get(&url).await;
                    assert_eq!(page.find("#row"), row.to_string(), "{how}");
                    let page = browser.get(&url).await.form::<change>().submit().await;
                    assert_eq!(page.find("#row"), (row + 1).to_string(), "{how}");
                }
            },
        )
        .await;
    }
}

#[tokio::test]
async fn only_what_is_known_by_its_tags_is_kept() {
    for (how, pages) in [("kept", 1), ("empty", 0), ("long", 0), ("error", 0)] {
        let Site { app, handle, .. } = app();
        let browser = Browser::new(app);
        browser.get(&format!("/{how}")).await;
        assert_eq!(handle.cache().stats().pages, pages, "{how}");
    }
}

#[tokio::test]
async fn to_revalidate_a_tag_that_is_none_is_told() {
    let log = log::keep();
    let Site { app, handle, .. } = app();
    let browser = Browser::new(app);
    browser.get("/kept").await.form::<change>().submit().await;
    handle.cache().revalidate_tag("").await;
    handle.cache().revalidate_path("no-slash").await;
    let warnings = warnings(&log);
    let tags = warnings
        .iter()
        .filter(|line| line.contains("this tag revalidates nothing"));
    assert_eq!(tags.count(), 3, "{warnings:?}");
    let paths = warnings
        .iter()
        .filter(|line| line.contains("from the root"));
    assert_eq!(paths.count(), 1, "{warnings:?}");
}
