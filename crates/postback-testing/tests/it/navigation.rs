//! Redirects, links and addresses.

use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use axum::routing::{any, get, post};
use postback_testing::{Browser, TestPage};

use super::{echo, open, panic_of, site};

fn to(status: u16, location: &'static str) -> impl IntoResponse + Clone {
    (
        StatusCode::from_u16(status).unwrap(),
        [("location", location)],
    )
}

/// Posts a form to a page that redirects with this status to `/to`.
async fn post_and_follow(status: u16) -> TestPage {
    let form = Html("<form method=post action=/from><input name=a value=1></form>");
    let app = Router::new()
        .route("/", get(async move || form))
        .route("/from", post(async move || to(status, "/to")))
        .fallback(echo);
    Browser::new(app)
        .get("/")
        .await
        .form_at("form")
        .submit()
        .await
}

#[tokio::test]
async fn a_redirect_after_a_post_is_a_get_unless_it_says_otherwise() {
    for status in [301, 302, 303] {
        let page = post_and_follow(status).await;
        assert!(
            page.html().starts_with("GET /to\n"),
            "{status}: {}",
            page.html()
        );
        assert_eq!(super::header(page.html(), "content-type"), "(none)");
        assert_eq!(super::header(page.html(), "origin"), "(none)");
        assert_eq!(super::header(page.html(), "referer"), "http://localhost/");
    }
    for status in [307, 308] {
        let page = post_and_follow(status).await;
        assert!(page.html().starts_with("POST /to\n"), "{status}");
        assert!(page.html().ends_with("\n\na=1"), "{status}");
    }
    assert_eq!(post_and_follow(304).await.url(), "/from");
}

#[tokio::test]
async fn a_location_is_relative_to_the_present_address() {
    for (location, expected) in [
        ("/x", "/x"),
        ("x", "/a/b/x"),
        ("./x", "/a/b/x"),
        ("../x?y", "/a/x?y"),
        ("?q=1&r=%20", "/a/b/c?q=1&r=%20"),
        ("./c?q", "/a/b/c?q"),
        ("//localhost/x", "/x"),
        ("http://localhost/x#part", "/x#part"),
        ("/.//x", "//x"),
    ] {
        let app = Router::new()
            .route(
                "/a/b/c",
                get(async move |uri: axum::http::Uri| match uri.query() {
                    Some("start") => to(302, location).into_response(),
                    _ => "here".into_response(),
                }),
            )
            .fallback(echo);
        let page = Browser::new(app).get("/a/b/c?start").await;
        assert_eq!(page.url(), expected, "{location}");
    }
}

#[tokio::test]
async fn a_fragment_survives_a_redirect_without_one() {
    let app = Router::new()
        .route("/a", get(async || Redirect::to("/b")))
        .fallback(echo);
    assert_eq!(Browser::new(app).get("/a#part").await.url(), "/b#part");
}

#[tokio::test]
async fn a_redirect_out_of_the_app_is_not_followed() {
    for location in [
        "https://pay.example/1",
        "//pay.example/1",
        "https://localhost/",
    ] {
        let app = Router::new().route("/", any(async move || to(303, location)));
        let page = Browser::new(app).get("/").await;
        assert_eq!(page.status(), 303);
        assert!(
            page.external_redirect().unwrap().starts_with("https://") || location.starts_with("//")
        );
        let sentence = panic_of(async { page.text() }).await;
        assert!(
            sentence.contains("the app sent the browser to http"),
            "{sentence}"
        );
    }
    assert_eq!(open("").await.external_redirect(), None);
}

#[tokio::test]
async fn twenty_redirects_are_followed_and_no_more() {
    let count = async |from: u32| {
        let hop = get(
            async |axum::extract::Path(left): axum::extract::Path<u32>| match left {
                0 => "there".into_response(),
                left => Redirect::to(&format!("/{}", left - 1)).into_response(),
            },
        );
        let app = Router::new().route("/{left}", hop);
        Browser::new(app).get(&format!("/{from}")).await.text()
    };
    assert_eq!(count(20).await, "there");
    let sentence = panic_of(count(21)).await;
    assert!(
        sentence.starts_with("the app redirected more than 20 times: /21 -> /20"),
        "{sentence}"
    );
}

#[tokio::test]
async fn the_browser_keeps_its_place_and_tabs_have_their_own() {
    let browser = Browser::new(site(""));
    browser.get("/a/b").await;
    assert_eq!(browser.get("c").await.url(), "/a/c");
    assert_eq!(browser.get("?q").await.url(), "/a/c?q");
    assert_eq!(browser.tab().get("c").await.url(), "/c");
    let sentence = panic_of(browser.get("http://other.example/")).await;
    assert_eq!(
        sentence,
        "http://other.example/ is outside of the app at http://localhost/"
    );
}

#[tokio::test]
async fn links_are_clicked_by_their_text_or_name() {
    let page = open(
        "<a href='/1'>One <b>more</b></a><a href='/2' aria-label=Two>2</a>
         <a href='/3'>Same</a><a href='/4'>Same</a><a href='https://x.example/'>Out</a>",
    )
    .await;
    assert_eq!(page.click_link("One more").await.url(), "/1");
    assert_eq!(page.click_link("Two").await.url(), "/2");
    let clicked = async |text| panic_of(async { page.click_link(text).await }).await;
    assert_eq!(
        clicked("None").await,
        "there is no link \"None\"; / has \"One more\", \"Two\", \"Same\", \"Same\", \"Out\""
    );
    assert_eq!(
        clicked("Same").await,
        "\"Same\" is the name of several links: /3, /4"
    );
    assert_eq!(
        clicked("Out").await,
        "the link \"Out\" leaves the app: https://x.example/"
    );
}

#[tokio::test]
async fn a_base_moves_what_is_relative() {
    let html = "<base href='/sub/'><a href=x>Link</a><form action=y></form><form id=own></form>";
    let page = open(html).await;
    assert_eq!(page.click_link("Link").await.url(), "/sub/x");
    assert_eq!(page.form_at("[action]").submit().await.url(), "/sub/y?");
    assert_eq!(page.form_at("#own").submit().await.url(), "/?");
}

#[tokio::test]
async fn a_form_that_leaves_the_app_says_so() {
    let page =
        open("<form action='https://x.example/pay' method=post><button>Pay</button></form>").await;
    let sentence = panic_of(async { page.form_labelled("Pay").submit().await }).await;
    assert!(
        sentence.ends_with("would be sent out of the app, to https://x.example/pay"),
        "{sentence}"
    );
}
