//! When a page is rendered again: its age, its tags, its path, what it reads.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use http::StatusCode;
use postback::{
    Cache, CachedPage, Error, Html, NotFound, Page, Redirect, Result, action, actions, page,
};
use postback_testing::{Browser, both_ways};
use tokio::sync::{Notify, Semaphore};

use super::site::{Site, count, fresh, site};
use crate::support::{Answer, Effects, button, document, get as fetch};

fn counting(declared: CachedPage) -> Site {
    let pages = Router::new().route("/count", page(get(count)));
    site(pages, |app| app.cache_page("/count", declared))
}

async fn shown(app: &Router) -> String {
    let text = fetch(app, "/count").await.text();
    let from = text
        .find("<p id=count>")
        .unwrap_or_else(|| panic!("{text}"))
        + 12;
    text[from..].split('<').next().unwrap().to_owned()
}

/// Lets tasks run that nobody waits for.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_fresh_page_is_served_as_it_is_and_a_stale_one_while_a_new_one_is_made() {
    let Site { app, seen, handle } = counting(CachedPage::fresh("5m").expire("1h"));
    assert_eq!(shown(&app).await, "1");
    tokio::time::advance(Duration::from_secs(299)).await;
    assert_eq!(shown(&app).await, "1");
    tokio::time::advance(Duration::from_secs(2)).await;
    // Ten at once, and one new render.
    for _ in 0..10 {
        assert_eq!(shown(&app).await, "1");
    }
    settle().await;
    assert_eq!((seen.count(), shown(&app).await.as_str()), (2, "2"));
    tokio::time::advance(Duration::from_secs(3600)).await;
    assert_eq!(shown(&app).await, "3", "an expired page is not served");
    let stats = handle.cache().stats();
    assert_eq!(
        (stats.stale, stats.misses, stats.computed, stats.pages),
        (10, 2, 3, 1)
    );
}

#[tokio::test]
async fn whoever_says_that_something_changed_gets_a_new_page() {
    let Site { app, handle, .. } = counting(fresh().tags(["problems", "members"]));
    let cache = handle.cache();
    assert_eq!(
        (shown(&app).await, shown(&app).await),
        ("1".into(), "1".into())
    );
    cache.revalidate_tag("other").await;
    cache.revalidate_path("/other").await;
    assert_eq!(shown(&app).await, "1");
    cache.revalidate_tag("members").await;
    assert_eq!(shown(&app).await, "2");
    cache.revalidate_path("/count").await;
    assert_eq!(shown(&app).await, "3");
}

#[tokio::test]
async fn a_path_is_one_page_and_a_pattern_all_of_its_route() {
    async fn problem(State(seen): State<Effects>, Path(id): Path<String>) -> String {
        seen.add(&id);
        seen.count().to_string()
    }
    let pages = Router::new().route("/problems/{id}", page(get(problem)));
    let Site { app, handle, .. } = site(pages, |app| {
        app.cache_page("/problems/{id}", fresh().query(["q"]))
    });
    let (cache, ask) = (handle.cache(), async |path: &str| {
        fetch(&app, path).await.text()
    });
    let (cafe, other) = ("/problems/caf%C3%A9", "/problems/7");
    assert_eq!(
        (ask(cafe).await, ask(other).await),
        ("1".into(), "2".into())
    );
    assert_eq!(ask("/problems/7?q=x").await, "3");
    cache.revalidate_path("/problems/caf%c3%a9").await;
    assert_eq!(
        (ask(cafe).await, ask(other).await),
        ("4".into(), "2".into())
    );
    // Every query of a path.
    cache.revalidate_path(other).await;
    assert_eq!(
        (ask(other).await, ask("/problems/7?q=x").await),
        ("5".into(), "6".into())
    );
    cache.revalidate_path("/problems/{id}").await;
    assert_eq!(
        (ask(cafe).await, ask(other).await),
        ("7".into(), "8".into())
    );
}

async fn names(cache: &Cache, seen: &Effects) -> Result<usize> {
    let seen = seen.clone();
    let names = cache.entry("names", &()).tags(["names"]).fresh("1m");
    names
        .get(async move |_| {
            seen.add("names");
            Ok::<_, Error>(seen.count())
        })
        .await
}

