//! Redirects: of whom the target is, and who requests it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::routing::get;
use http::HeaderMap;
use http::request::Parts;
use maud::{Markup, html};
use postback::{
    Form, FromForm, Keys, NotFound, Page, Postback, Redirect, Result, action, actions, page,
};
use postback_testing::{Browser, both_ways};

use crate::support::{get as fetch, post, post_enhanced, target_of};

#[derive(Clone, Default)]
struct Gets(Arc<AtomicUsize>);

#[derive(FromForm)]
pub(crate) struct Next {
    next: String,
}

#[action(public)]
pub(crate) async fn visitor(Form(form): Form<Next>) -> Result<Redirect> {
    Redirect::local(&form.next).ok_or(NotFound)
}

#[action(public)]
pub(crate) async fn own(Form(form): Form<Next>) -> Result<Redirect> {
    Ok(Redirect::to(form.next))
}

#[action(public)]
pub(crate) async fn abroad() -> Result<Redirect> {
    Ok(Redirect::external("https://Pay.example/checkout?a=b").flash("Paid?"))
}

/// An extractor that sends everybody elsewhere first, as for a step that is left to do.
pub(crate) struct Welcomed;

impl<S: Sync> FromRequestParts<S> for Welcomed {
    type Rejection = axum::response::Redirect;

    async fn from_request_parts(
        _: &mut Parts,
        _: &S,
    ) -> std::result::Result<Self, Self::Rejection> {
        Err(axum::response::Redirect::to("/counted?welcome=1"))
    }
}

#[action(public)]
pub(crate) async fn start(_: Welcomed) -> Result<()> {
    Ok(())
}

async fn home(page: Page) -> Markup {
    macro_rules! form {
        ($action:ident) => {{
            let form = page.form::<$action>();
            let field = form.fields();
            form.open(html! { (field.next.input()) button { "Go" } })
        }};
    }
    let abroad = page.form::<abroad>().open(html! { button { "Pay" } });
    let start = page.form::<start>().open(html! { button { "Start" } });
    html! { (page.notice()) (form!(visitor)) (form!(own)) (abroad) (start) }
}

async fn counted(State(gets): State<Gets>, page: Page) -> Markup {
    gets.0.fetch_add(1, Ordering::SeqCst);
    html! { h1 { "Counted" } p { (page.url()) } (page.notice()) }
}

async fn away() -> Redirect {
    Redirect::to("/counted?b=1").flash("Sent away \u{2713}")
}

async fn gone() -> Result<Markup> {
    Err(Redirect::to("/counted").flash("It is gone").into())
}

fn app(gets: &Gets) -> Router {
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/counted", page(get(counted)))
        .route("/away", get(away))
        .route("/gone", get(gone));
    Postback::new(pages)
        .actions(actions![visitor, own, abroad, start])
        .allow_redirects_to(["https://pay.example"])
        .keys(Keys::random())
        .with_state(gets.clone())
}

/// Sends `next` to the action, as an enhanced request: the head, and how often the target was rendered.
async fn enhanced(action: &str, next: &str) -> (serde_json::Value, usize) {
    let gets = Gets::default();
    let app = app(&gets);
    let target = target_of(&app, "/", action).await;
    let request = axum::extract::Request::post(target)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("postback-request", "1")
        .body(axum::body::Body::from(format!("next={next}")))
        .unwrap();
    let head = crate::support::send(&app, request).await.head();
    (head, gets.0.load(Ordering::SeqCst))
}

#[tokio::test]
async fn what_a_visitor_chose_is_requested_by_the_browser_only() {
    let (head, gets) = enhanced("visitor", "/counted?a=1").await;
    assert_eq!((&head["page"], gets), (&"none".into(), 0));
    assert_eq!(head["url"], "/counted?a=1");
    let (head, gets) = enhanced("own", "/counted?a=1").await;
    assert_eq!((&head["page"], gets), (&"full".into(), 1));
    assert_eq!(head["url"], "/counted?a=1");
}

#[tokio::test]
async fn what_leaves_the_site_is_not_followed() {
    for next in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/.//evil.example",
        "/%2e%2E//evil.example",
        "evil",
    ] {
        let next = next.replace('%', "%25");
        let next = next.as_str();
        let (head, _) = enhanced("visitor", next).await;
        assert_eq!(head["outcome"], "not_found", "{next}");
        let (head, gets) = enhanced("own", next).await;
        assert_eq!((&head["outcome"], gets), (&"failed".into(), 0), "{next}");
        assert_eq!(head["url"], serde_json::Value::Null);
    }
}

#[tokio::test]
async fn redirects_to_paths_queries_and_fragments_arrive_the_same_both_ways() {
    let make = async || app(&Gets::default());
    both_ways(make, async |browser| {
        for (next, url) in [
            ("/counted?a=%2F&b=caf\u{e9}", "/counted?a=%2F&b=caf%C3%A9"),
            ("?page=2", "/?page=2"),
            ("#top", "/?x=1#top"),
            ("/counted#top", "/counted#top"),
        ] {
            let home = browser.get("/?x=1").await;
            let page = home.form::<own>().fill("next", next).submit().await;
            assert_eq!((page.status().as_u16(), &*page.url()), (200, url), "{next}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_site_is_left_for_only_if_it_is_on_the_list() {
    let app = app(&Gets::default());
    let target = target_of(&app, "/", "abroad").await;
    let answer = post(&app, &target).await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        answer.header("location"),
        Some("https://pay.example/checkout?a=b")
    );
    assert!(
        answer.cookies().is_empty(),
        "a message for this site is not shown there"
    );
    let head = post_enhanced(&app, &target).await.head();
    assert_eq!(
        (&head["page"], &head["url"]),
        (&"none".into(), &"https://pay.example/checkout?a=b".into())
    );
    let page = Browser::new(app)
        .get("/")
        .await
        .form::<abroad>()
        .submit()
        .await;
    assert_eq!(
        page.external_redirect(),
        Some("https://pay.example/checkout?a=b")
    );
}

#[tokio::test]
async fn a_page_redirects_with_a_message_too() {
    let app = app(&Gets::default());
    let browser = Browser::new(app.clone());
    let page = browser.get("/away").await;
    assert_eq!(
        (page.url(), page.notice()),
        ("/counted?b=1".into(), "Sent away \u{2713}".into())
    );
    assert_eq!(browser.get("/counted").await.notice(), "");
    assert_eq!(browser.get("/gone").await.notice(), "It is gone");
    assert_eq!(
        fetch(&app, "/away")
            .await
            .headers
            .get_all("set-cookie")
            .iter()
            .count(),
        1
    );
    let headers: HeaderMap = fetch(&app, "/gone").await.headers;
    assert_eq!(headers["location"], "/counted");
}

#[tokio::test]
async fn an_extractor_that_sends_elsewhere_is_a_redirect_both_ways() {
    both_ways(
        async || app(&Gets::default()),
        async |browser| {
            let page = browser.get("/").await.form::<start>().submit().await;
            let url = "/counted?welcome=1".to_owned();
            assert_eq!((page.status().as_u16(), page.url()), (200, url));
        },
    )
    .await;
    let (head, gets) = enhanced("start", "").await;
    assert_eq!((&head["outcome"], gets), (&"redirect".into(), 1));
}
