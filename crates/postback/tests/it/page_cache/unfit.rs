//! Pages that were declared by mistake: each visitor's own request is run as it came.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get};
use futures_util::stream;
use http::{StatusCode, header};
use postback::{CacheLimits, Html, NotFound, Page, Result, action, actions, page};

use super::site::{SECRET, Site, all_of, count, fresh, site, warnings, with};
use crate::support::log;
use crate::support::{Answer, Effects, button, document, request, send};

fn one(route: MethodRouter<Effects>) -> Site {
    let pages = Router::new().route("/one", route);
    site(pages, |app| app.cache_page("/one", fresh()))
}

async fn ask(app: &Router, cookie: &str) -> Answer {
    send(app, request("GET", "/one", &[("cookie", cookie)])).await
}

/// The signed-in user's own page.
async fn account(State(seen): State<Effects>, request: Request) -> Html {
    seen.add("account");
    document([format!("{:?}", request.headers().get("cookie"))])
}

async fn guard(request: Request, next: Next) -> Response {
    if request.headers().contains_key("cookie") {
        next.run(request).await
    } else {
        Redirect::to("/login").into_response()
    }
}

/// It answers 200 itself: nothing but where it comes from tells it from the page.
async fn polite_guard(request: Request, next: Next) -> Response {
    if request.headers().contains_key("cookie") {
        next.run(request).await
    } else {
        document(["Please sign in"]).into_response()
    }
}

#[tokio::test]
async fn a_guarded_page_stays_behind_its_guard() {
    let log = log::keep();
    let guarded = || page(get(account));
    for (route, status, text) in [
        (guarded().layer(from_fn(guard)), StatusCode::SEE_OTHER, ""),
        (
            guarded().layer(from_fn(polite_guard)),
            StatusCode::OK,
            "Please sign in",
        ),
    ] {
        let Site { app, seen, .. } = one(route);
        for _ in 0..2 {
            let own = ask(&app, SECRET).await;
            assert_eq!(own.status, StatusCode::OK);
            assert!(own.text().contains(SECRET), "{}", own.text());
            let other = ask(&app, "x=1").await;
            assert!(other.text().contains("x=1") && !all_of(&other).contains(SECRET));
            let nobody = send(&app, request("GET", "/one", &[])).await;
            assert_eq!(nobody.status, status);
            assert!(nobody.text().contains(text) && !all_of(&nobody).contains(SECRET));
        }
        assert_eq!(seen.count(), 4);
    }
    let warnings = warnings(&log);
    assert_eq!(warnings.len(), 2, "once for each pattern: {warnings:?}");
    assert!(warnings[0].contains("page(get(..))"), "{warnings:?}");
}

#[tokio::test]
async fn a_route_without_page_is_not_cached_and_the_log_says_what_to_do() {
    let log = log::keep();
    let Site { app, seen, .. } = one(get(count));
    for _ in 0..3 {
        assert_eq!(ask(&app, "").await.status, StatusCode::OK);
    }
    assert_eq!(seen.count(), 4, "the try, and one for each visitor");
    assert!(warnings(&log)[0].contains("page(get(..))"));
}

#[tokio::test]
async fn a_page_that_sets_a_cookie_sets_each_visitors_own() {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    async fn sets(_: Request) -> impl IntoResponse {
        let id = NEXT.fetch_add(1, Ordering::SeqCst);
        ([(header::SET_COOKIE, format!("session={id}"))], "page")
    }
    let Site { app, .. } = one(page(get(sets)));
    let mut cookies = Vec::new();
    for _ in 0..3 {
        let answer = ask(&app, "").await;
        assert_eq!(answer.cookies().len(), 1);
        let cookie = answer.cookies()[0].to_owned();
        assert!(!cookies.contains(&cookie), "{cookie} twice");
        cookies.push(cookie);
    }
}

