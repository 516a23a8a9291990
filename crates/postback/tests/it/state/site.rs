//! Two pages that show state, one that does not, and what is not a page.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, StatusCode, header};
use maud::{Markup, html};
use postback::{
    Done, Form, FromForm, Keys, Page, Postback, Redirect, Result, action, actions, page,
};
use serde::{Deserialize, Serialize};

#[derive(FromForm)]
pub(crate) struct Text {
    text: String,
    repeat: Option<u16>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Saved {
    pub(crate) text: String,
}

/// Saves `text`, so many times over.
#[action(public)]
pub(crate) async fn save(Form(form): Form<Text>) -> Result<Saved> {
    let text = form.text.repeat(form.repeat.unwrap_or(1).into());
    Ok(Saved { text })
}

/// Says `text`.
#[action(public)]
pub(crate) async fn say(Form(form): Form<Text>) -> Result<Done<()>> {
    let text = form.text.repeat(form.repeat.unwrap_or(1).into());
    Ok(Done::new(()).flash(text))
}

/// Deletes the page that it is posted to.
#[action(public)]
pub(crate) async fn delete() -> Result<Done<()>> {
    Ok(Done::new(()).flash("Deleted"))
}

#[action(public)]
pub(crate) async fn leave() -> Result<Redirect> {
    Ok(Redirect::to("/b?x=1").flash("You left"))
}

fn forms(page: &Page) -> Markup {
    let (saving, flashing) = (page.form::<save>(), page.form::<say>());
    let (save_field, say_field) = (saving.fields(), flashing.fields());
    html! {
        (saving.open(html! { (save_field.text.input()) (save_field.repeat.input()) button { "Save" } }))
        (flashing.open(html! { (say_field.text.input()) (say_field.repeat.input()) button { "Say" } }))
        (page.form::<leave>().open(html! { button { "Leave" } }))
        @if saving.is_done() { p { "is done" } }
        @if let Some(saved) = saving.done() { p #saved { (saved.text) } }
    }
}

/// A page that has an entity tag of its own and answers 304 to whoever has it.
async fn shows(page: Page, headers: HeaderMap) -> Response {
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|tag| tag == "\"1\"")
    {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let cached = [
        (header::ETAG, "\"1\""),
        (header::LAST_MODIFIED, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (header::CACHE_CONTROL, "public, max-age=60"),
    ];
    let html = html! { body { (page.notice()) (forms(&page)) } };
    (cached, html).into_response()
}

async fn ignores(page: Page) -> Markup {
    html! { body class="a>b" { (page.form::<say>().open(html! { button { "Say" } })) } }
}

/// It is there for one POST: whoever looks afterwards finds nothing.
async fn vanishing(page: Page, headers: HeaderMap) -> Result<Markup> {
    if headers.contains_key("x-gone") {
        return Err(postback::NotFound);
    }
    Ok(html! { body { (page.form::<delete>().open(html! { button { "Delete" } })) } })
}

async fn image(page: Page) -> impl IntoResponse {
    let text = format!("not really {}", forms(&page).into_string());
    ([(header::CONTENT_TYPE, "image/png")], text)
}

fn postback(keys: Keys) -> Postback<()> {
    crate::support::log::switch_on();
    let pages = Router::new()
        .route("/a", page(get(shows)))
        .route("/b", page(get(shows)))
        .route("/ignores", page(get(ignores)))
        .route("/vanishing", page(get(vanishing)))
        .route("/image", page(get(image)));
    Postback::new(pages)
        .actions(actions![save, say, delete, leave])
        .keys(keys)
}

pub(crate) fn app(keys: Keys) -> Router {
    let postback = postback(keys).public_origins(["https://app.example"]);
    postback.with_state(())
}

/// It does not say how browsers see it.
pub(crate) fn anywhere() -> Router {
    postback(Keys::random()).with_state(())
}

pub(crate) fn site() -> Router {
    app(Keys::random())
}
