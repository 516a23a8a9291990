//! Rows that can be edited and deleted, behind a session that can be over.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::{StatusCode, request::Parts};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};
use postback::{
    Arg, Caller, Conflict, Done, Form, FromForm, Invalid, Keys, NotFound, Page, Postback, Result,
    action, actions, page,
};

/// What nobody ever sees again.
pub(crate) const SECRET: &str = "hunter2hunter2";
/// What somebody typed for a long time.
pub(crate) const TEXT: &str = "\r\n  Line <one> & \"two\"\r\n\r\n'three' é";

#[derive(Clone, Default)]
pub(crate) struct Data {
    pub(crate) is_gone: Arc<AtomicBool>,
    pub(crate) saved: Arc<Mutex<Vec<(String, String)>>>,
}

#[derive(FromForm)]
pub(crate) struct Draft {
    title: String,
    #[form(multiline)]
    text: String,
    #[form(password)]
    proof: Option<String>,
    /// Nothing but its name says that it is secret.
    token: Option<String>,
}

/// Signed in with the header `x-user`; `x-way` is how one is told that one is not.
pub(crate) struct User(String);

impl Caller for User {
    fn key(&self) -> String {
        self.0.clone()
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Response> {
        let text = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        match text("x-user") {
            Some(user) => Ok(Self(user.to_owned())),
            None => Err(turned_away(text("x-way").unwrap_or("/login"))),
        }
    }
}

pub(crate) fn turned_away(way: &str) -> Response {
    match way {
        "401" => StatusCode::UNAUTHORIZED.into_response(),
        "401 page" => (
            StatusCode::UNAUTHORIZED,
            axum::response::Html("<h1>Who?</h1>"),
        )
            .into_response(),
        "403 page" => (
            StatusCode::FORBIDDEN,
            axum::response::Html("<h1>You are banned</h1>"),
        )
            .into_response(),
        to => (StatusCode::TEMPORARY_REDIRECT, [("location", to)]).into_response(),
    }
}

#[action]
pub(crate) async fn edit(
    _caller: User,
    Arg(_id): Arg<u32>,
    State(data): State<Data>,
    Form(draft): Form<Draft>,
) -> Result<()> {
    if data.is_gone.load(Ordering::Relaxed) {
        return Err(NotFound);
    }
    match &*draft.title {
        "taken" => Err(Invalid::field("title", "is taken")),
        "conflict" => Err(Conflict::new("Somebody was faster.")),
        _ => {
            drop((draft.proof, draft.token));
            data.saved.lock().unwrap().push((draft.title, draft.text));
            Ok(())
        }
    }
}

#[action(public)]
pub(crate) async fn large(Form(draft): Form<Draft>) -> Result<Done<String>> {
    let done = Done::new(draft.text.repeat(100));
    Ok(if draft.title == "flash" {
        done.flash("f".repeat(5000))
    } else {
        done
    })
}

#[action(public)]
pub(crate) async fn remove(Arg(_id): Arg<u32>) -> Result<()> {
    Err(Conflict::new("It is in use."))
}

async fn row(page: Page, Path(id): Path<u32>, State(data): State<Data>) -> Result<Markup> {
    if data.is_gone.load(Ordering::Relaxed) {
        return Err(NotFound);
    }
    let form = page.form::<edit>().bind(id);
    let field = form.fields();
    let remove = page.form::<remove>().bind(id);
    let big = page.form::<large>();
    Ok(html! {
        (DOCTYPE) html lang="en" { head { title { "Row" } } body {
            (page.notice())
            (form.open(html! {
                (field.title.labelled("Title")) (field.text.labelled("Text")) (field.proof.labelled("Proof")) (field.token.labelled("Token"))
                button { "Save" }
                button formaction=(remove.url_in(&form)) formnovalidate { "Delete" }
            }))
            (big.open(html! { (big.fields().title.labelled("Title")) (big.fields().text.labelled("Text")) button { "Big" } }))
            @if let Some(done) = big.done() { p #done { (done.len()) } }
        } }
    })
}

/// A page that shows the title only.
async fn half(page: Page) -> Markup {
    let form = page.form::<edit>().bind(1);
    html! { (DOCTYPE) html lang="en" { head { title { "Half" } } body {
        (form.open(html! {
            (form.fields().title.labelled("Title"))
            (form.fields().token.attr("type", "password").labelled("Token"))
            button { "Save" }
        }))
    } } }
}

async fn guard(request: Request, next: Next) -> Response {
    let way = request
        .headers()
        .get("x-guard")
        .and_then(|way| way.to_str().ok());
    match way {
        Some(way) => turned_away(way),
        None => next.run(request).await,
    }
}

pub(crate) fn site() -> (Router, Data) {
    let data = Data::default();
    let pages = Router::new()
        .route("/rows/{id}", page(get(row)))
        .route("/half", page(get(half)))
        .layer(from_fn(guard));
    let site = Postback::new(pages)
        .actions(actions![edit, large, remove])
        .keys(Keys::random())
        .with_state(data.clone());
    (site, data)
}
