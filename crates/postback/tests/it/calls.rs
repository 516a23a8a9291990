//! Calls of scripts: what `_call` changes about an enhanced request, and what it does not.

use std::collections::BTreeMap;

use crate::support::{Answer, Effects, get as load, post, post_enhanced, request, send, target_of};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::{StatusCode, header};
use maud::{DOCTYPE, Markup, html};
use postback::{
    Arg, Conflict, Done, Form, FromForm, Keys, Page, Postback, Redirect, Result, Tag, action,
    actions, page,
};
use postback::{Cache, CachedPage};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct All {
    small: u32,
    large: u64,
    maybe: Option<i64>,
    text: String,
    by_number: BTreeMap<u64, i128>,
}

#[action(public)]
async fn echo(State(effects): State<Effects>, Arg(all): Arg<All>) -> Result<Done<All>> {
    effects.add("echo");
    Ok(Done::new(all).flash("Echoed"))
}

#[derive(FromForm)]
struct Note {
    text: String,
}

#[action(public)]
async fn refuse(State(effects): State<Effects>, Form(note): Form<Note>) -> Result<()> {
    effects.add("refuse");
    Err(Conflict::new(format!("not {}", note.text)))
}

#[action(public, revalidates("notes"))]
async fn rename(State(effects): State<Effects>, cache: Cache) -> Result<Done<u32>> {
    effects.add("rename");
    cache.revalidate_tag(Tag::new("more"));
    Ok(Done::new(7).with([(header::SET_COOKIE, "name=new")]))
}

#[action(public)]
async fn leave() -> Result<Redirect> {
    Ok(Redirect::to("/other").flash("Gone"))
}

#[action(public, once)]
async fn pay(State(effects): State<Effects>) -> Result<u32> {
    effects.add("pay");
    Ok(u32::try_from(effects.count()).unwrap())
}

/// Serialises once.
#[derive(Deserialize)]
struct Odd;

impl Serialize for Odd {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use std::sync::atomic::{AtomicBool, Ordering};
        static WAS_WRITTEN: AtomicBool = AtomicBool::new(false);
        assert!(!WAS_WRITTEN.swap(true, Ordering::Relaxed), "secret cause");
        serializer.serialize_unit()
    }
}

#[action(public)]
async fn odd() -> Result<Odd> {
    Ok(Odd)
}

async fn home(page: Page, State(effects): State<Effects>) -> Markup {
    effects.add("rendered");
    let all = All {
        small: 1,
        large: 2,
        maybe: None,
        text: "$".to_owned(),
        by_number: BTreeMap::new(),
    };
    let refused = page.form::<refuse>();
    html! {
        (DOCTYPE) html lang="en" { head { title { "Home" } } body {
            (page.notice())
            (page.form::<echo>().bind(all).open(html! { button { "Echo" } }))
            (refused.open(html! { (refused.fields().text.labelled("Text")) button { "Refuse" } }))
            @let rename = page.form::<rename>();
            (rename.open(html! { button { "Rename" } }))
            @if rename.is_done() { p { "claimed" } }
            (page.form::<leave>().open(html! { button { "Leave" } }))
            (page.form::<pay>().open(html! { button { "Pay" } }))
            (page.form::<odd>().open(html! { button { "Odd" } }))
        } }
    }
}

async fn other(page: Page) -> Markup {
    html! { html { body { h1 { "Other" } (page.notice()) } } }
}

async fn cached(State(effects): State<Effects>) -> Markup {
    effects.add("cached");
    html! { html { body { "cached" } } }
}

async fn index() -> Markup {
    html! { html { body { "the one page of the app" } } }
}

fn app(effects: &Effects) -> Router {
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/other", page(get(other)))
        .route("/cached", page(get(cached)))
        .route("/silent", get(index))
        .fallback(index);
    Postback::new(pages)
        .keys(Keys::random())
        .cache_page("/cached", CachedPage::fresh("1h").tags(["notes"]))
        .actions(actions![echo, refuse, rename, leave, pay, odd])
        .with_state(effects.clone())
}

/// Without the arguments.
async fn address(app: &Router, action: &str) -> String {
    let target = target_of(app, "/", action).await;
    target.split("&_args").next().unwrap().to_owned()
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn call(app: &Router, target: &str, id: &str, body: &'static str) -> Answer {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("postback-request", "1"),
        ("postback-id", id),
    ];
    let mut request = request("POST", target, &headers);
    *request.body_mut() = body.into();
    send(app, request).await
}

