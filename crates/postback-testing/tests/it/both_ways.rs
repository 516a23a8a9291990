//! Comparison of plain POSTs and enhanced requests.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use postback_testing::{Browser, both_ways};

use super::{panic_of, save};

type Names = Arc<Mutex<Vec<String>>>;

/// How the enhanced response differs from the plain one.
#[derive(Clone, Copy, PartialEq)]
enum Flaw {
    None,
    Text,
    Status,
    Address,
    Value,
    Noscript,
}

fn page(names: &[String], value: &str, note: &str) -> String {
    format!(
        "<p>{} names: {}</p>{note}<form id=F method=post action='?_action=save.A'>
         <label>Name <input name=name value='{value}'></label><button>Save</button></form>",
        names.len(),
        names.join(", ")
    )
}

fn post(flaw: Flaw, names: &Names, headers: &HeaderMap, body: &str) -> Response {
    let enhanced = headers.contains_key("postback-request");
    let name = body.strip_prefix("name=").unwrap_or_default().to_owned();
    let valid = name.len() > 1;
    if valid {
        names.lock().unwrap().push(name.clone());
    }
    let note = match flaw {
        Flaw::Text if enhanced => "<p>Only here</p>",
        Flaw::Noscript if !enhanced => "<noscript>No script</noscript>",
        _ => "",
    };
    let value = if valid { String::new() } else { name };
    let value = if flaw == Flaw::Value && enhanced {
        "lost".to_owned()
    } else {
        value
    };
    let html = page(&names.lock().unwrap(), &value, note);
    match (enhanced, valid) {
        (false, true) => Redirect::to("/").into_response(),
        (false, false) => (StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response(),
        (true, _) => {
            let status = if valid || flaw == Flaw::Status {
                200
            } else {
                422
            };
            let url = if flaw == Flaw::Address { "/?else" } else { "/" };
            let head = format!(
                r#"{{"v":1,"ok":{valid},"status":{status},"outcome":"x","url":"{url}","page":"full"}}"#
            );
            (
                [("content-type", "application/vnd.postback")],
                format!("{head}\n{html}"),
            )
                .into_response()
        }
    }
}

fn app(flaw: Flaw) -> Router {
    let names = Names::default();
    let show = async |State(names): State<Names>| Html(page(&names.lock().unwrap(), "", ""));
    let store = async move |State(names): State<Names>, headers: HeaderMap, body: String| {
        post(flaw, &names, &headers, &body)
    };
    Router::new()
        .route("/", get(show).post(store))
        .with_state(names)
}

async fn steps(browser: Browser) {
    let page = browser.get("/").await;
    let page = page.form::<save>().fill("Name", "x").submit().await;
    page.assert_text("0 names");
    page.form::<save>().fill("name", "Ann").submit().await;
}

#[tokio::test]
async fn an_app_that_does_the_same_both_ways_passes() {
    both_ways(async || app(Flaw::None), steps).await;
    both_ways(
        async || app(Flaw::None),
        async |browser| {
            let page = browser
                .get("/")
                .await
                .form::<save>()
                .fill("name", "Bob")
                .submit()
                .await;
            page.assert_text("1 names: Bob");
        },
    )
    .await;
}

#[tokio::test]
async fn what_is_said_to_browsers_without_scripts_may_differ() {
    both_ways(async || app(Flaw::Noscript), steps).await;
}

#[tokio::test]
async fn a_different_text_is_shown() {
    let sentence = panic_of(both_ways(async || app(Flaw::Text), steps)).await;
    assert_eq!(
        sentence,
        "both_ways: submit 1 (the form of `save`) does not lead to the same:\n  \
         text     plain POST: \"0 names: Name Save\"\n           \
         enhanced:   \"0 names: Only here Name Save\"\n\
         submit 2 (the form of `save`) does not lead to the same:\n  \
         text     plain POST: \"1 names: Ann Name Save\"\n           \
         enhanced:   \"1 names: Ann Only here Name Save\""
    );
}

#[tokio::test]
async fn a_different_ending_address_or_value_is_shown() {
    for (flaw, expected) in [
        (
            Flaw::Status,
            "ending   plain POST: \"422\"\n           enhanced:   \"success\"",
        ),
        (
            Flaw::Address,
            "address  plain POST: \"/\"\n           enhanced:   \"/?else\"",
        ),
        (
            Flaw::Value,
            "values   plain POST: \"`save` name=x\"\n           enhanced:   \"`save` name=lost\"",
        ),
    ] {
        let sentence = panic_of(both_ways(async || app(flaw), steps)).await;
        assert!(sentence.contains(expected), "{sentence}");
    }
}

#[tokio::test]
async fn a_different_number_of_submits_is_shown() {
    let uneven = async |browser: Browser| {
        let page = browser.get("/").await.form::<save>().submit().await;
        if page.answer().is_some() {
            page.form::<save>().submit().await;
        }
    };
    let sentence = panic_of(both_ways(async || app(Flaw::None), uneven)).await;
    assert_eq!(
        sentence,
        "both_ways: the steps submitted 1 forms as plain POSTs and 2 as enhanced requests"
    );
}

#[tokio::test]
async fn steps_that_submit_nothing_prove_nothing() {
    let idle = async |browser: Browser| {
        browser.get("/").await;
    };
    let sentence = panic_of(both_ways(async || app(Flaw::None), idle)).await;
    assert_eq!(
        sentence,
        "both_ways: the steps submitted no form, so nothing was compared"
    );
}
