//! `page.script()`: its address is right wherever the page is, and the service serves the file.

use crate::support::proxy::{stripping, stripping_itself};
use crate::support::{
    self, Answer, Effects, button, document, get as fetch, request, send, target_of,
};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use http::StatusCode;
use postback::{Html, Invalid, Keys, Page, Postback, Result, action, actions, page};
use url::{Position, Url};

const RUNTIME: &[u8] = include_bytes!("../../src/client/postback.js");
const DEVELOPMENT: &[u8] = include_bytes!("../../src/client/development.js");
const WATCH: &[u8] = include_bytes!("../../src/client/watch.js");

#[action(public)]
async fn refuse() -> Result<()> {
    Err(Invalid::form("not like this"))
}

async fn shown(page: Page) -> Html {
    document([
        page.script().to_string(),
        page.form::<refuse>().open(button("Refuse")).to_string(),
    ])
}

async fn not_found(page: Page) -> (StatusCode, Html) {
    (StatusCode::NOT_FOUND, document([page.script()]))
}

async fn own(Path(file): Path<String>) -> String {
    format!("own {file}")
}

fn postback() -> Postback<Effects> {
    let pages = Router::new()
        .route("/", page(get(shown)))
        .route("/a", page(get(shown)))
        .route("/a/", page(get(shown)))
        .route("/a/b", page(get(shown)))
        .route("/a/b/{c}", page(get(shown)))
        .route("/_postback/{*file}", get(own).post(own).put(own))
        .route("/hook", post(|| async { "hooked" }))
        .fallback(not_found);
    Postback::new(pages)
        .actions(actions![refuse])
        .keys(Keys::random())
        .build_id("build-7")
}

fn app() -> Router {
    postback().with_state(Effects::default())
}

/// Where the scripts of a page are, as the browser reads it.
fn scripts(at: &str, page: &Answer) -> Vec<Url> {
    let base = Url::parse("http://app.example").unwrap().join(at).unwrap();
    let html = page.text();
    let sources = html.split("<script").skip(1);
    sources
        .map(|rest| {
            let (_, source) = rest.split_once("src=\"").unwrap();
            base.join(source.split_once('"').unwrap().0).unwrap()
        })
        .collect()
}

/// The scripts of the page at `at` are the files, with this app's build.
async fn loads(app: &Router, at: &str) {
    let page = fetch(app, at).await;
    loads_from(app, at, &page).await;
}

async fn loads_from(app: &Router, at: &str, page: &Answer) {
    let scripts = scripts(at, page);
    let expected: &[&[u8]] = if cfg!(debug_assertions) {
        &[WATCH, RUNTIME, DEVELOPMENT]
    } else {
        &[WATCH, RUNTIME]
    };
    assert_eq!(scripts.len(), expected.len(), "{at}: {}", page.text());
    assert_eq!(scripts[1].fragment(), Some("build-7"));
    for (script, expected) in scripts.iter().zip(expected) {
        let file = fetch(app, &script[Position::BeforePath..Position::AfterQuery]).await;
        assert_eq!(file.status, 200, "{at}: {script}");
        assert!(file.bytes == *expected, "{at}: {script}");
        // What is asked for by a query is kept by browsers alone: a shared cache may not look at it.
        let whose = if script.query().is_some() {
            "private"
        } else {
            "public"
        };
        assert_eq!(
            file.header("cache-control"),
            Some(&*format!("{whose}, max-age=31536000, immutable"))
        );
    }
}

/// The path of the runtime.
async fn runtime(app: &Router) -> String {
    scripts("/a", &fetch(app, "/a").await)[1].path().to_owned()
}

#[tokio::test]
async fn every_page_finds_the_script_whatever_its_depth() {
    let app = app();
    for at in [
        "/",
        "/?topic=a/b",
        "/a",
        "/a/",
        "/a/b",
        "/a/b/c",
        "/a/b/x%2Fy",
    ] {
        loads(&app, at).await;
    }
}

#[tokio::test]
async fn a_page_that_says_that_there_is_none_finds_it_too() {
    let app = app();
    for at in ["/nothing", "/nothing/at/all/", "//a"] {
        assert_eq!(fetch(&app, at).await.status, 404);
        let page = fetch(&app, at).await;
        loads_from(&app, &format!("http://app.example{at}"), &page).await;
    }
}

#[tokio::test]
async fn a_page_that_refuses_a_form_finds_it_too() {
    let app = app();
    let target = target_of(&app, "/a/b", "refuse").await;
    let page = support::post(&app, &target).await;
    assert_eq!(page.status, 422);
    loads_from(&app, &target, &page).await;
}

#[tokio::test]
async fn under_a_nest_every_page_finds_it() {
    let nested = Router::new().nest("/outer/app", app());
    for at in ["/outer/app", "/outer/app/a", "/outer/app/a/b"] {
        loads(&nested, at).await;
    }
    let below = Router::new().nest("/t/{tenant}", app());
    for at in ["/t/a:b", "/t/acme/a/"] {
        loads(&below, at).await;
    }
}

