//! Where a browser is sent: whoever says it, it is a path of this site, or another site by http or https.

use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};
use maud::{Markup, html};
use postback::{Caller, Keys, Page, Postback, Redirect, Result, action, actions, page};

use crate::support::{Answer, request, send, target_of};

/// An answer that the request asks for: `x-status`, and `x-to` for its `Location`.
fn asked(headers: &HeaderMap) -> Option<Response> {
    let status = headers.get("x-status")?.to_str().ok()?.parse().ok()?;
    let mut response = StatusCode::from_u16(status).ok()?.into_response();
    let to = headers.get("x-to")?.clone();
    response.headers_mut().insert(header::LOCATION, to);
    *response.body_mut() = "an answer of its own".into();
    Some(response)
}

async fn guard(request: Request, next: Next) -> Response {
    let is_asked = request.method() == Method::POST && request.headers().contains_key("x-guard");
    match asked(request.headers()) {
        Some(answer) if is_asked => answer,
        _ => next.run(request).await,
    }
}

struct User;

impl Caller for User {
    fn key(&self) -> String {
        String::new()
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Response> {
        asked(&parts.headers).map_or(Ok(Self), Err)
    }
}

/// As [`User`], but it is no caller.
struct Step;

impl<S: Sync> FromRequestParts<S> for Step {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Response> {
        asked(&parts.headers).map_or(Ok(Self), Err)
    }
}

#[action]
async fn guarded(_caller: User) -> Result<()> {
    Ok(())
}

#[action(public)]
async fn stepped(_: Step) -> Result<()> {
    Ok(())
}

async fn home(page: Page) -> Markup {
    html! {
        p #url { (page.url()) } p #path { (page.path()) }
        (page.form::<guarded>().open(html! { button { "Go" } }))
        (page.form::<stepped>().open(html! { button { "Go" } }))
    }
}

async fn lost(page: Page) -> Result<Markup> {
    if page.url().contains("back") {
        return Err(Redirect::to(page.url().replace("back", "there")).into());
    }
    Ok(html! { p #url { (page.url()) } p #path { (page.path()) } })
}

fn site() -> Router {
    let pages = Router::new()
        .route("/at/home", page(get(home)))
        .fallback(lost)
        .layer(from_fn(guard));
    Postback::new(pages)
        .actions(actions![guarded, stepped])
        .keys(Keys::random())
        .with_state(())
}

const HOSTILE: [&str; 16] = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "blob:https://app.example/x",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/.//evil.example",
    "/%2E%2e//evil.example",
    "/x/..//evil.example",
    "..//evil.example",
    ".\\evil.example",
    "/\tevil",
    "https://user:secret@evil.example",
];

/// What a guard, the caller and another extractor may answer with.
const ANSWERS: [(&str, &str); 8] = [
    ("guard", "303"),
    ("guard", "302"),
    ("guard", "307"),
    ("guard", "401"),
    ("guard", "403"),
    ("guarded", "303"),
    ("guarded", "401"),
    ("stepped", "303"),
];

async fn answered(who: &str, status: &str, to: &str, is_enhanced: bool) -> Answer {
    let app = site();
    let action = if who == "guard" { "stepped" } else { who };
    let target = target_of(&app, "/at/home", action).await;
    let mut headers = vec![
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-status", status),
        ("x-to", to),
    ];
    if who == "guard" {
        headers.push(("x-guard", "1"));
    }
    if is_enhanced {
        headers.push(("postback-request", "1"));
    }
    send(&app, request("POST", &target, &headers)).await
}

#[tokio::test]
async fn nobody_who_guards_a_page_sends_the_browser_where_nobody_may_be_sent() {
    for to in HOSTILE {
        for (who, status) in ANSWERS {
            let case = format!("{who} {status} {to}");
            let frame = answered(who, status, to, true).await;
            assert_eq!(frame.header("location"), None, "{case}");
            let head = frame.head();
            assert_eq!(head["url"], serde_json::Value::Null, "{case}");
            assert_eq!(head["ok"], false, "{case}");
            // The message of the action before it does not stand alone.
            assert!(head["say"].is_string(), "{case}");
            assert!(matches!(frame.status.as_u16(), 401 | 403), "{case}");
            let page = answered(who, status, to, false).await;
            assert_eq!(page.header("location"), None, "{case}");
            assert!(matches!(page.status.as_u16(), 401 | 403), "{case}");
        }
    }
}

#[tokio::test]
async fn a_guard_leads_to_a_page_of_the_site_and_to_where_one_signs_in_elsewhere() {
    for (to, is) in [
        ("/login?next=%2Fx", "/login?next=%2Fx"),
        ("/x/../login", "/login"),
        ("login", "login"),
        ("../log in", "../log%20in"),
        ("https://idp.example/a?b=c", "https://idp.example/a?b=c"),
        ("https://idp.example", "https://idp.example/"),
    ] {
        for (who, status) in ANSWERS {
            let (case, is_stepped) = (format!("{who} {status} {to}"), who == "stepped");
            let plain = answered(who, status, to, false).await;
            assert_eq!(plain.header("location"), Some(is), "{case}");
            let sent = status.starts_with('3');
            if sent {
                assert!(matches!(plain.status.as_u16(), 302 | 303), "{case}");
            }
            let head = answered(who, status, to, true).await.head();
            // A caller's own 401 is a page of its own, which is not followed.
            if sent || who == "guard" {
                assert_eq!(head["url"], is, "{case}");
            }
            let is_redirect = is_stepped && is.starts_with('/');
            let outcome = if is_redirect { "redirect" } else { "denied" };
            assert_eq!(head["outcome"], outcome, "{case}");
        }
    }
}

#[tokio::test]
async fn a_page_never_names_itself_as_another_host() {
    let app = site();
    for (target, url) in [
        ("//evil.example/x", "/evil.example/x"),
        ("////evil?a=//b", "/evil?a=//b"),
        ("//", "/"),
        ("/a//b", "/a//b"),
    ] {
        let page = send(
            &app,
            request("GET", &format!("http://app.example{target}"), &[]),
        )
        .await;
        let path = url.split('?').next().unwrap();
        let shown = format!("<p id=\"url\">{url}</p><p id=\"path\">{path}</p>");
        assert!(page.text().contains(&shown), "{target}: {}", page.text());
    }
    let away = "http://app.example//evil.example/back";
    let answer = send(&app, request("GET", away, &[])).await;
    assert_eq!(answer.header("location"), Some("/evil.example/there"));
}
