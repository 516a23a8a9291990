//! `asof`: where the log of invalidations stood for what a page shows.

use std::time::Duration;

use crate::support::{
    Answer, Effects, button, document, get as fetch, post, post_enhanced, request, send, target_of,
};
use axum::Router;
use axum::extract::State;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use postback::{
    AppHandle, Cache, CachedPage, Error, Html, Invalid, Keys, Page, Postback, Redirect, Result,
    action, actions, page,
};

#[action(public)]
async fn touch() -> Result<()> {
    Ok(())
}

#[action(public)]
async fn go() -> Result<Redirect> {
    Ok(Redirect::to("/cached"))
}

#[action(public)]
async fn refuse() -> Result<()> {
    Err(Invalid::form("not like this"))
}

/// A part of a page that is made of another one.
async fn topics(cache: &Cache, seen: &Effects) -> Result<usize> {
    let seen = seen.clone();
    let outer = cache.entry("topics", &()).tags(["topics"]).fresh("1m");
    outer
        .get(async move |cache: Cache| {
            let inner = cache.entry("names", &()).tags(["names"]).fresh("1d");
            inner
                .get(async move |_| {
                    seen.add("names");
                    Ok::<_, Error>(seen.count())
                })
                .await
        })
        .await
}

async fn home(State(seen): State<Effects>, page: Page, cache: Cache) -> Result<Html> {
    let topics = topics(&cache, &seen).await?;
    Ok(document([
        page.script().to_string(),
        page.form::<touch>().open(button("Touch")).to_string(),
        page.form::<go>().open(button("Go")).to_string(),
        page.form::<refuse>().open(button("Refuse")).to_string(),
        topics.to_string(),
    ]))
}

/// The same, but for the script.
async fn quiet(State(seen): State<Effects>, page: Page, cache: Cache) -> Result<Html> {
    let topics = topics(&cache, &seen).await?;
    Ok(document([
        page.form::<touch>().open(button("Touch")).to_string(),
        topics.to_string(),
    ]))
}

async fn cached(page: Page) -> Html {
    document([
        page.script().to_string(),
        page.form::<touch>().open(button("Touch")).to_string(),
    ])
}

async fn cached_quiet() -> Html {
    document(["cached"])
}

async fn gone(page: Page) -> (StatusCode, Html) {
    (StatusCode::NOT_FOUND, document([page.script()]))
}

async fn broken() -> Result<Html> {
    Err("no luck".into())
}

/// A layer inside that knows the page already.
async fn not_modified(request: axum::extract::Request, next: Next) -> Response {
    let knows = request.headers().contains_key("if-none-match");
    let response = next.run(request).await;
    if knows {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        response
    }
}

struct Site {
    app: Router,
    handle: AppHandle,
}

fn site() -> Site {
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/quiet", page(get(quiet)))
        .route("/cached", page(get(cached)))
        .route("/cached-quiet", page(get(cached_quiet)))
        .route("/gone", page(get(gone)))
        .route("/broken", page(get(broken)))
        .route("/known", page(get(home)).layer(from_fn(not_modified)));
    let postback = Postback::new(pages)
        .actions(actions![touch, go, refuse])
        .cache_page("/cached", CachedPage::fresh("5m"))
        .cache_page("/cached-quiet", CachedPage::fresh("5m"))
        .cache_page("/gone", CachedPage::fresh("5m"))
        .keys(Keys::random());
    let handle = postback.handle();
    Site {
        app: postback.with_state(Effects::default()),
        handle,
    }
}

/// The epoch and the position of an answer.
fn split(asof: &str) -> (String, u64) {
    let (epoch, position) = asof.split_once('.').unwrap();
    assert_eq!(epoch.len(), 8, "{asof}");
    assert!(epoch.bytes().all(|byte| byte.is_ascii_hexdigit()), "{asof}");
    (epoch.to_owned(), position.parse().unwrap())
}