#[tokio::test]
async fn behind_a_proxy_that_strips_a_path_every_page_finds_it() {
    let outside = stripping("/shop", app());
    for at in ["/shop/", "/shop/a", "/shop/a/b"] {
        loads(&outside, at).await;
    }
    // The app cannot know that this one is not at `/`.
    let outside = stripping_itself("/shop", app());
    for at in ["/shop", "/shop?a=b/c", "/shop/", "/shop/a"] {
        loads(&outside, at).await;
    }
    // One that was told where it is names that.
    let told = postback()
        .public_path("/shop")
        .with_state(Effects::default());
    let outside = stripping_itself("/shop", told);
    for at in ["/shop", "/shop/", "/shop/a", "/shop/a/b"] {
        loads(&outside, at).await;
    }
    let nested = stripping_itself("/outer", Router::new().nest("/shop", app()));
    for at in ["/outer/shop", "/outer/shop/a"] {
        loads(&nested, at).await;
    }
}

#[tokio::test]
async fn the_script_is_a_script_and_nothing_else() {
    let app = app();
    let path = runtime(&app).await;
    let file = fetch(&app, &path).await;
    assert_eq!(
        file.header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(file.header("vary"), Some("accept-encoding"));
    assert_eq!(file.header("content-encoding"), None);
    assert_eq!(file.header("postback-asof"), None);
}

#[tokio::test]
async fn whoever_accepts_brotli_gets_the_same_file_in_it() {
    let app = app();
    let path = runtime(&app).await;
    let accept = [("accept-encoding", "gzip, deflate, br, zstd")];
    let file = send(&app, request("GET", &path, &accept)).await;
    assert_eq!(file.header("content-encoding"), Some("br"));
    assert_eq!(file.header("vary"), Some("accept-encoding"));
    assert!(file.bytes.len() < RUNTIME.len() / 2);
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut &*file.bytes, &mut plain).unwrap();
    assert!(plain == RUNTIME, "the client was not built again");

    let refused = [("accept-encoding", "br;q=0, gzip")];
    let file = send(&app, request("GET", &path, &refused)).await;
    assert_eq!(file.header("content-encoding"), None);
    assert!(file.bytes == RUNTIME);
}

#[tokio::test]
async fn a_head_says_the_same_without_the_file() {
    let app = app();
    let path = runtime(&app).await;
    for headers in [&[][..], &[("accept-encoding", "br")]] {
        let got = send(&app, request("GET", &path, headers)).await;
        let head = send(&app, request("HEAD", &path, headers)).await;
        assert_eq!(head.status, 200);
        assert!(head.bytes.is_empty());
        assert_eq!(head.headers, got.headers);
        let length = got.bytes.len().to_string();
        assert_eq!(head.header("content-length"), Some(length.as_str()));
    }
}

#[tokio::test]
async fn a_page_of_another_release_gets_this_runtime_and_asks_again() {
    let app = app();
    for at in [
        "/_postback/AAAAAAAAAAAAAAAA.js",
        "/?/_postback/AAAAAAAAAAAAAAAA.js",
    ] {
        let file = fetch(&app, at).await;
        assert!(file.bytes == RUNTIME);
        assert_eq!(file.header("cache-control"), Some("private, no-cache"));
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn what_else_is_in_the_folder_is_the_apps() {
    let app = app();
    for (method, path, expected) in [
        ("GET", "/_postback/a.css", "own a.css"),
        ("GET", "/_postback/a/b.js", "own a/b.js"),
        ("POST", "/_postback/a.js", "own a.js"),
        ("PUT", "/_postback/a.js", "own a.js"),
    ] {
        let answer = send(&app, request(method, path, &[])).await;
        assert_eq!(answer.text(), expected, "{method}");
    }
    let path = runtime(&app).await;
    let posted = send(&app, request("POST", &path, &[])).await;
    assert!(posted.text().starts_with("own "), "{}", posted.text());
    let hooked = send(&app, request("POST", "/hook", &[])).await;
    assert_eq!(hooked.text(), "hooked");
}

#[tokio::test]
#[should_panic(expected = "the build \"a b\" cannot be part of an address")]
async fn a_build_that_no_address_can_hold_is_refused_at_the_start() {
    let _ = postback().build_id("a b").with_state(Effects::default());
}

#[tokio::test]
async fn without_a_name_the_build_is_that_of_the_program() {
    let build = || async {
        let pages = Router::new().route(
            "/",
            page(get(|page: Page| async move { document([page.script()]) })),
        );
        let app = Postback::new(pages).keys(Keys::random()).with_state(());
        let page = fetch(&app, "/").await;
        scripts("/", &page)[1].fragment().unwrap().to_owned()
    };
    let first = build().await;
    assert_eq!(first.len(), 12, "{first}");
    assert_eq!(build().await, first);
}
