//! A message and a state survive every redirect that follows, until a page shows them.

use axum::Router;
use axum::extract::{Path, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect as Plain, Response};
use axum::routing::get;
use maud::{Markup, html};
use postback::{
    Done, Form, FromForm, Keys, Page, Postback, Redirect, Result, action, actions, page,
};
use postback_testing::{Browser, both_ways};

use crate::support::{get as fetch, post, request, send, target_of};

#[derive(FromForm)]
struct To {
    to: String,
}

#[action(public)]
async fn go(Form(form): Form<To>) -> Result<Redirect> {
    Ok(Redirect::to(form.to).flash("Went"))
}

#[action(public)]
async fn stay() -> Result<Done<u8>> {
    Ok(Done::new(7).flash("Stayed"))
}

async fn home(page: Page) -> Markup {
    let (going, staying) = (page.form::<go>(), page.form::<stay>());
    let field = going.fields();
    html! {
        h1 { (page.path()) }
        (page.notice())
        @if let Some(done) = staying.done() { p #done { (done) } }
        (going.open(html! { (field.to.input()) button { "Go" } }))
        (staying.open(html! { button { "Stay" } }))
    }
}

async fn told() -> Redirect {
    Redirect::to("/en/").flash("Hello")
}

fn same() -> Redirect {
    Redirect::to("/same?b=1").flash("Hello")
}

async fn abroad() -> Plain {
    Plain::to("https://idp.example/start")
}

async fn step(Path(left): Path<u8>) -> Plain {
    Plain::temporary(&match left {
        0 => "/en/".to_owned(),
        left => format!("/chain/{}", left - 1),
    })
}

/// Everybody goes by the way of this guard once.
async fn guard(request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    match (request.uri().path(), query) {
        ("/guarded", "") => Plain::to("/guarded?ok=1").into_response(),
        ("/login", _) => Plain::permanent("/login/first").into_response(),
        ("/login/first", _) => Plain::to("http://localhost/en").into_response(),
        ("/same", "") => same().into_response(),
        _ => next.run(request).await,
    }
}

fn app() -> Router {
    let pages = Router::new()
        .route("/start", page(get(home)))
        .route("/", get(|| async { Plain::to("/en/") }))
        .route("/en/", page(get(home)))
        .route("/en", get(|| async { Plain::permanent("/en/") }))
        .route("/told", get(told))
        .route("/abroad", get(abroad))
        .route("/chain/{left}", get(step))
        .route("/any/{*rest}", page(get(home)))
        .route("/guarded", page(get(home)))
        .route("/same", page(get(home)))
        .layer(from_fn(guard));
    Postback::new(pages)
        .actions(actions![go, stay])
        .keys(Keys::random())
        .with_state(())
}

#[tokio::test]
async fn a_message_survives_every_redirect_that_follows_both_ways() {
    for (to, at) in [
        ("/", "/en/"),
        ("/en", "/en/"),
        ("/chain/5", "/en/"),
        ("/guarded", "/guarded?ok=1"),
        ("/login", "/en/"),
        ("/any/x/../y", "/any/y"),
    ] {
        both_ways(
            async || app(),
            async |browser| {
                let start = browser.get("/start").await;
                let page = start.form::<go>().fill("to", to).submit().await;
                assert_eq!((&*page.url(), &*page.notice()), (at, "Went"), "{to}");
                assert_eq!(browser.get(at).await.notice(), "", "{to}");
                assert_eq!(browser.get("/start").await.notice(), "", "{to}");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn however_a_browser_writes_the_target_it_is_the_same_page() {
    for (to, written) in [
        ("/any/a^b", "/any/a%5Eb"),
        ("/any/caf\u{e9}", "/any/caf%c3%A9"),
        ("/any/~x", "/any/%7Ex"),
        ("/any/%7e", "/any/~"),
        ("/any/a|b'c", "/any/a%7Cb%27c"),
        ("/any/x/./y", "/any/x/y"),
        ("/any/a%2fb", "/any/a%2Fb"),
        ("/any/slash/", "/any/slash"),
    ] {
        let app = app();
        let target = target_of(&app, "/start", "go").await;
        let form = ("content-type", "application/x-www-form-urlencoded");
        let mut request_to = request("POST", &target, &[form]);
        let to: String = form_urlencoded_of(to);
        *request_to.body_mut() = format!("to={to}").into();
        let answer = send(&app, request_to).await;
        let cookie = answer.cookies()[0].split(';').next().unwrap().to_owned();
        let page = send(&app, request("GET", written, &[("cookie", &cookie)])).await;
        assert!(page.text().contains("Went"), "{to} as {written}");
        // Another page is another one.
        let other = send(&app, request("GET", "/any/a/b", &[("cookie", &cookie)])).await;
        assert!(!other.text().contains("Went"), "{to}");
    }
}

fn form_urlencoded_of(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[tokio::test]
async fn what_both_the_action_and_the_page_on_the_way_say_is_said() {
    for (to, at) in [("/told", "/en/"), ("/same", "/same?b=1")] {
        let browser = Browser::new(app());
        let start = browser.get("/start").await;
        let page = start.form::<go>().fill("to", to).submit().await;
        assert_eq!((&*page.url(), &*page.notice()), (at, "Went Hello"));
        assert_eq!(browser.get(at).await.notice(), "");
    }
}

#[tokio::test]
async fn a_state_goes_along_in_one_cookie_that_does_not_live_longer() {
    let app = app();
    let target = target_of(&app, "/en/", "stay").await;
    let answer = post(&app, &target).await;
    let brought = answer.cookies()[0].split(';').next().unwrap().to_owned();
    let page = send(
        &app,
        request("GET", "/en", &[("host", "localhost"), ("cookie", &brought)]),
    )
    .await;
    assert_eq!(
        (page.status.as_u16(), page.cookies().len()),
        (308, 0),
        "the same page"
    );
    let page = send(&app, request("GET", "/en/", &[("cookie", &brought)])).await;
    assert!(page.text().contains("<p id=\"done\">7</p>"));

    let mut cookie = went(&app, "/chain/3").await;
    for path in ["/chain/3", "/chain/2", "/chain/1", "/chain/0"] {
        let answer = send(&app, request("GET", path, &[("cookie", &cookie)])).await;
        let set = answer.cookies();
        assert_eq!(set.len(), 2, "{set:?}");
        let ages: Vec<i64> = set.iter().map(|set| age(set)).collect();
        assert!((1..=60).contains(&ages[0]) && ages[1] == 0, "{set:?}");
        assert!(
            set[1].starts_with(cookie.split('=').next().unwrap()),
            "the old one goes"
        );
        assert!(set[0].len() < 512);
        assert!(answer.header("cache-control").unwrap().contains("no-store"));
        set[0].split(';').next().unwrap().clone_into(&mut cookie);
    }
    let page = send(&app, request("GET", "/en/", &[("cookie", &cookie)])).await;
    assert!(page.text().contains("Went"));
}

fn age(set: &str) -> i64 {
    let age = set.split("Max-Age=").nth(1).unwrap();
    age.split(';').next().unwrap().parse().unwrap()
}

/// The cookie with which `go` reaches `to`.
async fn went(app: &Router, to: &str) -> String {
    let target = target_of(app, "/start", "go").await;
    let form = ("content-type", "application/x-www-form-urlencoded");
    let mut request = request("POST", &target, &[form]);
    *request.body_mut() = format!("to={to}").into();
    let answer = send(app, request).await;
    answer.cookies()[0].split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn nothing_goes_to_another_site_and_what_waits_for_the_way_back_stays() {
    let app = app();
    let cookie = went(&app, "/abroad").await;
    let answer = send(&app, request("GET", "/abroad", &[("cookie", &cookie)])).await;
    assert_eq!(answer.header("location"), Some("https://idp.example/start"));
    assert!(answer.cookies().is_empty());
    // Who brings nothing gets nothing.
    assert!(fetch(&app, "/").await.cookies().is_empty());
}
