//! After an action has run, no answer says that nothing happened, or to try again.

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect as Plain, Response};
use axum::routing::get;
use http::StatusCode;
use http::request::Parts;
use maud::{Markup, html};
use postback::{
    Caller, Conflict, Denied, Done, Error, Form, FromForm, Keys, Page, Postback, Redirect, Result,
    action, actions, page,
};
use postback_testing::{Browser, TestPage, both_ways};

use crate::support::{Answer, Effects, get as fetch, query_of, sent};

#[derive(FromForm)]
struct Text {
    text: String,
}

macro_rules! act {
    ($($name:ident -> $value:ty: $end:expr;)*) => {$(
        #[action(public, timeout = "50ms")]
        async fn $name(State(effects): State<Effects>, Form(form): Form<Text>) -> Result<$value> {
            effects.add(form.text);
            $end
        }
    )*};
}

async fn forever() -> Result<()> {
    std::future::pending().await
}

#[derive(Debug)]
struct Unmapped;

impl std::fmt::Display for Unmapped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unmapped")
    }
}

impl std::error::Error for Unmapped {}

act! {
    done -> (): Ok(());
    flashed -> Done<()>: Ok(Done::new(()).flash("Saved"));
    denied -> (): Err(Denied);
    refused -> (): Err(Conflict::new("Not like this").flash("Look out"));
    failed -> (): Err("the disk is full".into());
    panics -> (): panic!("the disk is gone");
    slow -> (): forever().await;
    unmapped -> (): Err(Unmapped.into());
    away -> Redirect: Ok(Redirect::to("/broken"));
}

/// It fails before the function is called.
struct Broken;

impl<S: Sync> FromRequestParts<S> for Broken {
    type Rejection = Error;

    async fn from_request_parts(_: &mut Parts, _: &S) -> std::result::Result<Self, Error> {
        Err("no connection".into())
    }
}

/// It sends everybody to where nobody may be sent.
struct Lame;

impl Caller for Lame {
    fn key(&self) -> String {
        String::new()
    }
}

impl<S: Sync> FromRequestParts<S> for Lame {
    type Rejection = Redirect;

    async fn from_request_parts(_: &mut Parts, _: &S) -> std::result::Result<Self, Redirect> {
        Err(Redirect::external("https://evil.example/").flash("You went"))
    }
}

#[action]
async fn lame(_caller: Lame, Form(form): Form<Text>) -> Result<()> {
    drop(form.text);
    Ok(())
}

async fn stray() -> Result<Markup> {
    Err(Redirect::to("//evil.example").flash("You went").into())
}

#[action(public)]
async fn early(_: Broken, Form(form): Form<Text>) -> Result<()> {
    drop(form.text);
    Ok(())
}

async fn home(page: Page) -> Markup {
    macro_rules! forms {
        ($($action:ident)*) => {
            html! { $({
                (page.form::<$action>().open(html! {
                    (page.form::<$action>().fields().text.labelled("Text")) button { "Send" }
                }))
            })* }
        };
    }
    html! { body {
        (page.notice())
        (forms!(done flashed denied refused failed panics slow unmapped away early lame))
    } }
}

/// It has forms as long as nothing was done; then it fails, in the way that its address says.
async fn broken(page: Page, State(effects): State<Effects>) -> Result<Markup> {
    match (effects.count(), page.url()) {
        (0, _) => Ok(home(page).await),
        (_, url) if url.contains("panic") => panic!("the page is gone"),
        _ => Err("the page broke".into()),
    }
}

/// Answers in place of the action, after it.
async fn instead(request: Request, next: Next) -> Response {
    let how = request.headers().get("x-instead").cloned();
    let answer = next.run(request).await;
    match how.as_ref().map_or(&b""[..], http::HeaderValue::as_bytes) {
        b"" => answer,
        b"error" => Error::from("the session could not be saved").into_response(),
        b"panic" => panic!("the session is gone"),
        b"login" => Plain::to("/login").into_response(),
        status => StatusCode::from_bytes(status).unwrap().into_response(),
    }
}

fn site() -> (Router, Effects) {
    let effects = Effects::default();
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/broken", page(get(broken)))
        .route("/stray", get(stray))
        .layer(from_fn(instead));
    let app = Postback::new(pages)
        .actions(actions![
            done, flashed, denied, refused, failed, panics, slow, unmapped, away, early, lame
        ])
        .map_error(|_: &Unmapped| panic!("no words for this"))
        .keys(Keys::random())
        .with_state(effects.clone());
    (app, effects)
}

/// What is not true of something that was done.
fn stands(text: &str) {
    for never in ["try again", "nothing was changed", "Nothing was changed"] {
        assert!(!text.contains(never), "it says {never}: {text}");
    }
}

async fn pressed(browser: &Browser, path: &str, action: &str) -> TestPage {
    let form = browser.get(path).await.form_at(&format!("#{action}"));
    form.fill("text", "What was typed").submit().await
}

