//! One page with a form of every kind, and an action that ends as it is told.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};
use postback::{
    Arg, Conflict, Done, Form, FromForm, Invalid, Keys, Limits, Page, Postback, Redirect, Result,
    Sealed, action, actions, page,
};

#[derive(Clone, Debug, Default)]
pub(crate) struct Ran(Arc<Mutex<Vec<String>>>);

impl Ran {
    fn add(&self, what: &str) {
        self.0.lock().unwrap().push(what.to_owned());
    }

    /// What ran since it was last asked.
    pub(crate) fn taken(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[derive(FromForm)]
pub(crate) struct Item {
    name: String,
}

#[derive(Clone, Copy, FromForm)]
pub(crate) enum Size {
    Small,
    Large,
}

#[derive(FromForm)]
pub(crate) struct Input {
    /// How it shall end.
    end: Option<String>,
    text: String,
    #[form(multiline)]
    long: Option<String>,
    number: Option<i32>,
    size: Option<Size>,
    tags: Vec<String>,
    items: Vec<Item>,
    #[form(password)]
    secret: Option<String>,
}

#[action(public, body = "64 KiB")]
pub(crate) async fn act(State(ran): State<Ran>, Form(form): Form<Input>) -> Result<Done<String>> {
    ran.add("act");
    let text = form.text;
    let names = form.items.iter().map(|item| item.name.len());
    let length: usize = names.chain(form.tags.iter().map(String::len)).sum();
    let is_large = matches!(form.size, Some(Size::Large));
    tracing::trace!(length, is_large, long = ?form.long, number = ?form.number, secret = form.secret.is_some());
    match form.end.as_deref().unwrap_or_default() {
        "field" => Err(Invalid::field(text.clone(), text.clone()).and("text", text)),
        "form" => Err(Invalid::form(text)),
        "conflict" => Err(Conflict::new(text)),
        "failed" => Err(std::io::Error::other(text).into()),
        "panic" => panic!("{text}"),
        "to" => Err(Redirect::to(text).into()),
        "external" => Err(Redirect::external(text).into()),
        "local" => match Redirect::local(&text) {
            Some(redirect) => Err(redirect.into()),
            None => Err(Invalid::field("text", "is no path of this site")),
        },
        _ => Ok(Done::new(text.clone()).flash(text)),
    }
}

#[action(public)]
pub(crate) async fn row(State(ran): State<Ran>, Arg(id): Arg<String>) -> Result<Done<()>> {
    ran.add("row");
    Ok(Done::new(()).flash(id))
}

#[action(public)]
pub(crate) async fn sealed(State(ran): State<Ran>, Sealed(_): Sealed<u32>) -> Result<()> {
    ran.add("sealed");
    Ok(())
}

#[action(public, once)]
pub(crate) async fn counted(State(ran): State<Ran>) -> Result<()> {
    ran.add("counted");
    Ok(())
}

async fn home(page: Page) -> Markup {
    let (form, row) = (page.form::<act>(), page.form::<row>().bind("1".to_owned()));
    let field = form.fields();
    html! {
        (DOCTYPE) html lang="en" { head { title { "Home" } } body {
            (page.notice())
            (form.open(html! {
                (field.end.hidden()) (field.text.labelled("Text")) (field.long.labelled("Long"))
                (field.number.labelled("Number")) (field.size.labelled("Size"))
                (field.tags.select().options([("a", "A")]).labelled("Tags"))
                @for item in field.items.iter() { (item.name.labelled("Name")) }
                (field.secret.labelled("Secret"))
                button { "Act" }
            }))
            @if let Some(done) = form.done() { p #done { (done) } }
            (row.open(html! { button { "Row" } }))
            (page.form::<sealed>().bind(7).open(html! { button { "Sealed" } }))
            (page.form::<counted>().open(html! { button { "Counted" } }))
        } }
    }
}

/// A page that shows nothing of it.
async fn silent(page: Page) -> Markup {
    html! { body { (page.form::<act>().open(html! { button { "Act" } })) } }
}

/// A page that cannot be shown once the action is done.
async fn fails(page: Page, State(ran): State<Ran>) -> Markup {
    let _ = page.notice();
    assert!(ran.0.lock().unwrap().is_empty(), "the page broke");
    html! { body { (page.form::<act>().open(html! { button { "Act" } })) } }
}

pub(crate) fn site(ran: &Ran) -> Router {
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/silent", page(get(silent)))
        .route("/fails", page(get(fails)))
        .route("/still", get(async || "still here"));
    Postback::new(pages)
        .actions(actions![act, row, sealed, counted])
        .allow_redirects_to(["https://pay.example"])
        .public_origins(["https://app.example"])
        // Every character gets as far as it can.
        .limits(Limits::new().nul(true))
        .keys(Keys::random())
        .with_state(ran.clone())
}
