//! Buttons of other actions, questions, and forms that only look.

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use postback::{
    Arg, Confirm, Done, Form, FromForm, Invalid, Page, Result, Search, action, actions,
};
use postback_testing::both_ways;

use super::one_page;

#[derive(FromForm, garde::Validate)]
pub(crate) struct Problem {
    #[garde(length(utf16, min = 3))]
    title: String,
}

#[action(public)]
pub(crate) async fn edit(Arg(id): Arg<u32>, Form(form): Form<Problem>) -> Result<Done<()>> {
    if form.title == "taken" {
        return Err(Invalid::field("title", "is taken"));
    }
    Ok(Done::new(()).flash(format!("Edited {id}: {}", form.title)))
}

#[action(public)]
pub(crate) async fn delete(Arg(id): Arg<u32>) -> Result<Done<()>> {
    if id == 13 {
        return Err(Invalid::form("Cannot be deleted"));
    }
    Ok(Done::new(()).flash(format!("Deleted {id}")))
}

#[derive(FromForm)]
pub(crate) struct Filter {
    topic: Option<String>,
    page: Option<u32>,
}

async fn home(page: Page, search: Search<Filter>) -> Markup {
    let number = search.page.unwrap_or(1);
    let (edit, remove) = (page.form::<edit>().bind(7), page.form::<delete>().bind(7));
    let unlucky = page.form::<delete>().bind(13);
    let (field, filter) = (edit.fields(), search.fields());
    html! { body {
        (page.notice())
        h1 { "Page " (number) " of " (search.topic.as_deref().unwrap_or("everything")) }
        (search.open(html! { (filter.topic.labelled("Topic")) button { "Search" } }))
        a href=(search.url_with("page", number + 1)) { "Next" }
        (edit.open(html! {
            (field.title.labelled("Title"))
            button { "Save" }
            button formaction=(remove.url_in(&edit)) formnovalidate { "Delete it" }
            button formaction=(unlucky.url_in(&edit)) formnovalidate { "Delete 13" }
        }))
        (remove.open(html! { (Confirm::new("Delete this problem?").button(&remove, "Delete")) }))
    } }
}

fn app() -> Router {
    one_page(get(home))
        .actions(actions![edit, delete])
        .with_state(())
}

#[tokio::test]
async fn a_button_calls_another_action_from_inside_a_form() {
    both_ways(
        async || app(),
        async |browser| {
            let page = browser.get("/?topic=rust&page=2").await;
            let page = page
                .form::<edit>()
                .fill("title", "x")
                .press("Delete it")
                .await;
            assert_eq!(
                (page.notice(), page.url()),
                ("Deleted 7".into(), "/?topic=rust&page=2".into())
            );
            let page = page
                .form::<edit>()
                .fill("title", "A title")
                .press("Save")
                .await;
            assert_eq!(page.notice(), "Edited 7: A title");
            page.assert_text("Page 2 of rust");
        },
    )
    .await;
}

#[tokio::test]
async fn what_another_action_says_stands_above_the_form_whose_button_was_pressed() {
    both_ways(
        async || app(),
        async |browser| {
            let page = browser.get("/").await;
            let page = page
                .form::<edit>()
                .fill("title", "A title")
                .press("Delete 13")
                .await;
            assert_eq!(page.status(), 422);
            assert_eq!(page.find("#edit-7 .pb-summary"), "Cannot be deleted");
            assert_eq!(page.form::<edit>().value("title"), "A title");
            assert_eq!(page.notice(), "");
        },
    )
    .await;
}

#[tokio::test]
async fn a_question_holds_the_button_that_sends() {
    both_ways(
        async || app(),
        async |browser| {
            let page = browser.get("/").await;
            let form = page.form_in::<delete>("body");
            assert_eq!(
                page.attr("[popovertarget]", "popovertarget").as_deref(),
                Some("delete-7-confirm")
            );
            assert_eq!(page.find("#delete-7-confirm p"), "Delete this problem?");
            assert_eq!(form.submit().await.notice(), "Deleted 7");
        },
    )
    .await;
}

#[tokio::test]
async fn a_search_keeps_its_fields_and_its_pages_through_an_action() {
    both_ways(
        async || app(),
        async |browser| {
            let page = browser.get("/").await;
            page.assert_text("Page 1 of everything");
            let page = page
                .form_labelled("Search")
                .fill("topic", "a&b=c \u{e9}")
                .submit()
                .await;
            page.assert_text("Page 1 of a&b=c \u{e9}");
            let page = page.click_link("Next").await;
            page.assert_text("Page 2 of a&b=c \u{e9}");
            let page = page
                .form::<edit>()
                .fill("title", "taken")
                .press("Save")
                .await;
            assert_eq!(page.form::<edit>().error("title"), "is taken");
            page.assert_text("Page 2 of a&b=c \u{e9}");
            assert_eq!(page.form_labelled("Search").value("topic"), "a&b=c \u{e9}");
            let page = page.click_link("Next").await;
            page.assert_text("Page 3 of a&b=c \u{e9}");
            assert!(!page.url().contains('_'));
        },
    )
    .await;
}