#[tokio::test(start_paused = true)]
async fn a_page_depends_on_what_it_reads_from_the_cache() {
    async fn reads(cache: Cache, State(seen): State<Effects>) -> Result<String> {
        seen.add("page");
        cache.tag("from the page");
        Ok(names(&cache, &seen).await?.to_string())
    }
    let pages = Router::new().route("/of/{name}", page(get(reads)));
    let Site { app, seen, handle } = site(pages, |app| app.cache_page("/of/{name}", fresh()));
    let ask = async || fetch(&app, "/of/caf%C3%A9").await.text();
    assert_eq!((ask().await, ask().await), ("2".into(), "2".into()));
    handle.cache().revalidate_tag("names").await;
    assert_eq!(ask().await, "4");
    handle.cache().revalidate_tag("from the page").await;
    assert_eq!(ask().await, "4", "the page is new, its names are not");
    assert_eq!(seen.count(), 5);
    for (path, names) in [("/of/caf%C3%A9", "7"), ("/of/{name}", "9")] {
        handle.cache().revalidate_path(path).await;
        assert_eq!(
            ask().await,
            names,
            "a path is the page and all that it reads"
        );
    }
}

async fn list(State(seen): State<Effects>, page: Page) -> Html {
    document([
        format!(
            "<p id=count>{}</p>",
            seen.all().iter().filter(|did| *did == "add").count()
        ),
        page.notice().to_string(),
        page.form::<add>().open(button("Add")).to_string(),
        page.form::<add_elsewhere>()
            .open(button("Elsewhere"))
            .to_string(),
        page.form::<touch>().open(button("Touch")).to_string(),
        page.form::<refuse>().open(button("Refuse")).to_string(),
    ])
}

#[action(public)]
async fn add(State(seen): State<Effects>, cache: Cache) -> Result<()> {
    seen.add("add");
    cache.revalidate_tag("list");
    Ok(())
}

#[action(public)]
async fn add_elsewhere(State(seen): State<Effects>, cache: Cache) -> Result<Redirect> {
    seen.add("add");
    cache.revalidate_path("/list");
    Ok(Redirect::to("/other"))
}

/// It says nothing of what it changes; the page that answers is rendered anew all the same.
#[action(public)]
async fn touch(State(seen): State<Effects>) -> Result<()> {
    seen.add("add");
    Ok(())
}

#[action(public)]
async fn refuse(State(seen): State<Effects>, cache: Cache) -> Result<()> {
    seen.add("add");
    cache.revalidate_tag("list");
    Err(postback::Conflict::new("not like this"))
}

async fn listing() -> Router {
    let pages = Router::new()
        .route("/list", page(get(list)))
        .route("/other", page(get(count)))
        .route("/copy", page(get(list)));
    site(pages, |app| {
        app.actions(actions![add, add_elsewhere, touch, refuse])
            .cache_page("/list", fresh().tags(["list"]))
            .cache_page("/copy", fresh().tags(["list"]))
    })
    .app
}

#[tokio::test]
async fn after_an_action_everybody_sees_the_new_page() {
    both_ways(listing, async |browser: Browser| {
        let other = browser.tab();
        for path in ["/list", "/copy"] {
            assert_eq!(browser.get(path).await.find("#count"), "0");
            assert_eq!(other.get(path).await.find("#count"), "0");
        }
        let page = browser.get("/list").await.form::<add>().submit().await;
        assert_eq!(page.find("#count"), "1", "the actor");
        for path in ["/list", "/copy"] {
            assert_eq!(other.get(path).await.find("#count"), "1", "everybody else");
            assert_eq!(browser.get(path).await.find("#count"), "1");
        }
        // A refused action may have changed something, too.
        let page = other.get("/list").await.form::<refuse>().submit().await;
        assert_eq!(
            (page.status(), page.find("#count").as_str()),
            (StatusCode::CONFLICT, "2")
        );
        assert_eq!(browser.get("/list").await.find("#count"), "2");
    })
    .await;
}

#[tokio::test]
async fn the_page_that_answers_is_new_even_if_the_action_said_nothing() {
    both_ways(listing, async |browser: Browser| {
        let other = browser.tab();
        let page = other.get("/list").await.form::<touch>().submit().await;
        assert_eq!(page.find("#count"), "1");
        assert_eq!(browser.get("/list").await.find("#count"), "1");
        let page = browser
            .get("/list")
            .await
            .form::<add_elsewhere>()
            .submit()
            .await;
        assert_eq!(page.url(), "/other");
        assert_eq!(other.get("/list").await.find("#count"), "2");
    })
    .await;
}

