//! The app's own errors: mapped, masked, from actions and from pages, with what rides along.

use std::fmt;

use axum::Router;
use axum::routing::get;
use axum_extra::extract::cookie::{Cookie, CookieJar};
use maud::{Markup, html};
use postback::{
    Arg, Conflict, Done, Invalid, Keys, NotFound, Page, Postback, Redirect, Result, action,
    actions, page,
};
use postback_testing::{Browser, both_ways};

use crate::support::log;
use crate::support::{self, get as fetch, post, target_of};

/// An error type as apps have them; its text is nobody's business.
#[derive(Debug)]
enum AppError {
    Taken,
    Gone,
    Login,
    Broken,
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "internal: {self:?}")
    }
}

impl std::error::Error for AppError {}

#[derive(Debug)]
struct Wrapped(AppError);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("internal: wrapped")
    }
}

impl std::error::Error for Wrapped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

fn error(what: &str) -> Result<()> {
    Err(match what {
        "plain" => AppError::Taken.into(),
        "boxed" => Box::<dyn std::error::Error + Send + Sync>::from(AppError::Taken).into(),
        "wrapped" => Wrapped(AppError::Taken).into(),
        "gone" => AppError::Gone.into(),
        "login" => Wrapped(AppError::Login).into(),
        "cookie" => Conflict::new("Changed")
            .with(jar("tried"))
            .flash("By the way"),
        "headers" => NotFound.with([("x-app", "1")]),
        _ => Err(AppError::Broken)?,
    })
}

fn jar(name: &'static str) -> CookieJar {
    CookieJar::new().add(Cookie::build((name, "yes")).path("/"))
}

#[action(public)]
pub(crate) async fn fail(Arg(what): Arg<String>) -> Result<()> {
    error(&what)
}

#[action(public)]
pub(crate) async fn done() -> Result<Done<u8>> {
    Ok(Done::new(1)
        .with(jar("done"))
        .with([("x-app", "2")])
        .flash("Done"))
}

#[action(public)]
pub(crate) async fn go() -> Result<Redirect> {
    Ok(Redirect::to("/page/fine")
        .with(jar("gone"))
        .with([("x-app", "3")])
        .flash("Gone"))
}

const WHATS: [&str; 8] = [
    "plain", "boxed", "wrapped", "gone", "login", "cookie", "headers", "broken",
];

async fn home(page: Page, jar: CookieJar) -> Markup {
    html! { body {
        (page.notice())
        @for what in WHATS {
            (page.form::<fail>().bind(what.to_owned()).open(html! { button { (what) } }))
        }
        (page.form::<done>().open(html! { button { "Done" } }))
        (page.form::<go>().open(html! { button { "Go" } }))
        @for name in ["tried", "done", "gone"] { @if jar.get(name).is_some() { p { "cookie " (name) } } }
    } }
}

async fn failing(
    axum::extract::Path(what): axum::extract::Path<String>,
    page: Page,
) -> Result<Markup> {
    if what != "fine" {
        error(&what)?;
    }
    Ok(html! { h1 { "Fine" } (page.notice()) })
}

fn postback() -> Postback<()> {
    log::switch_on();
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/page/{what}", page(get(failing)));
    Postback::new(pages)
        .actions(actions![fail, done, go])
        .map_error(|error: &AppError| match error {
            AppError::Taken => Some(Invalid::form("is already in use")),
            AppError::Gone => Some(NotFound),
            AppError::Login => Some(Redirect::to("/page/fine").flash("Sign in").into()),
            AppError::Broken => None,
        })
        .keys(Keys::random())
}

fn app() -> Router {
    postback().with_state(())
}

