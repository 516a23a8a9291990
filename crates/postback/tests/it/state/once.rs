//! Read once, by the page it is for.

use axum::Router;
use http::header;
use postback_testing::Browser;

use super::site::{leave, save, say, site};
use crate::support::{Answer, get, query_of, request, send};

/// Posts and does not follow: the state cookie as a browser would send it back.
pub(crate) async fn posted(app: &Router, path: &str, action: &str, fields: &str) -> String {
    let query = query_of(&get(app, path).await, action);
    let request = axum::extract::Request::post(format!("{path}?{query}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(fields.to_owned()))
        .unwrap();
    let answer = send(app, request).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let cookie = answer.cookies()[0].to_owned();
    cookie.split(';').next().unwrap().to_owned()
}

pub(crate) async fn with_cookie(app: &Router, method: &str, path: &str, cookie: &str) -> Answer {
    send(app, request(method, path, &[("cookie", cookie)])).await
}

pub(crate) fn clears(answer: &Answer) -> bool {
    let cookies = answer.cookies();
    cookies
        .iter()
        .any(|set| set.contains("pb_") && set.contains("Max-Age=0"))
}

#[tokio::test]
async fn state_and_message_are_shown_once() {
    let browser = Browser::new(site());
    let page = browser
        .get("/a?q=1")
        .await
        .form::<save>()
        .fill("text", "Ada")
        .submit()
        .await;
    assert_eq!(
        (page.url(), page.find("#saved")),
        ("/a?q=1".into(), "Ada".into())
    );
    assert!(!browser.get("/a?q=1").await.has("#saved"));
    let page = browser
        .get("/a")
        .await
        .form::<say>()
        .fill("text", "Hello")
        .submit()
        .await;
    assert_eq!(page.notice(), "Hello");
    assert_eq!(browser.get("/a").await.notice(), "");
    let page = browser.get("/a").await.form::<leave>().submit().await;
    assert_eq!(
        (page.url(), page.notice()),
        ("/b?x=1".into(), "You left".into())
    );
    assert_eq!(browser.get("/b?x=1").await.notice(), "");
}

#[tokio::test]
async fn a_page_that_ignores_its_message_shows_it_all_the_same_and_once() {
    let app = site();
    let cookie = posted(&app, "/ignores", "say", "text=Hello").await;
    let answer = with_cookie(&app, "GET", "/ignores", &cookie).await;
    let notice =
        "<body class=\"a&gt;b\"><div class=\"pb-notice\" role=\"alert\"><p>Hello</p></div>";
    assert!(answer.text().contains(notice), "{}", answer.text());
    assert!(clears(&answer));
}

#[tokio::test]
async fn a_page_that_is_gone_still_says_what_happened() {
    let app = site();
    let query = query_of(&get(&app, "/vanishing").await, "delete");
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let post = request("POST", &format!("/vanishing?{query}"), &[kind]);
    let answer = send(&app, post).await;
    let cookie = answer.cookies()[0].split(';').next().unwrap().to_owned();
    let headers = [("cookie", &*cookie), ("x-gone", "1")];
    let answer = send(&app, request("GET", "/vanishing", &headers)).await;
    assert_eq!(answer.status, 404);
    let text = answer.text();
    assert!(text.contains("<p>Deleted</p>") && clears(&answer), "{text}");
}

#[tokio::test]
async fn two_tabs_of_two_pages_do_not_meet() {
    let app = site();
    let a = posted(&app, "/a", "save", "text=Ada").await;
    let b = posted(&app, "/b", "save", "text=Bob").await;
    assert_ne!(a.split('=').next(), b.split('=').next());
    let both = format!("{a}; {b}");
    let answer = with_cookie(&app, "GET", "/b", &both).await;
    assert!(answer.text().contains(">Bob<") && !answer.text().contains("Ada"));
    assert_eq!(answer.cookies().len(), 1, "the other tab's stays");
    let answer = with_cookie(&app, "GET", "/a", &both).await;
    assert!(answer.text().contains(">Ada<") && !answer.text().contains("Bob"));
}

#[tokio::test]
async fn two_tabs_of_one_page_show_the_later_state_once() {
    let app = site();
    let browser = Browser::new(app.clone());
    drop(browser.get("/a").await);
    for text in ["first", "second"] {
        let cookie = posted(&app, "/a", "save", &format!("text={text}")).await;
        browser.set_cookie(&format!("{cookie}; Path=/; Secure"));
    }
    assert_eq!(browser.tab().get("/a").await.find("#saved"), "second");
    assert!(!browser.get("/a").await.has("#saved"));
}

#[tokio::test]
async fn nothing_but_its_own_page_takes_it() {
    let app = site();
    let cookie = posted(&app, "/a", "save", "text=Ada").await;
    for (method, path) in [
        ("GET", "/b"),
        ("GET", "/image"),
        ("HEAD", "/a"),
        ("GET", "/nowhere"),
    ] {
        let answer = with_cookie(&app, method, path, &cookie).await;
        assert!(
            !clears(&answer) && !answer.text().contains("Ada"),
            "{method} {path}"
        );
    }
    let image = posted(&app, "/image", "say", "text=Hello").await;
    let answer = with_cookie(&app, "GET", "/image", &image).await;
    let text = answer.text();
    assert!(
        text.starts_with("not really") && !text.contains("Hello"),
        "{text}"
    );
    assert!(!clears(&answer));
    assert!(
        with_cookie(&app, "GET", "/a", &cookie)
            .await
            .text()
            .contains(">Ada<")
    );
}

#[tokio::test]
async fn a_page_that_shows_state_is_kept_for_back_alone_and_never_unchanged() {
    let app = site();
    let tag = ("if-none-match", "\"1\"");
    assert_eq!(send(&app, request("GET", "/a", &[tag])).await.status, 304);
    let plain = get(&app, "/a").await;
    assert_eq!(plain.header("cache-control"), Some("public, max-age=60"));
    for (action, shown) in [("save", "id=\"saved\">Ada"), ("say", ">Ada</div>")] {
        let cookie = posted(&app, "/a", action, "text=Ada").await;
        let headers = [
            ("cookie", &*cookie),
            tag,
            ("if-modified-since", "Sun, 06 Nov 2094 08:49:37 GMT"),
        ];
        let answer = send(&app, request("GET", "/a", &headers)).await;
        assert_eq!(answer.status, 200);
        assert!(answer.text().contains(shown), "{}", answer.text());
        assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
        for name in [header::ETAG, header::LAST_MODIFIED] {
            assert!(!answer.headers.contains_key(name));
        }
    }
}

#[tokio::test]
async fn an_answer_that_brings_the_page_along_leaves_no_cookie() {
    let browser = Browser::enhanced(site());
    let page = browser
        .get("/a")
        .await
        .form::<save>()
        .fill("text", "Ada")
        .submit()
        .await;
    assert_eq!(page.find("#saved"), "Ada");
    assert_eq!(page.header("set-cookie"), None);
    assert!(!browser.get("/a").await.has("#saved"));
}
