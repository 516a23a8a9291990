//! Which requests share a page.

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::routing::get;
use http::StatusCode;
use postback::{CachedPage, FromForm, Html, Keys, Postback, Search, page};

use super::site::{Site, count, fresh, site, spy, warnings};
use crate::support::log;
use crate::support::{Effects, document, get as fetch, request, send};

#[derive(FromForm)]
struct Filter {
    topic: Option<String>,
    page: Option<u32>,
    tags: Vec<String>,
}

async fn list(
    State(seen): State<Effects>,
    search: Search<Filter>,
    RawQuery(query): RawQuery,
) -> Html {
    seen.add(query.unwrap_or_default());
    document([format!(
        "<p id=filter>{:?} {:?} {:?}</p>",
        search.topic, search.page, search.tags
    )])
}

#[tokio::test]
async fn queries_that_ask_for_the_same_share_a_page() {
    let pages = Router::new().route("/list", page(get(list)));
    let Site { app, seen, .. } = site(pages, |app| {
        app.cache_page("/list", fresh().query(Search::<Filter>::query_keys()))
    });
    for query in [
        "?topic=r%C3%A9&page=2",
        "?page=2&topic=r%C3%A9",
        "?page=2&topic=r%c3%a9&utm_source=x",
        "?&x=1&%74opic=r%C3%A9&&page=%32&_action=a",
    ] {
        let answer = fetch(&app, &format!("/list{query}")).await;
        assert!(
            answer.text().contains("Some(\"r\u{e9}\") Some(2) []"),
            "{}",
            answer.text()
        );
    }
    assert_eq!(seen.all(), ["topic=r%C3%A9&page=2"]);
    for (query, shown) in [
        ("?tags=a&tags=b", "[\"a\", \"b\"]"),
        ("?tags=b&tags=a", "[\"b\", \"a\"]"),
        ("?topic=+a%2B", "Some(\" a+\") None"),
        ("?page=3&topic=r%C3%A9", "Some(3)"),
        ("", "None None []"),
    ] {
        let answer = fetch(&app, &format!("/list{query}")).await;
        assert!(answer.text().contains(shown), "{query}: {}", answer.text());
    }
    assert_eq!(seen.count(), 6);
    fetch(&app, "/list?").await;
    assert_eq!(seen.count(), 6);
}

#[tokio::test]
async fn a_query_or_a_header_that_is_too_long_is_not_cached() {
    let pages = Router::new().route("/spy", page(get(spy)));
    let Site { app, seen, handle } = site(pages, |app| {
        app.cache_page("/spy", fresh().query(["q"]).vary(["x-theme"]))
    });
    let long = format!("/spy?q={}", "x".repeat(2_100));
    let theme = "x".repeat(257);
    for _ in 0..2 {
        assert!(fetch(&app, &long).await.text().contains(&long[5..]));
        let answer = send(&app, request("GET", "/spy", &[("x-theme", &theme)])).await;
        assert!(answer.text().contains(&theme));
    }
    assert_eq!(seen.count(), 4);
    assert_eq!(handle.cache().stats().pages, 0);
}

#[tokio::test]
async fn declared_headers_are_seen_and_tell_pages_apart() {
    let pages = Router::new().route("/spy", page(get(spy)));
    let Site { app, seen, .. } = site(pages, |app| {
        app.cache_page("/spy", fresh().vary(["accept-language", "x-theme"]))
    });
    let ask = async |headers: &[(&str, &str)]| send(&app, request("GET", "/spy", headers)).await;
    for _ in 0..2 {
        for headers in [
            &[("accept-language", "de")][..],
            &[("accept-language", "en")],
            &[("x-theme", "dark"), ("accept-language", "de")],
            &[("accept-language", "de"), ("accept-language", "en")],
            &[],
        ] {
            let answer = ask(headers).await;
            for (name, value) in headers {
                assert!(
                    answer.text().contains(&format!("\"{name}\": \"{value}\"")),
                    "{}",
                    answer.text()
                );
            }
            let vary: Vec<_> = answer.headers.get_all("vary").iter().collect();
            assert_eq!(vary, ["accept-language", "x-theme"]);
        }
    }
    assert_eq!(seen.count(), 5, "{:?}", seen.all());
}

async fn show(State(seen): State<Effects>, Path(rest): Path<String>) -> Html {
    seen.add(&rest);
    document([format!("<p id=path>{rest}</p>")])
}

#[tokio::test]
async fn spellings_of_one_path_share_a_page() {
    let pages = Router::new()
        .route("/problems/{id}", page(get(show)))
        .route("/docs/{*rest}", page(get(show)));
    let Site { app, seen, .. } = site(pages, |app| {
        app.cache_page("/problems/{id}", fresh())
            .cache_page("/docs/{*rest}", fresh())
    });
    for (paths, shown) in [
        (
            &[
                "/problems/caf%C3%A9",
                "/problems/caf%c3%a9",
                "/problems/%63af%C3%A9",
                "/problems/caf\u{e9}",
            ][..],
            "caf\u{e9}",
        ),
        (&["/problems/a%2Fb", "/problems/a%2fb"], "a/b"),
        (&["/problems/a%252Fb"], "a%2Fb"),
        (&["/problems/A"], "A"),
        (&["/problems/a"], "a"),
        (&["/docs/a/b", "/docs/%61/b"], "a/b"),
        (&["/docs/a//b"], "a//b"),
        (&["/docs/a/b/"], "a/b/"),
    ] {
        let before = seen.count();
        for path in paths {
            let answer = fetch(&app, path).await;
            assert!(
                answer.text().contains(&format!("<p id=path>{shown}</p>")),
                "{path}: {}",
                answer.text()
            );
        }
        assert_eq!(seen.count() - before, 1, "{paths:?}");
    }
}

