//! The code that people write: a profile with a caller, a state, and an app of its own.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{FromRef, FromRequestParts, State};
use axum::routing::get;
use http::{StatusCode, request::Parts};
use maud::{Markup, html};
use postback::{
    Caller, Form, FromForm, Invalid, Keys, Page, Postback, Result, action, actions, page,
};
use postback_testing::{Browser, both_ways};
use serde::{Deserialize, Serialize};

#[derive(Debug)]
struct EmailTaken;

impl std::fmt::Display for EmailTaken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("duplicate")
    }
}

impl std::error::Error for EmailTaken {}

#[derive(Clone, Default)]
pub(crate) struct Db(Arc<Mutex<(String, String)>>);

impl Db {
    fn update_profile(&self, id: i64, profile: &Profile) -> std::result::Result<(), EmailTaken> {
        assert_eq!(id, 7);
        if profile.email == "taken@example.com" {
            return Err(EmailTaken);
        }
        *self.0.lock().unwrap() = (profile.name.clone(), profile.email.clone());
        Ok(())
    }
}

#[derive(Clone)]
struct App {
    db: Db,
}

impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

pub(crate) struct User {
    id: i64,
    name: String,
    email: String,
}

impl Caller for User {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl<S> FromRequestParts<S> for User
where
    Db: FromRef<S>,
    S: Sync,
{
    type Rejection = StatusCode;

    async fn from_request_parts(_: &mut Parts, app: &S) -> std::result::Result<Self, StatusCode> {
        let (name, email) = Db::from_ref(app).0.lock().unwrap().clone();
        Ok(Self { id: 7, name, email })
    }
}

impl From<&User> for Profile {
    fn from(user: &User) -> Self {
        let (name, email) = (user.name.clone(), user.email.clone());
        Self { name, email }
    }
}

#[derive(FromForm, garde::Validate)]
pub(crate) struct Profile {
    #[garde(length(utf16, min = 2, max = 50))]
    name: String,
    #[garde(email)]
    email: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Saved {
    name: String,
}

/// Change the signed-in user's own profile.
#[action]
pub(crate) async fn update_profile(
    caller: User,
    State(db): State<Db>,
    Form(profile): Form<Profile>,
) -> Result<Saved> {
    db.update_profile(caller.id, &profile)?;
    Ok(Saved { name: profile.name })
}

async fn settings(page: Page, user: User) -> Result<Markup> {
    let form = page.form::<update_profile>().fill(&Profile::from(&user));
    let field = form.fields();
    Ok(html! {
        (page.notice())
        (form.open(html! {
            (field.name.labelled("Name"))
            (field.email.labelled("E-mail"))
            button data-pb-busy="Saving\u{2026}" { "Save" }
        }))
        @if let Some(saved) = form.done() { p role="status" { "Saved, " (saved.name) } }
    })
}

fn app() -> Router {
    let ada = ("Ada".to_owned(), "ada@example.com".to_owned());
    let db = Db(Arc::new(Mutex::new(ada)));
    Postback::new(Router::new().route("/settings", page(get(settings))))
        .actions(actions![update_profile])
        .map_error(|_: &EmailTaken| Some(Invalid::field("email", "is already in use")))
        .keys(Keys::random())
        .with_state(App { db })
}

#[tokio::test]
async fn a_profile_is_shown_changed_and_shown_again() {
    both_ways(
        async || app(),
        async |browser| {
            let page = browser.get("/settings").await;
            let form = page.form::<update_profile>();
            assert_eq!(
                (form.value("name"), form.value("E-mail")),
                ("Ada".into(), "ada@example.com".into())
            );
            let page = form.fill("name", "Ada L.").submit().await;
            page.assert_text("Saved, Ada L.");
            assert_eq!(page.form::<update_profile>().value("name"), "Ada L.");
            let page = browser.get("/settings").await;
            page.assert_no_text("Saved,");
            assert_eq!(page.form::<update_profile>().value("name"), "Ada L.");
        },
    )
    .await;
}

#[tokio::test]
async fn every_error_is_there_at_once_and_nothing_typed_is_lost() {
    both_ways(
        async || app(),
        async |browser| {
            let form = browser.get("/settings").await.form::<update_profile>();
            let page = form
                .fill("name", "x")
                .fill("email", "nobody")
                .submit()
                .await;
            assert_eq!((page.status().as_u16(), &*page.url()), (422, "/settings"));
            let form = page.form::<update_profile>();
            assert_eq!(form.errors().len(), 2, "{:?}", form.errors());
            assert_eq!(form.error("name"), "must have at least 2 characters");
            assert_eq!(
                (form.value("name"), form.value("email")),
                ("x".into(), "nobody".into())
            );
            // One put right, the other only known to the database.
            let page = form
                .fill("name", "Bob")
                .fill("email", "taken@example.com")
                .submit()
                .await;
            let form = page.form::<update_profile>();
            assert_eq!(
                form.errors(),
                [("email".to_owned(), "is already in use".to_owned())]
            );
            assert_eq!(form.value("name"), "Bob");
            let page = form.fill("email", "bob@example.com").submit().await;
            page.assert_text("Saved, Bob");
        },
    )
    .await;
}

#[tokio::test]
async fn an_error_is_tied_to_its_field_and_the_first_one_has_the_focus() {
    let form = Browser::new(app())
        .get("/settings")
        .await
        .form::<update_profile>();
    let page = form
        .fill("name", "x")
        .fill("email", "nobody")
        .submit()
        .await;
    for (field, focus) in [("name", true), ("email", false)] {
        let (control, error) = (
            format!("#update_profile-{field}"),
            format!("update_profile-{field}-error"),
        );
        assert_eq!(page.attr(&control, "aria-invalid").as_deref(), Some("true"));
        assert_eq!(page.attr(&control, "aria-describedby"), Some(error.clone()));
        assert_eq!(page.attr(&control, "autofocus").is_some(), focus);
        assert!(!page.find(&format!("#{error}")).is_empty());
    }
    assert_eq!(page.html().matches("autofocus").count(), 1);
    // Every error stands at its field: nothing is said twice.
    assert!(!page.has(".pb-summary") && page.notice().is_empty());
}

#[tokio::test]
async fn a_refusal_that_reads_no_body_leaves_the_form_as_it_is_filled() {
    use super::raw;
    let app = app();
    let page = raw(&app, "/settings", "update_profile", "text/plain", "name=x").await;
    assert_eq!(page.0, 415);
    assert!(
        page.1.contains("value=\"Ada\"") && page.1.contains("value=\"ada@example.com\""),
        "{}",
        page.1
    );
}