fn asof(answer: &Answer) -> u64 {
    let asof = answer.header("postback-asof");
    split(asof.unwrap_or_else(|| panic!("{:?}", answer.headers))).1
}

async fn at(app: &Router, path: &str) -> u64 {
    asof(&fetch(app, path).await)
}

/// Lets tasks run that nobody waits for.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_page_is_as_of_the_last_thing_that_changed() {
    let Site { app, handle } = site();
    assert_eq!(at(&app, "/").await, 0);
    handle.cache().revalidate_tag("other").await;
    assert_eq!(at(&app, "/").await, 1, "a hit is as new as the log");
    handle.cache().revalidate_tag("names").await;
    assert_eq!(at(&app, "/").await, 2);
}

#[tokio::test]
async fn every_start_has_an_epoch_of_its_own() {
    let epoch = |answer: &Answer| split(answer.header("postback-asof").unwrap()).0;
    let (one, other) = (site(), site());
    let first = epoch(&fetch(&one.app, "/").await);
    assert_eq!(first, epoch(&fetch(&one.app, "/cached").await));
    assert_ne!(first, epoch(&fetch(&other.app, "/").await));
}

#[tokio::test(start_paused = true)]
async fn a_part_that_is_served_stale_holds_its_page_back() {
    let Site { app, handle } = site();
    handle.cache().revalidate_tag("other").await;
    assert_eq!(at(&app, "/").await, 1);
    for _ in 0..3 {
        handle.cache().revalidate_tag("other").await;
    }
    assert_eq!(at(&app, "/").await, 4);
    tokio::time::advance(Duration::from_secs(61)).await;
    assert_eq!(at(&app, "/").await, 1);
    settle().await;
    assert_eq!(at(&app, "/").await, 4);
}