#[tokio::test]
async fn an_apps_own_errors_are_mapped_wherever_they_stand_in_the_chain() {
    both_ways(
        async || app(),
        async |browser| {
            for (what, status, text) in [
                ("plain", 422, "is already in use"),
                ("boxed", 422, "is already in use"),
                ("wrapped", 422, "is already in use"),
                ("gone", 404, "could not be found"),
                ("login", 200, "Sign in"),
                ("broken", 500, "Something went wrong"),
            ] {
                let form = browser.get("/").await.form_labelled(what);
                let page = form.submit().await;
                assert_eq!(page.status(), status, "{what}");
                page.assert_text(text);
                page.assert_no_text("internal");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn pages_use_the_same_errors_and_the_same_mapping() {
    let app = app();
    for (what, status, text) in [
        ("plain", 422, "is already in use"),
        ("wrapped", 422, "is already in use"),
        ("gone", 404, "<h1>Not found</h1>"),
        ("headers", 404, "<h1>Not found</h1>"),
        ("broken", 500, "<h1>Something went wrong</h1>"),
        ("login", 303, ""),
    ] {
        let kept = log::keep();
        let answer = fetch(&app, &format!("/page/{what}")).await;
        assert_eq!(answer.status, status, "{what}");
        assert!(
            answer.text().contains(text) && !answer.text().contains("internal"),
            "{what}"
        );
        assert_eq!(answer.header("x-app").is_some(), what == "headers");
        let failures = kept.lines("postback::failed");
        let digest = answer.header("postback-digest");
        assert_eq!(digest.is_some(), what == "broken");
        assert_eq!(failures.len(), usize::from(what == "broken"));
        if let Some(digest) = digest {
            assert_eq!(failures[0].fields["digest"], digest);
            assert_eq!(failures[0].fields["error"], "internal: Broken");
            assert!(answer.text().contains(digest) && digest.len() == 8);
        }
    }
}

#[tokio::test]
async fn a_digest_says_which_occurrence_it_was() {
    let app = app();
    let first = fetch(&app, "/page/broken").await;
    let second = fetch(&app, "/page/broken").await;
    assert_ne!(
        first.header("postback-digest"),
        second.header("postback-digest")
    );
}

#[tokio::test]
async fn cookies_and_messages_ride_on_every_outcome_both_ways() {
    both_ways(
        async || app(),
        async |browser| {
            let page = browser
                .get("/")
                .await
                .form_labelled("cookie")
                .submit()
                .await;
            assert_eq!(page.status(), 409);
            for text in ["Changed", "By the way", "cookie tried"] {
                page.assert_text(text);
            }
            let page = page.form::<done>().submit().await;
            assert_eq!(page.notice(), "Done");
            page.assert_text("cookie done");
            let page = page.form::<go>().submit().await;
            assert_eq!(
                (page.url(), page.notice()),
                ("/page/fine".into(), "Gone".into())
            );
            browser.get("/").await.assert_text("cookie gone");
        },
    )
    .await;
}

#[tokio::test]
async fn headers_of_the_app_are_on_the_answer() {
    let app = app();
    for (action, status, value) in [("done", 303, "2"), ("go", 303, "3")] {
        let target = target_of(&app, "/", action).await;
        let answer = post(&app, &target).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("x-app")),
            (status, Some(value))
        );
        let answer = support::post_enhanced(&app, &target).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("x-app")),
            (200, Some(value))
        );
    }
    let browser = Browser::new(app);
    let page = browser
        .get("/")
        .await
        .form_labelled("headers")
        .submit()
        .await;
    assert_eq!(
        (page.status().as_u16(), page.header("x-app")),
        (404, Some("1"))
    );
}

#[tokio::test]
async fn an_app_has_its_own_error_page() {
    let app = postback()
        .error_page(|error| {
            html! { title { "Ours" } p { (error.status) " " (error.message) " " (error.digest.unwrap_or("-")) }
                @for (name, value) in error.values { i { (name) "=" (value) } } }
        })
        .with_state(());
    let answer = fetch(&app, "/page/broken").await;
    let digest = answer.header("postback-digest").unwrap();
    assert!(answer.text().starts_with("<title>Ours</title>") && answer.text().contains(digest));
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    let answer = fetch(&app, "/page/gone").await;
    let text = "<p>404 Not Found This page does not exist. -</p>";
    assert!(answer.text().contains(text), "{}", answer.text());
}