#[tokio::test]
async fn a_path_that_two_may_read_in_two_ways_is_answered_as_it_came() {
    let pages = Router::new().route("/docs/{*rest}", page(get(show)));
    let Site { app, handle, .. } = site(pages, |app| app.cache_page("/docs/{*rest}", fresh()));
    for (path, shown) in [
        ("/docs/a/../b", "a/../b"),
        ("/docs/a/%2e%2e/b", "a/../b"),
        ("/docs/./b", "./b"),
        ("/docs/a%00b", "a\0b"),
    ] {
        assert!(fetch(&app, path).await.text().contains(shown), "{path}");
    }
    assert_eq!(
        fetch(&app, "/docs/%ff").await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(handle.cache().stats().pages, 0);
}

#[tokio::test]
async fn a_path_that_another_route_has_is_that_routes() {
    async fn new(State(seen): State<Effects>) -> Html {
        seen.add("new");
        document(["<h1>New</h1>"])
    }
    let log = log::keep();
    let pages = Router::new()
        .route("/problems/{id}", page(get(show)))
        .route("/problems/new", page(get(new)));
    let Site { app, seen, .. } = site(pages, |app| app.cache_page("/problems/{id}", fresh()));
    for _ in 0..3 {
        assert!(
            fetch(&app, "/problems/new")
                .await
                .text()
                .contains("<h1>New</h1>")
        );
        assert!(fetch(&app, "/problems/7").await.text().contains(">7<"));
        // axum matches before it decodes.
        assert!(
            fetch(&app, "/problems/%6Eew")
                .await
                .text()
                .contains(">new<")
        );
    }
    let all = seen.all();
    let counted = |what: &str| all.iter().filter(|seen| *seen == what).count();
    // Once to find out where it leads, then one for each visitor, as it came.
    assert_eq!((counted("7"), counted("new")), (1, 1 + 3 + 3), "{all:?}");
    assert!(warnings(&log).is_empty(), "{:?}", warnings(&log));
}

#[tokio::test]
async fn a_spelling_that_another_declared_route_has_is_answered_as_it_came() {
    let pages = Router::new()
        .route("/problems/{id}", page(get(show)))
        .route("/problems/count", page(get(count)));
    let Site { app, seen, .. } = site(pages, |app| {
        app.cache_page("/problems/{id}", fresh())
            .cache_page("/problems/count", fresh())
    });
    for _ in 0..2 {
        assert!(
            fetch(&app, "/problems/count")
                .await
                .text()
                .contains("id=count")
        );
        let spelled = fetch(&app, "/problems/%63ount").await;
        assert!(
            spelled.text().contains("<p id=path>count<"),
            "{}",
            spelled.text()
        );
    }
    assert_eq!(seen.all(), ["count"; 3], "nothing is tried in vain");
}

#[tokio::test]
async fn a_static_path_beside_a_wildcard_has_its_own_declaration() {
    let pages = Router::new()
        .route("/docs/{*rest}", page(get(show)))
        .route("/docs/count", page(get(count)));
    let Site { app, seen, .. } = site(pages, |app| {
        app.cache_page("/docs/count", fresh())
            .cache_page("/docs/{*rest}", fresh())
    });
    for _ in 0..2 {
        assert!(fetch(&app, "/docs/count").await.text().contains("id=count"));
        assert!(fetch(&app, "/docs/other").await.text().contains(">other<"));
    }
    assert_eq!(seen.all(), ["count", "other"]);
}

#[tokio::test]
async fn a_pattern_that_is_not_the_routes_is_not_cached_and_the_log_says_so() {
    let log = log::keep();
    let pages = Router::new().route("/problems/{id}", page(get(show)));
    let Site { app, seen, .. } = site(pages, |app| app.cache_page("/problems/{number}", fresh()));
    for _ in 0..2 {
        assert!(fetch(&app, "/problems/7").await.text().contains(">7<"));
    }
    assert_eq!(seen.count(), 3);
    assert_eq!(warnings(&log).len(), 1);
    assert!(warnings(&log)[0].contains("declare the pattern of its route"));
}

#[tokio::test]
async fn a_router_within_the_router_is_declared_by_its_whole_pattern() {
    let inner = Router::new().route("/{id}", page(get(show)));
    let Site { app, seen, .. } = site(Router::new().nest("/problems", inner), |app| {
        app.cache_page("/problems/{id}", fresh())
    });
    for _ in 0..2 {
        assert!(fetch(&app, "/problems/7").await.text().contains(">7<"));
    }
    assert_eq!(seen.count(), 1);
}

fn declared(pattern: &'static str, more: Option<&'static str>) -> Router {
    let page = || CachedPage::fresh("1s");
    let app = Postback::new(Router::<()>::new())
        .keys(Keys::random())
        .cache_page(pattern, page());
    more.into_iter()
        .fold(app, |app, more| app.cache_page(more, page()))
        .with_state(())
}

#[test]
#[should_panic(expected = "`/a` is declared twice")]
fn a_pattern_that_is_declared_twice_panics_at_start() {
    let _ = declared("/a", Some("/a"));
}

#[test]
#[should_panic(expected = "`/{a}{b}` has no pattern of a route")]
fn a_pattern_that_no_route_can_have_panics_at_start() {
    let _ = declared("/{a}{b}", None);
}
