//! The ids that a page gives to its scripts.

use std::collections::BTreeMap;

use axum::Router;
use http::StatusCode;
use postback::Keys;
use serde_json::{Value, json};

use super::site::{app, with_keys};
use crate::support::{Effects, get, log, post_enhanced, request, send, target_of};

/// What the page gives, by name.
async fn ids(app: &Router, path: &str) -> BTreeMap<String, String> {
    let html = get(app, path).await.text();
    ids_in(&html)
}

fn ids_in(html: &str) -> BTreeMap<String, String> {
    let (_, rest) = html
        .split_once("<meta name=\"postback-actions\" content='")
        .unwrap_or_else(|| panic!("no ids in {html}"));
    serde_json::from_str(rest.split_once("'>").unwrap().0).unwrap()
}

fn call(path: &str, id: &str, mode: &str) -> String {
    format!("{path}?_action=toggle_solved.{id}&_args=7&_call={mode}")
}

const TOGGLE: &str = "typescript.problem.toggle_solved";
const SIGN_OUT: &str = "typescript.sign_out";

#[tokio::test]
async fn a_page_gives_the_ids_of_what_is_exported_and_of_nothing_else() {
    let effects = Effects::default();
    let app = app(&effects);
    let ids = ids(&app, "/").await;
    assert_eq!(
        ids.keys().collect::<Vec<_>>(),
        [
            "typescript.problem.delete",
            TOGGLE,
            "typescript.shop.cart.check_out",
            "typescript.shop.cart.leave",
            SIGN_OUT
        ]
    );
    let answer = post_enhanced(&app, &call("/", &ids[TOGGLE], "none")).await;
    assert_eq!(answer.head()["result"], "$n18446744073709551615");
    let target = format!("/?_action=sign_out.{}&_call=none", ids[SIGN_OUT]);
    let headers = [("postback-request", "1"), ("x-user", "ann")];
    let answer = send(&app, request("POST", &target, &headers)).await;
    assert_eq!(answer.head()["result"], "ann");
    assert_eq!(effects.all(), ["rendered", "toggle 7"]);
}

#[tokio::test]
async fn an_id_is_good_on_the_route_of_its_page_alone() {
    let effects = Effects::default();
    let app = app(&effects);
    let (home, one, two) = (
        ids(&app, "/").await,
        ids(&app, "/of/1").await,
        ids(&app, "/of/2").await,
    );
    assert_eq!(one, two);
    assert_ne!(home[TOGGLE], one[TOGGLE]);
    assert_eq!(home[SIGN_OUT], one[SIGN_OUT], "it is good anywhere");
    let across = post_enhanced(&app, &call("/of/1", &home[TOGGLE], "page")).await;
    assert_eq!(across.head()["outcome"], "stale");
    assert!(!effects.all().contains(&"toggle 7".to_owned()));
    let form = target_of(&app, "/without", "toggle_solved").await;
    let form = form
        .split_once("toggle_solved.")
        .unwrap()
        .1
        .split('&')
        .next()
        .unwrap();
    assert!(!home.values().chain(one.values()).any(|id| id == form));
}

#[tokio::test]
async fn a_script_whose_page_is_old_gets_the_new_ids_and_may_send_it_again() {
    let effects = Effects::default();
    let before = ids(&app(&effects), "/").await;
    let app = app(&effects);
    effects.take();
    for mode in ["none", "page"] {
        let answer = post_enhanced(&app, &call("/", &before[TOGGLE], mode)).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        let head = answer.head();
        assert_eq!(head["outcome"], "stale");
        assert_eq!(head["actions"], json!(ids(&app, "/").await), "{mode}");
        if mode == "page" {
            assert_eq!(json!(ids_in(&answer.text())), head["actions"]);
        } else {
            assert_eq!(head["page"], "none");
        }
        let new = head["actions"][TOGGLE].as_str().unwrap();
        let again = post_enhanced(&app, &call("/", new, mode)).await;
        assert_eq!(
            (&again.head()["ok"], again.head().get("actions")),
            (&json!(true), None)
        );
    }
    let runs = effects.all();
    assert_eq!(runs.iter().filter(|run| *run == "toggle 7").count(), 2);
}

#[tokio::test]
async fn new_ids_are_given_by_the_page_alone_and_to_scripts_alone() {
    let effects = Effects::default();
    let old = ids(&app(&effects), "/").await;
    let app = app(&effects);
    let actions = async |target: &str, headers: &[(&str, &str)]| -> Option<Value> {
        let mut all = vec![("postback-request", "1")];
        all.extend(headers);
        let answer = send(&app, request("POST", target, &all)).await;
        answer.head().get("actions").cloned()
    };
    for mode in ["none", "page"] {
        // A page that gives none, and one that the visitor may not see.
        assert_eq!(
            actions(&call("/without", &old[TOGGLE], mode), &[]).await,
            None
        );
        assert_eq!(
            actions(&call("/admin", &old[TOGGLE], mode), &[]).await,
            None
        );
        let admin = [("x-admin", "1")];
        assert!(
            actions(&call("/admin", &old[TOGGLE], mode), &admin)
                .await
                .is_some()
        );
        // An outcome that is not that the page is old.
        let new = &ids(&app, "/").await[TOGGLE];
        let wrong = call("/", new, mode).replace("_args=7", "_args=x");
        assert_eq!(actions(&wrong, &[]).await, None);
    }
    let form = format!("/?_action=toggle_solved.{}&_args=7", old[TOGGLE]);
    assert_eq!(actions(&form, &[]).await, None);
}

#[tokio::test]
async fn the_ids_of_former_keys_are_good_and_the_page_has_the_new_ones() {
    let effects = Effects::default();
    let keys = |text: &str| Keys::parse(text).unwrap();
    let (one, two) = (
        format!("{}=", "A".repeat(43)),
        format!("{}=", "B".repeat(42) + "A"),
    );
    let old = ids(&with_keys(&effects, keys(&one)), "/").await;
    let app = with_keys(&effects, keys(&format!("{two},{one}")));
    let answer = post_enhanced(&app, &call("/", &old[TOGGLE], "page")).await;
    assert_eq!(answer.head()["ok"], true);
    assert_ne!(ids_in(&answer.text())[TOGGLE], old[TOGGLE]);
}

#[tokio::test]
async fn a_page_whose_route_takes_no_actions_gives_no_ids() {
    let logged = log::keep();
    let answer = get(&app(&Effects::default()), "/forgotten").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    let log = logged.text();
    assert!(
        log.contains("the page /forgotten has `page.actions()`, but its route accepts no actions"),
        "{log}"
    );
}
