//! The page in an answer sees the cookies that the browser will send, by the browsers' rules.

use crate::support::{self, button, document, query_of, send};
use axum::Router;
use axum::routing::get;
use http::{HeaderMap, HeaderValue, Request, header};
use postback::{
    Conflict, Form, FromForm, Keys, Page, Postback, Redirect, Result, action, actions, page,
};

#[derive(FromForm)]
struct Lines {
    line: String,
}

fn set(line: &str) -> HeaderMap {
    HeaderMap::from_iter([(header::SET_COOKIE, HeaderValue::from_str(line).unwrap())])
}

#[action(public)]
async fn put(Form(lines): Form<Lines>) -> Result<Redirect> {
    Ok(Redirect::to("/").with(set(&lines.line)).flash("It is set"))
}

#[action(public)]
async fn refuse(Form(lines): Form<Lines>) -> Result<()> {
    Err(Conflict::new("no").with(set(&lines.line)))
}

/// What came, byte for byte.
async fn home(page: Page, headers: HeaderMap) -> postback::Html {
    let cookies = headers.get_all(header::COOKIE).iter();
    let cookies: Vec<_> = cookies
        .map(|value| value.as_bytes().escape_ascii().to_string())
        .collect();
    let shown = format!("<p id=cookies>{}</p>", cookies.join(" | "));
    document([
        shown,
        page.notice().to_string(),
        page.form::<put>().open(button("Put")).to_string(),
        page.form::<refuse>().open(button("Refuse")).to_string(),
    ])
}

fn app() -> Router {
    let pages = Router::new().route("/", page(get(home)));
    Postback::new(pages)
        .actions(actions![put, refuse])
        .keys(Keys::random())
        .with_state(())
}

fn shown(html: &str) -> String {
    let (_, rest) = html.split_once("<p id=cookies>").expect(html);
    rest.split('<').next().unwrap().to_owned()
}

/// The page in the answer to an enhanced request, and in that to a refused plain one.
async fn both(cookie: &[u8], origin: &str, line: &str) -> [String; 2] {
    let app = app();
    let page = support::get(&app, "/").await;
    let mut seen = Vec::new();
    for (action, enhanced) in [("put", true), ("refuse", false)] {
        let mut request = Request::post(format!("/?{}", query_of(&page, action)))
            .header("host", "x.app.example")
            .header("origin", origin)
            .header("content-type", "application/x-www-form-urlencoded");
        if enhanced {
            request = request.header("postback-request", "1");
        }
        if !cookie.is_empty() {
            request = request.header("cookie", HeaderValue::from_bytes(cookie).unwrap());
        }
        let body: String = form_urlencoded::byte_serialize(line.as_bytes()).collect();
        let request = request.body(format!("line={body}").into()).unwrap();
        seen.push(shown(&send(&app, request).await.text()));
    }
    seen.try_into().unwrap()
}

#[tokio::test]
async fn a_cookie_that_is_not_ascii_hides_no_other() {
    let cookie = "name=Zoë; sid=1".as_bytes();
    let both = both(cookie, "https://x.app.example", "theme=dark; Path=/").await;
    assert_eq!(both, [r"name=Zo\xc3\xab; sid=1; theme=dark"; 2]);
}

#[tokio::test]
async fn a_cookie_is_gone_however_its_date_is_written() {
    for date in [
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 UTC",
        "Thursday, 01-Jan-70 00:00:00 GMT",
        "Thu Jan  1 00:00:00 1970",
        "1 jan 1970 0:0:0",
    ] {
        let line = format!("sid=; Path=/; Expires={date}");
        let both = both(b"sid=1; a=2", "https://x.app.example", &line).await;
        assert_eq!(both, ["a=2"; 2], "{date}");
    }
}

#[tokio::test]
async fn a_cookie_that_no_browser_keeps_is_not_shown() {
    for (origin, line) in [
        ("http://x.app.example", "sid=2; Path=/; Secure"),
        (
            "https://x.app.example",
            "sid=2; Path=/; Domain=other.example",
        ),
        ("https://x.app.example", "sid=2; Path=/; SameSite=None"),
        ("https://x.app.example", "__Host-sid=2; Path=/"),
        ("https://x.app.example", "__secure-sid=2; Path=/"),
    ] {
        assert_eq!(both(b"sid=1", origin, line).await, ["sid=1"; 2], "{line}");
    }
    let long = format!("sid={}; Path=/", "x".repeat(4096));
    assert_eq!(
        both(b"sid=1", "https://x.app.example", &long).await,
        ["sid=1"; 2]
    );
}

#[tokio::test]
async fn a_flash_beside_a_cookie_that_is_not_ascii_is_shown_and_cleared() {
    let app = app();
    let page = support::get(&app, "/").await;
    let request = Request::post(format!("/?{}", query_of(&page, "put")))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("line=a%3D1".into())
        .unwrap();
    let answer = send(&app, request).await;
    let carried = answer
        .cookies()
        .into_iter()
        .find(|line| line.starts_with("pb_"))
        .unwrap();
    let pair = carried.split(';').next().unwrap();
    let request = Request::get("/").header(
        "cookie",
        HeaderValue::from_bytes(format!("name=Zoë; {pair}").as_bytes()).unwrap(),
    );
    let shown = send(&app, request.body(axum::body::Body::empty()).unwrap()).await;
    assert!(shown.text().contains("It is set"), "{}", shown.text());
    assert!(
        shown
            .cookies()
            .iter()
            .any(|line| line.starts_with("pb_") && line.contains("Max-Age=0"))
    );
}