const ID: &str = "0123456789abcdef";

#[tokio::test]
async fn a_value_keeps_its_types_and_comes_as_ever_without_a_script() {
    let (app, effects) = {
        let effects = Effects::default();
        (app(&effects), effects)
    };
    let target = address(&app, "echo").await;
    effects.take();
    let arguments = encoded(
        r#"{"small":4294967295,"large":18446744073709551615,"maybe":-9223372036854775808,"text":"$n1","by_number":{"7":-170141183460469231731687303715884105728}}"#,
    );
    let target = format!("{target}&_args={arguments}");
    let answer = call(&app, &format!("{target}&_call=none"), ID, "").await;
    let head = answer.head();
    assert_eq!(
        head["result"],
        json!({
            "small": 4_294_967_295_u32,
            "large": "$n18446744073709551615",
            "maybe": "$n-9223372036854775808",
            "text": "$$n1",
            "by_number": { "7": "$n-170141183460469231731687303715884105728" },
        })
    );
    assert_eq!(
        (&head["ok"], &head["page"], &head["say"]),
        (&json!(true), &json!("none"), &json!("Echoed"))
    );
    assert_eq!(head.get("reload"), None, "nobody shows a page");
    assert_eq!(answer.cookies(), [""; 0], "nobody goes on");
    assert_eq!(effects.all(), ["echo"], "no page is rendered");
    let plain = post_enhanced(&app, &target).await.head();
    assert_eq!(plain["result"]["large"], json!(u64::MAX));
    assert_eq!(plain["result"]["text"], "$n1");
}

#[tokio::test]
async fn the_page_of_a_call_shows_the_message_and_no_form_claims_the_outcome() {
    let effects = Effects::default();
    let app = app(&effects);
    let renamed = address(&app, "rename").await;
    let html = |answer: &Answer| answer.text().split_once('\n').unwrap().1.to_owned();
    let form = post_enhanced(&app, &renamed).await;
    assert!(html(&form).contains("claimed"));
    let script = post_enhanced(&app, &format!("{renamed}&_call=page")).await;
    assert_eq!(script.head()["page"], "full");
    assert_eq!(script.head()["result"], 7);
    assert!(!html(&script).contains("claimed"));

    let refused = address(&app, "refuse").await;
    let form = call(&app, &refused, ID, "text=typed").await;
    assert!(html(&form).contains("not typed") && html(&form).contains("value=\"typed\""));
    let script = call(&app, &format!("{refused}&_call=page"), ID, "text=typed").await;
    assert_eq!(script.status, StatusCode::CONFLICT);
    assert_eq!(script.head()["say"], "not typed");
    assert!(!html(&script).contains("typed"), "{}", script.text());

    let echoed = target_of(&app, "/", "echo").await;
    let script = post_enhanced(&app, &format!("{echoed}&_call=page")).await;
    assert!(html(&script).contains("Echoed"), "{}", script.text());
}

#[tokio::test]
async fn a_call_without_a_page_publishes_and_sends_its_cookies() {
    let effects = Effects::default();
    let app = app(&effects);
    let target = address(&app, "rename").await;
    for _ in 0..2 {
        load(&app, "/cached").await;
    }
    let cached = |effects: &Effects| effects.all().iter().filter(|one| *one == "cached").count();
    assert_eq!(cached(&effects), 1);
    let answer = call(&app, &format!("{target}&_call=none"), ID, "").await;
    assert_eq!(answer.cookies(), ["name=new"]);
    load(&app, "/cached").await;
    assert_eq!(cached(&effects), 2);
}

#[tokio::test]
async fn a_redirect_says_where_and_its_page_comes_only_if_a_page_is_wanted() {
    let app = app(&Effects::default());
    let target = address(&app, "leave").await;
    let none = call(&app, &format!("{target}&_call=none"), ID, "").await;
    let head = none.head();
    assert_eq!(
        (&head["url"], &head["page"]),
        (&json!("/other"), &json!("none"))
    );
    // The browser goes there itself, and the message goes along.
    let cookie = none.cookies()[0].split(';').next().unwrap().to_owned();
    let there = send(&app, request("GET", "/other", &[("cookie", &cookie)])).await;
    assert!(there.text().contains("Gone"));
    let page = call(&app, &format!("{target}&_call=page"), ID, "").await;
    assert_eq!(page.head()["page"], "full");
    assert!(page.text().contains("<h1>Other</h1>") && page.text().contains("Gone"));
}