#[tokio::test]
async fn what_a_page_says_about_itself_is_heeded() {
    for (name, value) in [
        ("cache-control", "no-store"),
        ("cache-control", "private, max-age=60"),
        ("vary", "*"),
        ("content-encoding", "gzip"),
        ("clear-site-data", "\"cookies\""),
        (
            "content-security-policy",
            "default-src 'self'; script-src 'nonce-r4nd0m'",
        ),
    ] {
        let shows = get(async move |State(seen): State<Effects>| {
            seen.add("page");
            with(name, value, "page")
        });
        let Site { app, seen, .. } = one(page(shows));
        for _ in 0..2 {
            let answer = ask(&app, "").await;
            assert_eq!(answer.header(name), Some(value), "as it came");
        }
        assert_eq!(seen.count(), 3, "{name}: {value}");
    }
}

#[action(public, once)]
async fn order() -> Result<()> {
    Ok(())
}

#[tokio::test]
async fn a_form_that_counts_once_is_minted_for_each_visitor() {
    async fn shop(page: Page) -> Html {
        document([page.form::<order>().open(button("Order")).to_string()])
    }
    let pages = Router::new().route("/one", page(get(shop)));
    let Site { app, .. } = site(pages, |app| {
        app.actions(actions![order]).cache_page("/one", fresh())
    });
    let (first, second) = (ask(&app, "").await, ask(&app, "").await);
    assert!(first.text().contains("_once="));
    assert_ne!(first.text(), second.text());
    assert_eq!(first.header("cache-control"), Some("private, no-cache"));
}

#[tokio::test]
async fn a_page_over_the_limit_is_sent_whole_to_each_visitor() {
    async fn long(State(seen): State<Effects>, Path(bytes): Path<usize>) -> String {
        seen.add("long");
        "x".repeat(bytes)
    }
    let log = log::keep();
    let pages = Router::new().route("/{bytes}", page(get(long)));
    let Site { app, seen, handle } = site(pages, |app| {
        app.cache_page("/{bytes}", fresh())
            .cache_limits(CacheLimits::new().page(5_000))
    });
    for (path, renders) in [("/5000", 1), ("/5001", 3)] {
        let before = seen.count();
        for _ in 0..2 {
            let answer = send(&app, request("GET", path, &[])).await;
            assert_eq!(format!("/{}", answer.bytes.len()), path);
        }
        assert_eq!(seen.count() - before, renders, "{path}");
    }
    assert!(
        warnings(&log)[0].contains("CacheLimits::page"),
        "{:?}",
        warnings(&log)
    );
    assert!(handle.cache().stats().pages_bytes < 20_000);
}

#[tokio::test]
async fn all_pages_together_stay_within_their_bound() {
    async fn long(Path(id): Path<u32>) -> String {
        format!("{id:04000}")
    }
    let pages = Router::new().route("/{id}", page(get(long)));
    let limits = CacheLimits::new().pages(64_000).page(5_000);
    let Site { app, handle, .. } = site(pages, |app| {
        app.cache_page("/{id}", fresh()).cache_limits(limits)
    });
    for id in 0..100 {
        let answer = send(&app, request("GET", &format!("/{id}"), &[])).await;
        assert_eq!(answer.bytes.len(), 4_000);
    }
    let stats = handle.cache().stats();
    assert!(stats.pages > 2 && stats.pages_bytes <= 64_000, "{stats:?}");
}

#[tokio::test]
async fn a_body_that_breaks_off_breaks_off_for_its_visitor_and_is_tried_again() {
    async fn breaks(State(seen): State<Effects>) -> Response {
        seen.add("render");
        let whole = seen.count() > 2;
        let end = if whole {
            Ok("end")
        } else {
            Err(std::io::Error::other("gone"))
        };
        Body::from_stream(stream::iter([Ok("begin "), end])).into_response()
    }
    let Site { app, .. } = one(page(get(breaks)));
    let broken = tower::ServiceExt::oneshot(app.clone(), request("GET", "/one", &[]))
        .await
        .unwrap();
    assert!(axum::body::to_bytes(broken.into_body(), 99).await.is_err());
    assert_eq!(ask(&app, "").await.text(), "begin end");
}