#[tokio::test]
async fn a_page_that_fails_after_a_success_says_that_it_was_done() {
    for path in ["/broken", "/broken?panic"] {
        for action in ["done", "flashed"] {
            both_ways(
                async || site().0,
                async |browser| {
                    let page = pressed(&browser, path, action).await;
                    stands(page.html());
                    page.assert_text("This was done, but the next page could not be shown.");
                    page.assert_text("Please do not send it again.");
                    assert_eq!(page.html().contains("Saved"), action == "flashed");
                },
            )
            .await;
        }
    }
}

#[tokio::test]
async fn a_page_that_fails_after_a_redirect_or_by_itself_does_not_say_to_try_again() {
    both_ways(
        async || site().0,
        async |browser| {
            let page = pressed(&browser, "/", "away").await;
            stands(page.html());
            page.assert_text("this page could not be shown. Please reload it in a moment.");
        },
    )
    .await;
}

#[tokio::test]
async fn a_function_that_was_called_and_failed_may_have_changed_something() {
    for path in ["/", "/broken"] {
        for action in ["failed", "panics", "slow", "unmapped"] {
            both_ways(
                async || site().0,
                async |browser| {
                    let page = pressed(&browser, path, action).await;
                    assert_eq!(page.status(), 500, "{action}");
                    let says = match page.answer() {
                        Some(head) => head["say"].to_string() + page.html(),
                        None => page.html().to_owned(),
                    };
                    stands(&says);
                    assert!(
                        says.contains("Please check whether it was done before you send it again"),
                        "{says}"
                    );
                },
            )
            .await;
        }
    }
}

#[tokio::test]
async fn what_failed_before_the_function_was_called_has_changed_nothing() {
    both_ways(
        async || site().0,
        async |browser| {
            let page = pressed(&browser, "/", "early").await;
            assert_eq!(page.status(), 500);
            page.assert_text(
                "so nothing was changed. What you entered is still here. Please try again.",
            );
        },
    )
    .await;
}

#[tokio::test]
async fn a_redirect_that_fails_never_says_its_message_whoever_wrote_it() {
    both_ways(
        async || site().0,
        async |browser| {
            let page = pressed(&browser, "/", "lame").await;
            assert_eq!(page.status(), 500);
            page.assert_text("so nothing was changed.");
            page.assert_no_text("You went");
            let page = browser.get("/stray").await;
            assert_eq!(page.status(), 500);
            page.assert_no_text("You went");
            assert_eq!(browser.get("/").await.notice(), "");
        },
    )
    .await;
}

#[tokio::test]
async fn who_is_denied_no_longer_reads_the_message_of_the_action_before() {
    both_ways(
        async || site().0,
        async |browser| {
            for _ in 0..2 {
                let page = pressed(&browser, "/", "flashed").await;
                assert_eq!(page.notice(), "Saved");
                let form = page.form_at("#denied").fill("text", "x");
                let page = form.submit().await;
                assert_eq!(page.status(), 403);
                assert_eq!(page.notice(), "You are not allowed to do this.");
                // The same page again comes whole.
                let page = page.form_at("#flashed").fill("text", "x").submit().await;
                assert_eq!(page.notice(), "Saved");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn the_message_of_a_refusal_is_said_by_the_page_that_stands_in_for_one_that_fails() {
    let page = pressed(&Browser::new(site().0), "/broken", "refused").await;
    assert_eq!(page.status(), 409);
    page.assert_text("Not like this Look out");
    page.assert_text("What was typed");
}

async fn instead_of(how: &str, enhanced: bool) -> Answer {
    let (app, effects) = site();
    let target = format!("/?{}", query_of(&fetch(&app, "/").await, "done"));
    let headers = [("x-instead", how)];
    let answer = sent(&app, &target, "text=x".into(), &headers, enhanced).await;
    assert_eq!(effects.count(), 1, "{how}");
    stands(&answer.text());
    answer
}

#[tokio::test]
async fn a_layer_that_answers_after_the_action_does_not_undo_it() {
    for (how, status) in [
        ("error", 500),
        ("panic", 500),
        ("500", 500),
        ("504", 504),
        ("408", 408),
        ("429", 429),
        ("404", 404),
        ("401", 401),
        ("403", 403),
        ("login", 401),
    ] {
        let answer = instead_of(how, true).await;
        let head = answer.head();
        assert_eq!(answer.status, status, "{how}");
        assert_eq!(
            head["say"], "Please check whether it was done before you send it again.",
            "{how}"
        );
    }
    for how in ["error", "panic"] {
        let answer = instead_of(how, false).await;
        assert_eq!(answer.status, 500);
        let text = answer.text();
        assert!(
            text.contains("Please check whether it was done before you send it again."),
            "{text}"
        );
    }
    // What a layer says itself goes out as it is.
    let answer = instead_of("login", false).await;
    assert_eq!(answer.header("location"), Some("/login"));
}