/// It waits at the gate, if there is one.
#[derive(Clone, Default)]
struct Gate(Arc<(Notify, Option<Semaphore>)>);

#[tokio::test]
async fn a_reader_who_comes_after_a_change_never_gets_a_page_that_was_begun_before() {
    let gate = Gate(Arc::new((Notify::new(), Some(Semaphore::new(0)))));
    let behind = gate.clone();
    let slow = get(async move |State(seen): State<Effects>| {
        let read = seen.count();
        behind.0.0.notify_one();
        behind
            .0
            .1
            .as_ref()
            .unwrap()
            .acquire()
            .await
            .unwrap()
            .forget();
        format!("read {read}")
    });
    let Site { app, seen, handle } = site(Router::new().route("/slow", page(slow)), |app| {
        app.cache_page("/slow", fresh())
    });
    let ask = || {
        let app = app.clone();
        tokio::spawn(async move { fetch(&app, "/slow").await.text() })
    };
    let first = ask();
    gate.0.0.notified().await;
    // It has read, and waits; now the data changes.
    seen.add("change");
    handle.cache().revalidate_path("/slow").await;
    let second = ask();
    gate.0.0.notified().await;
    gate.0.1.as_ref().unwrap().add_permits(2);
    assert_eq!(
        (first.await.unwrap(), second.await.unwrap()),
        ("read 0".into(), "read 1".into())
    );
    assert_eq!(ask().await.unwrap(), "read 1");
}

/// The page as it is on the day of each look.
async fn moody(State(days): State<Effects>) -> Result<Html> {
    let day = days.all().last().cloned().unwrap_or_default();
    match &*day {
        "gone" => Err(NotFound),
        "broken" => Err("the database is gone".into()),
        "private" => Err(Redirect::to("/login").into()),
        day => Ok(document([format!("<p>{day}</p>")])),
    }
}

async fn on(site: &Site, day: &str) -> Answer {
    site.seen.add(day);
    tokio::time::advance(Duration::from_secs(20)).await;
    // The stale page, and meanwhile a new one.
    fetch(&site.app, "/moody").await;
    settle().await;
    fetch(&site.app, "/moody").await
}

fn moody_site() -> Site {
    let pages = Router::new().route("/moody", page(get(moody)));
    site(pages, |app| {
        app.cache_page("/moody", CachedPage::fresh("15s").expire("1h"))
    })
}

#[tokio::test(start_paused = true)]
async fn a_stale_page_outlives_a_failure_and_not_what_came_in_its_place() {
    let site = moody_site();
    assert!(on(&site, "monday").await.text().contains("monday"));
    let stale = on(&site, "broken").await;
    assert!(stale.text().contains("monday"), "{}", stale.text());
    assert!(on(&site, "tuesday").await.text().contains("tuesday"));
    assert_eq!(on(&site, "gone").await.status, StatusCode::NOT_FOUND);
    assert!(on(&site, "wednesday").await.text().contains("wednesday"));
    let elsewhere = on(&site, "private").await;
    assert_eq!(
        (elsewhere.status, elsewhere.header("location")),
        (StatusCode::SEE_OTHER, Some("/login"))
    );
}

#[tokio::test]
async fn two_hundred_cold_readers_make_one_render() {
    let slow = get(async |State(seen): State<Effects>| {
        seen.add("render");
        tokio::time::sleep(Duration::from_millis(30)).await;
        document(["slow"])
    });
    let Site { app, seen, handle } = site(Router::new().route("/slow", page(slow)), |app| {
        app.cache_page("/slow", fresh())
    });
    let readers: Vec<_> = (0..200)
        .map(|_| {
            let app = app.clone();
            tokio::spawn(async move { fetch(&app, "/slow").await })
        })
        .collect();
    // Some of them go away before it is there.
    readers
        .iter()
        .take(20)
        .for_each(tokio::task::JoinHandle::abort);
    for reader in readers.into_iter().skip(20) {
        assert!(reader.await.unwrap().text().contains("slow"));
    }
    assert_eq!(seen.count(), 1);
    assert_eq!(handle.cache().stats().running, 0);
}
