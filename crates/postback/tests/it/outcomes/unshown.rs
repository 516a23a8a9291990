//! What was done stays true, also when the page that follows cannot be shown.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::routing::get;
use http::request::Parts;
use maud::{Markup, html};
use postback::{
    Done, Form, FromForm, Html, Keys, Page, Postback, Redirect, Result, action, actions, page,
};
use postback_testing::Browser;
use serde::{Deserialize, Serialize, Serializer};

use crate::support::{Answer, Effects, request, send, target_of};

#[derive(FromForm)]
struct Text {
    text: String,
}

macro_rules! act {
    ($($(#[$once:meta])? $name:ident -> $value:ty: $end:expr;)*) => {$(
        #[action(public $(, $once)?)]
        async fn $name(State(effects): State<Effects>, Form(form): Form<Text>) -> Result<$value> {
            effects.add(form.text);
            $end
        }
    )*};
}

type Pairs = HashMap<(u8, u8), u8>;

#[derive(Deserialize)]
struct Panics;

impl Serialize for Panics {
    fn serialize<S: Serializer>(&self, _: S) -> std::result::Result<S::Ok, S::Error> {
        panic!("no words")
    }
}

const ELSEWHERE: &str = "https://evil.example/?secret=1";

act! {
    pay -> Redirect: Ok(Redirect::external("https://pay.example/?d=a b&e=\u{e9}").flash("You went"));
    stray -> Redirect: Ok(Redirect::external(ELSEWHERE).flash("You went"));
    lame -> Redirect: Ok(Redirect::external("https://").flash("You went"));
    relative -> Redirect: Ok(Redirect::to("done").flash("You went"));
    early -> (): Err(Redirect::to("//evil.example").flash("You went").into());
    valued -> Pairs: Ok(Pairs::from([((1, 2), 3)]));
    beside -> Done<Pairs>: Ok(Done::new(Pairs::from([((1, 2), 3)])).flash("You went").with([("x-kept", "1")]));
    panicking -> Panics: Ok(Panics);
}

#[action(public, once)]
async fn once(State(effects): State<Effects>, Form(form): Form<Text>) -> Result<Redirect> {
    effects.add(form.text);
    Ok(Redirect::external(ELSEWHERE).flash("You went"))
}

/// It refuses before anything is done.
struct Nowhere;

impl<S: Sync> FromRequestParts<S> for Nowhere {
    type Rejection = Redirect;

    async fn from_request_parts(_: &mut Parts, _: &S) -> std::result::Result<Self, Redirect> {
        Err(Redirect::external(ELSEWHERE).flash("You went"))
    }
}

#[action(public)]
async fn before(_: Nowhere, State(effects): State<Effects>, Form(form): Form<Text>) -> Result<()> {
    effects.add(form.text);
    Ok(())
}

async fn home(page: Page, State(effects): State<Effects>) -> Markup {
    macro_rules! form {
        ($($action:ident)*) => {
            [$({
                let form = page.form::<$action>();
                let field = form.fields();
                form.open(html! { (field.text.input()) button { "Send" } })
            }),*]
        };
    }
    let forms: [Html; 10] =
        form!(pay stray lame relative early valued beside panicking once before);
    html! { body { (page.notice()) p #count { (effects.count()) } @for form in forms { (form) } } }
}

fn site() -> (Router, Effects) {
    let effects = Effects::default();
    let app = Postback::new(Router::new().route("/", page(get(home))))
        .actions(actions![
            pay, stray, lame, relative, early, valued, beside, panicking, once, before
        ])
        .allow_redirects_to(["https://pay.example"])
        .keys(Keys::random())
        .with_state(effects.clone());
    (app, effects)
}

const ID: &str = "0123456789abcdef";

async fn posted(app: &Router, target: &str, is_enhanced: bool) -> Answer {
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
    if is_enhanced {
        headers.extend([("postback-request", "1"), ("postback-id", ID)]);
    }
    let mut request = request("POST", target, &headers);
    *request.body_mut() = "text=What+was+typed".into();
    send(app, request).await
}

#[tokio::test]
async fn another_site_with_odd_letters_in_its_address_is_gone_to_as_a_browser_writes_it() {
    let is = "https://pay.example/?d=a%20b&e=%C3%A9";
    let (app, _) = site();
    let target = target_of(&app, "/", "pay").await;
    let plain = posted(&app, &target, false).await;
    assert_eq!(
        (plain.status.as_u16(), plain.header("location")),
        (303, Some(is))
    );
    let head = posted(&app, &target, true).await.head();
    assert_eq!((&head["url"], &head["ok"]), (&is.into(), &true.into()));
}

#[tokio::test]
async fn what_was_done_is_never_told_as_nothing_happened_try_again() {
    for (action, says) in [
        ("stray", "This was done"),
        ("lame", "This was done"),
        ("relative", "This was done"),
        ("early", "Please check whether it was done"),
        ("valued", "This was done"),
        ("beside", "This was done"),
        ("panicking", "This was done"),
        ("once", "This was done"),
    ] {
        for is_enhanced in [false, true] {
            let (app, effects) = site();
            let target = target_of(&app, "/", action).await;
            let answer = posted(&app, &target, is_enhanced).await;
            let text = answer.text();
            assert_eq!(answer.status, 500, "{action}");
            assert!(
                text.contains(says) && text.contains("send it again"),
                "{action}: {text}"
            );
            for never in ["try again", "lost", "You went", "What was typed", "evil"] {
                assert!(!text.contains(never), "{action} says {never}: {text}");
            }
            assert!(answer.header("postback-digest").is_some());
            // The page is the one after what was done.
            assert!(text.contains("<p id=\"count\">1</p>"), "{action}: {text}");
            assert_eq!(answer.header("x-kept"), (action == "beside").then_some("1"));
            if is_enhanced {
                let head = answer.head();
                assert_eq!(
                    (&head["ok"], &head["outcome"]),
                    (&false.into(), &"failed".into())
                );
                assert!(head["say"].as_str().unwrap().contains(says));
                assert_eq!(head["url"], serde_json::Value::Null);
            }
            if is_enhanced || action == "once" {
                let again = posted(&app, &target, is_enhanced).await;
                assert_eq!(
                    again.header("postback-digest"),
                    answer.header("postback-digest")
                );
                assert_eq!(again.status, 500);
                assert_eq!(effects.count(), 1, "{action} ran again");
            }
        }
    }
}

#[tokio::test]
async fn a_redirect_that_failed_before_anything_was_done_is_a_failure_like_any_other() {
    for is_enhanced in [false, true] {
        let (app, effects) = site();
        let target = target_of(&app, "/", "before").await;
        let answer = posted(&app, &target, is_enhanced).await;
        let text = answer.text();
        assert_eq!((answer.status.as_u16(), effects.count()), (500, 0));
        assert!(
            text.contains("so nothing was changed. What you entered is still here")
                && !text.contains("You went")
        );
        assert!(text.contains("What was typed"));
    }
}

#[tokio::test]
async fn the_page_after_it_says_it_once() {
    let browser = Browser::new(site().0);
    let form = browser.get("/").await.form::<stray>();
    let page = form.fill("text", "Typed").submit().await;
    assert_eq!(page.status(), 500);
    assert_eq!(browser.get("/").await.notice(), "");
}

#[test]
#[should_panic(expected = "redirects can be allowed to an origin")]
fn an_origin_to_redirect_to_that_is_none_does_not_start() {
    let pages = Router::<()>::new();
    let _ = Postback::new(pages)
        .keys(Keys::random())
        .allow_redirects_to(["pay.example"])
        .with_state(());
}
