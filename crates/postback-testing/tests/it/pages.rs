//! Reading a page, and the checks of every page.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use postback_testing::Browser;

use super::{open, panic_of};

#[tokio::test]
async fn a_page_is_read_like_a_person_reads_it() {
    let page = open(
        "<title> My\n page </title><h1>Hello</h1><p class=a>one</p><p class=a id=two>two</p>
         <div class=pb-notice role=status><p>Saved</p></div><div class='pb-notice pb-problem' role=alert>Broken</div>",
    )
    .await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.title(), "My page");
    assert_eq!(page.text(), "Hello one two Saved Broken");
    assert_eq!(page.notice(), "Saved\nBroken");
    assert_eq!(page.find(".a"), "one");
    assert_eq!(page.find_all(".a"), ["one", "two"]);
    assert_eq!(page.attr(".a:nth-of-type(2)", "id").as_deref(), Some("two"));
    assert_eq!(page.attr("h1", "id"), None);
    assert!(page.has("#two") && !page.has("#three"));
    assert!(
        page.header("content-type")
            .unwrap()
            .starts_with("text/html")
    );
    page.assert_text("Hello one");
    page.assert_no_text("three");
}

#[tokio::test]
async fn what_is_missing_is_answered_with_what_the_page_says() {
    let page = open("<p>Hello</p>").await;
    let says = "the page (200 OK) says: Hello";
    assert_eq!(
        panic_of(async { page.assert_text("Bye") }).await,
        format!("\"Bye\" is not on /; {says}")
    );
    assert_eq!(
        panic_of(async { page.assert_no_text("Hell") }).await,
        format!("\"Hell\" is on /; {says}")
    );
    assert_eq!(
        panic_of(async { page.find("h1") }).await,
        format!("nothing on / matches `h1`; {says}")
    );
    let sentence = panic_of(async { page.find("h1[") }).await;
    assert!(
        sentence.starts_with("`h1[` is not a CSS selector"),
        "{sentence}"
    );
}

#[tokio::test]
async fn other_answers_than_html_are_text() {
    let app = Router::new()
        .route(
            "/",
            get(async || (StatusCode::IM_A_TEAPOT, "a <b>\n c &amp; d")),
        )
        .route("/none", get(async || StatusCode::NO_CONTENT));
    let browser = Browser::new(app);
    let page = browser.get("/").await;
    assert_eq!(page.status(), 418);
    assert_eq!(page.text(), "a <b> c &amp; d");
    assert_eq!(page.html(), "a <b>\n c &amp; d");
    assert_eq!(browser.get("/none").await.text(), "");
}

#[tokio::test]
async fn the_address_leaves_out_what_the_library_adds() {
    let page =
        open("<form method=post action='?topic=a%20b&amp;_action=save.A&amp;_args=1'></form>")
            .await;
    let page = page.form_at("form").submit().await;
    assert_eq!(page.url(), "/?topic=a%20b");
    assert_eq!(
        page.full_url(),
        "http://localhost/?topic=a%20b&_action=save.A&_args=1"
    );
}

#[tokio::test]
async fn the_digest_is_in_the_header_of_a_failure() {
    let app = Router::new().route(
        "/",
        get(async || ([("postback-digest", "abcdefgh")], Html("Sorry"))),
    );
    assert_eq!(Browser::new(app).get("/").await.digest(), Some("abcdefgh"));
    assert_eq!(open("").await.digest(), None);
}

#[tokio::test]
async fn an_action_in_a_form_that_is_not_post_fails_the_page() {
    let sentence = panic_of(open(
        "<form action='?_action=save.A'><button>Save</button></form>",
    ))
    .await;
    assert_eq!(
        sentence,
        "on /: the action `save` is in a form that is not POST (method is missing); a GET never runs an action: \
         `form.open(..)` writes `method=\"post\"`"
    );
    let button =
        "<form method=post action='?_action=save.A'><button formmethod=get>Save</button></form>";
    assert!(
        panic_of(open(button))
            .await
            .contains("by a method that is not POST")
    );
}

#[tokio::test]
async fn an_action_in_a_link_or_an_image_fails_the_page() {
    for html in [
        "<a href='?_action=save.A'>Save</a>",
        "<img src='/x?a=1&amp;_action=save.A'>",
    ] {
        let sentence = panic_of(open(html)).await;
        assert!(
            sentence.contains("browsers GET it, and a GET never runs an action"),
            "{sentence}"
        );
    }
}

#[tokio::test]
async fn a_page_after_a_submit_is_checked_too() {
    let bad = Html("<a href='?_action=save.A'>Save</a>");
    let app = Router::new().route(
        "/",
        get(async || Html("<form method=post></form>")).post(async move || bad),
    );
    let page = Browser::new(app).get("/").await;
    let sentence = panic_of(async { page.form_at("form").submit().await }).await;
    assert!(sentence.contains("`href` of <a>"), "{sentence}");
}

#[tokio::test]
async fn a_page_may_be_used_from_any_task() {
    let page = open("<form><button>Go</button></form><a href=/x>Link</a>").await;
    let task = tokio::spawn(async move {
        let next = page.form_at("form").submit().await;
        page.click_link("Link").await;
        (page.status(), next.status())
    });
    assert_eq!(task.await.unwrap(), (StatusCode::OK, StatusCode::OK));
}
