//! One action for every outcome, and pages that show it, ignore it, or fail.

use std::time::Duration;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, request::Parts};
use maud::{DOCTYPE, Markup, html};
use postback::{
    Arg, Caller, Conflict, Denied, Done, Form, FromForm, Invalid, Keys, Limited, Limits, NotFound,
    Page, Postback, Redirect, Result, Sealed, Upload, action, actions, page,
};

/// What an unknown error says; it never leaves the server.
pub(crate) const INTERNAL: &str = "psql: no route to 10.0.0.7";
/// What nobody ever sees again.
pub(crate) const SECRET: &str = "hunter2hunter2";

#[derive(FromForm, garde::Validate)]
pub(crate) struct Input {
    /// Chooses the outcome.
    #[garde(skip)]
    what: String,
    #[garde(length(utf16, max = 20))]
    name: String,
    #[garde(skip)]
    #[form(password)]
    secret: String,
    #[garde(skip)]
    age: Option<u8>,
}

#[action(public, body = "4 KiB", timeout = "200ms")]
pub(crate) async fn act(Form(form): Form<Input>) -> Result<Done<String>> {
    let done = Done::new(format!("<{}>", form.name));
    match &*form.what {
        "done" => Ok(done),
        "flash" => Ok(done.flash("Saved & \"sound\"")),
        "away" => Err(Redirect::to("/other").flash("You were sent away").into()),
        "field" => Err(Invalid::field("name", "is taken").and("age", "is a lie")),
        "form" => Err(Invalid::form("Not like this")),
        "unique" => {
            let error = std::io::Error::other("UNIQUE constraint failed: users.name");
            Err(Invalid::unique(&error, "users.name", "name").unwrap_or(error.into()))
        }
        "denied" => Err(Denied),
        "missing" => Err(NotFound),
        "limited" => Err(Limited::after(Duration::from_secs(90))),
        "conflict" => Err(Conflict::new("Somebody was <faster>")),
        "failed" => Err(std::io::Error::other(INTERNAL).into()),
        "panic" => panic!("{INTERNAL}"),
        "slow" => {
            tokio::time::sleep(Duration::from_secs(9)).await;
            Ok(done)
        }
        "bad target" => Err(Redirect::to("https://evil.example").into()),
        "other site" => Err(Redirect::external("https://evil.example/x").into()),
        other => panic!("no outcome `{other}`"),
    }
}

#[derive(FromForm)]
pub(crate) struct Attached {
    name: String,
    #[form(password)]
    secret: String,
    #[form(max = "10 B", accept = "image/gif")]
    file: Upload,
}

#[action(public)]
pub(crate) async fn attach(Form(form): Form<Attached>) -> Result<()> {
    Err(Invalid::field(
        form.name,
        format!("{} {}", form.secret, form.file.size()),
    ))
}

#[action(public)]
pub(crate) async fn unit() -> Result<()> {
    Ok(())
}

#[action(public)]
pub(crate) async fn go(Form(to): Form<To>) -> Result<Redirect> {
    Ok(Redirect::to(to.to).flash("Gone"))
}

#[derive(FromForm)]
pub(crate) struct To {
    to: String,
}

/// Signed in by the header `x-user`; refuses in every way an extractor can.
pub(crate) struct User;

impl Caller for User {
    fn key(&self) -> String {
        String::new()
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Response> {
        let user = parts.headers.get("x-user").map(http::HeaderValue::as_bytes);
        let own = |status, html: &'static str| (status, axum::response::Html(html)).into_response();
        Err(match user {
            Some(b"ada") => return Ok(Self),
            Some(b"banned") => own(StatusCode::FORBIDDEN, "<h1>You are banned</h1>"),
            Some(b"bare") => StatusCode::UNAUTHORIZED.into_response(),
            Some(b"expired") => Redirect::to("/other")
                .flash("Sign in again")
                .into_response(),
            Some(b"moved") => axum::response::Redirect::temporary("/other?next=1").into_response(),
            _ => own(StatusCode::UNAUTHORIZED, "<h1>Who are you?</h1>"),
        })
    }
}

#[action]
pub(crate) async fn guarded(_caller: User, Form(_): Form<Input>) -> Result<()> {
    Ok(())
}

#[action(public)]
pub(crate) async fn sealed(Sealed(_id): Sealed<i64>, Form(_): Form<Input>) -> Result<()> {
    Ok(())
}

#[action(public, body = "1 KiB")]
pub(crate) async fn row(Arg(_id): Arg<i64>, Form(_): Form<Input>) -> Result<()> {
    Ok(())
}

async fn shown(page: Page) -> Markup {
    macro_rules! form {
        ($form:expr) => {{
            let form = $form;
            let field = form.fields();
            form.open(html! {
                (field.what.hidden()) (field.name.labelled("Name")) (field.secret.labelled("Secret"))
                button { "Send" }
            })
        }};
    }
    html! {
        (DOCTYPE) html lang="en" { head { title { "Shown" } } body {
            (page.notice())
            (form!(page.form::<act>()))
            (page.form::<unit>().open(html! { button { "Unit" } }))
            (page.form::<go>().open(html! { (page.form::<go>().fields().to.hidden()) }))
            @let form = page.form::<attach>();
            @let field = form.fields();
            (form.open(html! {
                (field.name.labelled("Name")) (field.secret.labelled("Secret")) (field.file.labelled("File"))
                button { "Attach" }
            }))
            (form!(page.form::<guarded>()))
            (form!(page.form::<sealed>().bind(42)))
            (form!(page.form::<row>().bind(1)))
            (form!(page.form::<row>().bind(2)))
            @if let Some(done) = page.form::<act>().done() { p #done { (done) } }
        } }
    }
}

/// Whether a page of no forms has them this once, so that a test can post them.
fn has_forms(page: &Page) -> bool {
    page.url().ends_with("?forms")
}

/// The query of a form of this action on a page, and nothing of its own.
pub(crate) async fn query(site: &Router, page: &str, action: &str) -> String {
    let shown = crate::support::get(site, &format!("{page}?forms")).await;
    crate::support::query_of(&shown, action).replace("forms&", "")
}

async fn ignores(page: Page) -> Markup {
    if has_forms(&page) {
        return shown(page).await;
    }
    html! { (DOCTYPE) html lang="en" { head { title { "Ignores" } } body { p { "Content" } } } }
}

async fn fails(page: Page) -> Result<Markup> {
    if has_forms(&page) {
        return Ok(shown(page).await);
    }
    Err("the page broke".into())
}

async fn other(page: Page) -> Markup {
    html! { body { (page.notice()) h1 { "Other" } } }
}

pub(crate) const PAGES: [&str; 3] = ["/shown", "/ignores", "/fails"];

pub(crate) fn postback() -> Postback<()> {
    crate::support::log::switch_on();
    let pages = Router::new()
        .route("/shown", page(get(shown)))
        .route("/ignores", page(get(ignores)))
        .route("/fails", page(get(fails)))
        .route("/other", page(get(other)));
    Postback::new(pages)
        .actions(actions![act, attach, unit, go, guarded, sealed, row])
        .limits(Limits::new().fields(50).name(40).value(3 << 10))
        .keys(Keys::random())
}

pub(crate) fn site() -> Router {
    postback().with_state(())
}