#[tokio::test]
async fn a_call_of_an_action_that_counts_once_counts_by_its_own_id() {
    let effects = Effects::default();
    let app = app(&effects);
    let form = address(&app, "pay").await;
    let target = format!("{}&_call=none", form.split("&_once").next().unwrap());
    effects.take();
    let results = async |id: &str| call(&app, &target, id, "").await.head()["result"].clone();
    assert_eq!(results(ID).await, 1);
    assert_eq!(results(ID).await, 1, "it is the same call");
    assert_eq!(results("another-call-of-it").await, 2);
    let without = post_enhanced(&app, &target).await;
    assert_eq!(
        without.head()["outcome"],
        "stale",
        "nothing tells it from a repeat"
    );
    // A form that says `_call` counts as a form.
    assert_eq!(post(&app, &target).await.status, StatusCode::CONFLICT);
    let paid = |effects: &Effects| effects.all().iter().filter(|one| *one == "pay").count();
    assert_eq!(paid(&effects), 2);
    let sent = format!("{form}&_call=none");
    for _ in 0..2 {
        assert_eq!(post(&app, &sent).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(paid(&effects), 3);
}

#[tokio::test]
async fn a_value_that_can_be_written_once_only_is_no_success() {
    let app = app(&Effects::default());
    let target = address(&app, "odd").await;
    let answer = call(&app, &format!("{target}&_call=none"), ID, "").await;
    let head = answer.head();
    assert_eq!(
        (&head["ok"], &head["outcome"]),
        (&json!(false), &json!("failed"))
    );
    assert_eq!(head.get("result"), None);
    assert!(head["say"].as_str().unwrap().starts_with("This was done"));
    assert_eq!(head["digest"], answer.header("postback-digest").unwrap());
    assert!(!answer.text().contains("secret"));
}

#[tokio::test]
async fn a_call_that_is_none_is_refused_and_did_not_run() {
    let effects = Effects::default();
    let app = app(&effects);
    let target = address(&app, "rename").await;
    for odd in [
        "_call",
        "_call=",
        "_call=1",
        "_call=Page",
        "_call=page%00",
        "_call=none&_call=none",
        "_call=page&_call=none",
        "_call=%FF",
    ] {
        for answer in [
            post(&app, &format!("{target}&{odd}")).await,
            post_enhanced(&app, &format!("{target}&{odd}")).await,
        ] {
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{odd}");
            assert!(
                answer
                    .text()
                    .contains("The address of this form could not be read")
            );
        }
    }
    assert!(!effects.all().contains(&"rename".to_owned()));
}

#[tokio::test]
async fn a_plain_post_is_answered_as_ever_and_the_name_is_not_the_pages_own() {
    let effects = Effects::default();
    let app = app(&effects);
    let target = address(&app, "rename").await.replace('?', "?topic=a&");
    for call in ["page", "none"] {
        let answer = post(&app, &format!("{target}&_call={call}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.header("location"), Some("?topic=a"));
    }
    let shown = load(&app, "/?topic=a&_call=none").await.text();
    assert!(shown.contains("action=\"?topic=a&amp;_action="), "{shown}");
}

#[tokio::test]
async fn what_no_page_has_taken_over_is_never_done() {
    let effects = Effects::default();
    let app = app(&effects);
    let target = address(&app, "rename").await;
    effects.take();
    let says = "This page does not accept this form, so nothing was done.";
    for (path, status) in [("/silent", 405), ("/somewhere/deep", 404)] {
        let query = target.strip_prefix('/').unwrap();
        for call in ["", "&_call=none", "&_call=page"] {
            let target = format!("{path}{query}{call}");
            let plain = post(&app, &target).await;
            assert_eq!(plain.status, status, "{target}");
            assert!(plain.text().contains(says), "{}", plain.text());
            let enhanced = post_enhanced(&app, &target).await;
            assert_eq!(enhanced.status, status, "{target}");
            let head = enhanced.head();
            assert_eq!(
                (&head["ok"], &head["outcome"]),
                (&json!(false), &json!("not_found"))
            );
            assert_eq!(head["say"], says);
        }
    }
    assert_eq!(effects.count(), 0);
}
