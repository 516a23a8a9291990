//! Cookies between requests. The unit tests cover their rules in detail.

use std::time::Duration;

use axum::Router;
use axum::response::{AppendHeaders, Redirect};
use axum::routing::get;
use postback_testing::Browser;

use super::{echo, header, panic_of};

fn setting(cookies: [&'static str; 3]) -> Router {
    let set = AppendHeaders(cookies.map(|cookie| ("set-cookie", cookie)));
    Router::new()
        .route("/login", get(async move || (set, Redirect::to("/after"))))
        .fallback(echo)
}

#[tokio::test]
async fn cookies_of_a_redirect_are_sent_to_its_target() {
    let browser = Browser::new(setting([
        "a=1",
        "b=2; HttpOnly; SameSite=Lax",
        "c=3; Path=/other",
    ]));
    let page = browser.get("/login").await;
    assert_eq!(header(page.html(), "cookie"), "a=1; b=2");
    assert_eq!(
        header(browser.get("/other").await.html(), "cookie"),
        "c=3; a=1; b=2"
    );
    assert_eq!(browser.cookie("c").as_deref(), Some("3"));
    assert_eq!(browser.cookies_seen_by_scripts(), "c=3; a=1");
}

#[tokio::test]
async fn tabs_share_cookies_and_other_browsers_do_not() {
    let app = setting(["a=1", "b=2", "c=3"]);
    let (browser, other) = (Browser::new(app.clone()), Browser::new(app));
    let tab = browser.tab();
    browser.get("/login").await;
    assert_eq!(header(tab.get("/").await.html(), "cookie"), "a=1; b=2; c=3");
    assert_eq!(header(other.get("/").await.html(), "cookie"), "(none)");
    tab.clear_cookies();
    assert_eq!(browser.cookie("a"), None);
}

#[tokio::test]
async fn cookies_end_with_time() {
    let browser = Browser::new(setting(["a=1; Max-Age=60", "b=2", "c=; Max-Age=0"]));
    browser.get("/login").await;
    browser.pass_time(Duration::from_secs(61));
    assert_eq!(header(browser.get("/").await.html(), "cookie"), "b=2");
}

#[tokio::test]
async fn secure_cookies_follow_the_origin() {
    let cookies = ["a=1; Secure", "__Host-b=2; Secure; Path=/", "__Host-c=3"];
    let at = async |origin: &str| {
        let browser = Browser::new(setting(cookies)).origin(origin);
        let page = browser.get("/login").await;
        (
            header(page.html(), "cookie"),
            browser.refused_cookies().len(),
        )
    };
    assert_eq!(
        at("https://app.example").await,
        ("a=1; __Host-b=2".to_owned(), 1)
    );
    assert_eq!(at("http://app.example").await, ("(none)".to_owned(), 3));
    assert_eq!(
        at("http://localhost").await,
        ("a=1; __Host-b=2".to_owned(), 1)
    );
    let browser = Browser::new(setting(cookies)).https();
    assert_eq!(
        browser.get("/login").await.full_url(),
        "https://localhost/after"
    );
    assert!(browser.cookie("__Host-b").is_some());
}

#[tokio::test]
async fn a_test_can_set_a_cookie_that_a_browser_would_keep() {
    let browser = Browser::new(setting(["a=1", "b=2", "c=3"]));
    browser.set_cookie("x=y; Path=/p");
    assert_eq!(header(browser.get("/p/q").await.html(), "cookie"), "x=y");
    let sentence = panic_of(async { browser.set_cookie("__Host-x=y") }).await;
    assert_eq!(
        sentence,
        "the cookie `__Host-x` is not kept: a `__Host-` name needs `Secure` and `Path=/`, and no `Domain`"
    );
}