#[tokio::test(start_paused = true)]
async fn the_oldest_part_counts_however_deep_it_is() {
    let Site { app, handle } = site();
    // `names` is as of 0, and stays so.
    assert_eq!(at(&app, "/").await, 0);
    handle.cache().revalidate_tag("topics").await;
    assert_eq!(at(&app, "/").await, 1);
    tokio::time::advance(Duration::from_secs(61)).await;
    assert_eq!(at(&app, "/").await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_page_of_the_page_cache_is_as_of_now_until_it_is_stale() {
    let Site { app, handle } = site();
    handle.cache().revalidate_tag("other").await;
    assert_eq!(at(&app, "/cached").await, 1, "rendered");
    handle.cache().revalidate_tag("other").await;
    assert_eq!(at(&app, "/cached").await, 2, "from the store");
    tokio::time::advance(Duration::from_secs(301)).await;
    assert_eq!(at(&app, "/cached").await, 1, "stale");
    settle().await;
    assert_eq!(at(&app, "/cached").await, 2, "rendered again");
    handle.cache().revalidate_path("/cached").await;
    assert_eq!(at(&app, "/cached").await, 3);
}

#[tokio::test]
async fn whoever_has_the_page_already_is_told_too() {
    let Site { app, handle } = site();
    let etag = fetch(&app, "/cached")
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    handle.cache().revalidate_tag("other").await;
    let known = [("if-none-match", etag.as_str())];
    for method in ["GET", "HEAD"] {
        let short = send(&app, request(method, "/cached", &known)).await;
        assert_eq!((short.status, asof(&short)), (StatusCode::NOT_MODIFIED, 1));
    }
    let short = send(&app, request("GET", "/known", &known)).await;
    assert_eq!((short.status, asof(&short)), (StatusCode::NOT_MODIFIED, 1));
    let head = send(&app, request("HEAD", "/", &[])).await;
    assert_eq!(asof(&head), 1);
}

#[tokio::test]
async fn a_page_that_says_that_there_is_none_is_as_of_its_render() {
    let Site { app, handle } = site();
    assert_eq!(at(&app, "/gone").await, 0);
    handle.cache().revalidate_tag("other").await;
    assert_eq!(at(&app, "/gone").await, 1);
}

#[tokio::test]
async fn what_does_not_load_the_runtime_gets_no_header() {
    let Site { app, handle } = site();
    handle.cache().revalidate_tag("other").await;
    for path in ["/quiet", "/cached-quiet", "/broken", "/nothing"] {
        for _ in 0..2 {
            let answer = fetch(&app, path).await;
            assert_eq!(answer.header("postback-asof"), None, "{path}");
        }
    }
    let target = target_of(&app, "/quiet", "touch").await;
    assert_eq!(post(&app, &target).await.header("postback-asof"), None);
}

#[tokio::test]
async fn no_header_of_a_request_changes_a_page_or_what_is_said_of_it() {
    let Site { app, .. } = site();
    for path in ["/", "/cached", "/quiet"] {
        // From the cache, both times.
        fetch(&app, path).await;
        let plain = fetch(&app, path).await;
        for headers in [
            &[("postback-request", "1")][..],
            &[("postback-if", "x"), ("postback-id", "0123456789abcdef-1")],
            &[("postback-asof", "00000000.9")],
            &[("accept", "application/vnd.postback, text/html;q=0.5")],
        ] {
            let other = send(&app, request("GET", path, headers)).await;
            assert_eq!(other.bytes, plain.bytes, "{path} {headers:?}");
            let without_time = |answer: &Answer| {
                let mut headers = answer.headers.clone();
                headers.remove("server-timing");
                headers
            };
            assert_eq!(without_time(&other), without_time(&plain), "{path}");
        }
        let vary = plain.header("vary").unwrap_or_default();
        assert!(!vary.contains("postback"), "{vary}");
    }
}

#[tokio::test]
async fn every_success_is_a_step_also_without_a_tag() {
    let Site { app, .. } = site();
    let touch = target_of(&app, "/", "touch").await;
    for position in 1..4_u64 {
        let answer = post_enhanced(&app, &touch).await;
        let head = answer.head();
        assert_eq!(head["page"], "full");
        assert_eq!(split(head["asof"].as_str().unwrap()).1, position);
    }
    assert_eq!(post(&app, &touch).await.status, 303);
    assert_eq!(at(&app, "/").await, 4);
    let go = target_of(&app, "/", "go").await;
    let head = post_enhanced(&app, &go).await.head();
    assert_eq!(head["url"], "/cached");
    assert_eq!(split(head["asof"].as_str().unwrap()).1, 5);
}

#[tokio::test]
async fn a_refused_form_is_as_of_its_page() {
    let Site { app, handle } = site();
    let refuse = target_of(&app, "/", "refuse").await;
    handle.cache().revalidate_tag("other").await;
    let head = post_enhanced(&app, &refuse).await.head();
    assert_eq!(head["status"], 422);
    assert_eq!(split(head["asof"].as_str().unwrap()).1, 1);
    let plain = post(&app, &refuse).await;
    assert_eq!((plain.status.as_u16(), asof(&plain)), (422, 1));
}

#[tokio::test(start_paused = true)]
async fn the_page_after_an_action_is_made_of_nothing_stale() {
    let Site { app, .. } = site();
    let touch = target_of(&app, "/", "touch").await;
    let refuse = target_of(&app, "/", "refuse").await;
    for (target, position) in [(&touch, 1), (&refuse, 1), (&touch, 2)] {
        tokio::time::advance(Duration::from_secs(61)).await;
        let head = post_enhanced(&app, target).await.head();
        assert_eq!(split(head["asof"].as_str().unwrap()).1, position);
    }
}

#[tokio::test]
async fn an_answer_without_a_page_is_as_of_nothing() {
    let Site { app, .. } = site();
    let touch = target_of(&app, "/", "touch").await;
    let query = touch.split_once('?').unwrap().1;
    let head = post_enhanced(&app, &format!("/broken?{query}"))
        .await
        .head();
    assert_eq!((&head["page"], head.get("asof")), (&"none".into(), None));
}