#[tokio::test]
async fn a_page_that_panics_is_a_500_for_its_visitor_only() {
    async fn panics(State(seen): State<Effects>) -> Html {
        seen.add("render");
        assert!(seen.count() > 2, "not yet");
        document([format!("<p>{}</p>", seen.count())])
    }
    let Site { app, .. } = one(page(get(panics)));
    let failed = ask(&app, "").await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(failed.header("postback-digest").is_some());
    assert_eq!(ask(&app, "").await.status, StatusCode::OK);
}

async fn problem(State(seen): State<Effects>, Path(id): Path<u32>) -> Result<Html> {
    seen.add(format!("problem {id}"));
    if id > 9 {
        return Err(NotFound);
    }
    Ok(document([format!("<h1>Problem {id}</h1>")]))
}

#[tokio::test]
async fn a_404_of_the_page_is_handed_out_and_not_kept() {
    let pages = Router::new()
        .route("/problems/{id}", page(get(problem)))
        .fallback(async || (StatusCode::NOT_FOUND, "no such page"));
    let Site { app, seen, handle } = site(pages, |app| app.cache_page("/problems/{id}", fresh()));
    for round in 1..=2 {
        let missing = send(&app, request("GET", "/problems/404", &[("cookie", SECRET)])).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert_eq!(missing.header("cache-control"), Some("private, no-store"));
        assert!(
            missing.text().contains("This page does not exist"),
            "{}",
            missing.text()
        );
        // One render for each visitor, and no second one to find out.
        assert_eq!(seen.count(), round);
    }
    assert_eq!(handle.cache().stats().pages, 0);
    assert_eq!(
        send(&app, request("GET", "/nowhere", &[])).await.text(),
        "no such page"
    );
}

#[tokio::test]
async fn a_404_with_a_cookie_is_each_visitors_own() {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    async fn missing() -> impl IntoResponse {
        let id = NEXT.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(5)).await;
        (
            StatusCode::NOT_FOUND,
            [(header::SET_COOKIE, format!("session={id}"))],
        )
    }
    let Site { app, .. } = one(page(get(missing)));
    let (one, other) = tokio::join!(ask(&app, ""), ask(&app, ""));
    assert_ne!(one.cookies(), other.cookies());
}

#[tokio::test(start_paused = true)]
async fn what_is_not_for_everybody_is_tried_again_after_ten_seconds() {
    async fn sometimes(State(seen): State<Effects>) -> Response {
        seen.add("render");
        let private = seen.count() < 3;
        with(
            "cache-control",
            if private { "private" } else { "public" },
            "page",
        )
    }
    let Site { app, seen, .. } = one(page(get(sometimes)));
    assert_eq!(ask(&app, "").await.header("cache-control"), Some("private"));
    assert_eq!(seen.count(), 2);
    ask(&app, "").await;
    assert_eq!(seen.count(), 3, "its own request, and no try");
    tokio::time::advance(Duration::from_secs(10)).await;
    for _ in 0..3 {
        let shared = ask(&app, "").await;
        assert_eq!(
            shared.header("cache-control"),
            Some("public, max-age=0, must-revalidate")
        );
    }
    assert_eq!(seen.count(), 4);
}

#[tokio::test]
async fn other_statuses_are_each_visitors_own() {
    for status in [201, 204, 206, 301, 302, 303, 307, 400, 401, 403, 503] {
        let answers = get(async move |State(seen): State<Effects>| {
            seen.add("render");
            (
                StatusCode::from_u16(status).unwrap(),
                [(header::LOCATION, "/x")],
            )
        });
        let Site { app, seen, .. } = one(page(answers));
        for renders in [2, 3] {
            assert_eq!(ask(&app, "").await.status, status);
            assert_eq!(seen.count(), renders, "{status}");
        }
    }
}
