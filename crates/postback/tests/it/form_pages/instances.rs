//! Several forms of one action on one page: each has its own state, its own ids, its own values.

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use postback::{Arg, Conflict, Form, FromForm, Page, Result, Sealed, action, actions};
use postback_testing::{Browser, both_ways};

use super::{one_page, raw};

#[derive(FromForm)]
pub(crate) struct Note {
    text: String,
}

fn checked(text: String) -> Result<String> {
    if text == "conflict" {
        return Err(Conflict::new("Somebody else changed this"));
    }
    Ok(text)
}

#[action(public)]
pub(crate) async fn bound(Arg(row): Arg<u32>, Form(form): Form<Note>) -> Result<String> {
    checked(form.text).map(|text| format!("{text} in {row}"))
}

#[action(public)]
pub(crate) async fn keyed(Form(form): Form<Note>) -> Result<String> {
    checked(form.text)
}

#[action(public)]
pub(crate) async fn sealed(
    Sealed(owner): Sealed<String>,
    Form(form): Form<Note>,
) -> Result<String> {
    checked(form.text).map(|text| format!("{text} of {owner}"))
}

const KEYS: [&str; 3] = ["left", "right side", "\"><b>"];
const OWNERS: [&str; 2] = ["ada@example.com", "bob"];

async fn home(page: Page) -> Markup {
    macro_rules! form {
        ($class:expr, $form:expr) => {{
            let form = $form;
            let field = form.fields();
            html! { div class=($class) {
                (form.open(html! { (field.text.labelled("Text")) button { "Send" } }))
                @if let Some(done) = form.done() { p .done { (done) } }
            } }
        }};
    }
    html! { body {
        (page.notice())
        @for row in 1..=3 { (form!(format!("row-{row}"), page.form::<bound>().bind(row))) }
        @for (at, key) in KEYS.into_iter().enumerate() { (form!(format!("key-{at}"), page.form::<keyed>().keyed(key))) }
        @for (at, owner) in OWNERS.into_iter().enumerate() {
            (form!(format!("owner-{at}"), page.form::<sealed>().bind(owner.to_owned())))
        }
    } }
}

fn app() -> Router {
    one_page(get(home))
        .actions(actions![bound, keyed, sealed])
        .with_state(())
}

const PLACES: [&str; 8] = [
    "row-1", "row-2", "row-3", "key-0", "key-1", "key-2", "owner-0", "owner-1",
];

#[tokio::test]
async fn each_form_has_what_was_typed_into_it_and_what_came_of_it() {
    both_ways(
        async || app(),
        async |browser| {
            for place in PLACES {
                let inside = format!(".{place} form");
                let page = browser
                    .get("/")
                    .await
                    .form_at(&inside)
                    .fill("text", "conflict")
                    .submit()
                    .await;
                assert_eq!(page.status(), 409, "{place}");
                for other in PLACES {
                    let value = page.form_at(&format!(".{other} form")).value("text");
                    assert_eq!(
                        value,
                        if other == place { "conflict" } else { "" },
                        "{place} {other}"
                    );
                }
                let page = page.form_at(&inside).fill("text", "fine").submit().await;
                assert_eq!(page.find_all(".done").len(), 1, "{place}");
                assert!(page.find(&format!(".{place} .done")).starts_with("fine"));
            }
        },
    )
    .await;
}

#[tokio::test]
async fn their_ids_are_unique_and_say_nothing_that_is_sealed() {
    let page = Browser::new(app()).get("/").await;
    let mut ids: Vec<&str> = page
        .html()
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((count, ids.len()), (PLACES.len() * 3, PLACES.len() * 3));
    assert!(ids.iter().all(|id| !id.contains([' ', '<', '"', '&'])));
    for owner in OWNERS {
        assert!(!page.html().contains(owner));
    }
    // The same seal twice is no reason for the same text, but for the same id.
    let again = Browser::new(app()).get("/").await;
    assert_ne!(
        page.form_at(".owner-1 form").action_url(),
        again.form_at(".owner-1 form").action_url()
    );
    assert_ne!(
        page.attr(".owner-1 form", "id"),
        again.attr(".owner-1 form", "id"),
        "other keys"
    );
}

#[tokio::test]
async fn after_a_deploy_the_values_go_back_into_the_form_they_were_typed_into() {
    for place in ["row-2", "key-0", "key-1", "key-2"] {
        both_ways(
            async || app(),
            async |browser| {
                let form = browser.get("/").await.form_at(&format!(".{place} form"));
                let old = form.action_url().replace('.', ".x");
                let page = form.fill("text", "typed").send_to(&old).submit().await;
                assert_eq!(page.status(), 409);
                page.assert_text("This page was out of date");
                for other in PLACES {
                    let value = page.form_at(&format!(".{other} form")).value("text");
                    assert_eq!(
                        value,
                        if other == place { "typed" } else { "" },
                        "{place} {other}"
                    );
                }
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_seal_that_cannot_be_opened_is_never_a_failure_of_ours() {
    let app = app();
    let page = Browser::new(app.clone()).get("/").await;
    let url = page.form_at(".owner-0 form").action_url().to_owned();
    let (start, seal) = url.split_once("_args=").unwrap();
    for seal in [
        "",
        "42",
        "%22%22",
        "null",
        "%22x%22",
        &seal[..seal.len() / 2],
        "%5B%5D",
        "%22a%22,%22b%22",
    ] {
        let form = page.form_at(".owner-0 form").fill("text", "typed");
        let page = form.send_to(&format!("{start}_args={seal}")).submit().await;
        assert_eq!(page.status(), 409, "{seal}");
        page.assert_text("This page was out of date");
    }
    let (status, _) = raw(
        &app,
        "/",
        "sealed",
        "application/x-www-form-urlencoded",
        "text=ok",
    )
    .await;
    assert_eq!(status, 303);
}
