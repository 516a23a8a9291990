//! An app says in its own words what is wrong with a field.

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use postback::{
    Form, FromForm, Keys, Page, Postback, Problem, Result, Search, action, actions, page,
};
use postback_testing::{Browser, both_ways};

#[derive(FromForm, garde::Validate)]
struct Person {
    #[garde(length(utf16, min = 2))]
    name: String,
    #[garde(skip)]
    age: u8,
}

#[action(public)]
async fn register(Form(_person): Form<Person>) -> Result<()> {
    Ok(())
}

#[derive(FromForm)]
struct Filter {
    page: Option<u8>,
}

async fn people(page: Page, search: Search<Filter>) -> Markup {
    let form = page.form::<register>();
    let field = form.fields();
    html! {
        (search.open(html! { (search.fields().page.labelled("Seite")) }))
        (form.open(html! { (field.name.labelled("Name")) (field.age.labelled("Alter")) button { "Los" } }))
    }
}

fn german(problem: &Problem) -> Option<String> {
    match problem {
        Problem::Required => Some("fehlt".to_owned()),
        Problem::WholeNumber => Some("muss eine Zahl sein".to_owned()),
        _ => None,
    }
}

async fn app() -> Router {
    Postback::new(Router::new().route("/", page(get(people))))
        .actions(actions![register])
        .messages(german)
        .keys(Keys::random())
        .with_state(())
}

#[tokio::test]
async fn a_form_speaks_the_language_of_the_app_and_else_english() {
    both_ways(app, async |browser| {
        let form = browser.get("/").await.form::<register>();
        let page = form.fill("name", "x").tamper("age", "alt").submit().await;
        let form = page.form::<register>();
        assert_eq!(form.error("age"), "muss eine Zahl sein");
        assert_eq!(form.error("name"), "must have at least 2 characters");
    })
    .await;
}

#[tokio::test]
async fn a_search_speaks_it_too() {
    let page = Browser::new(app().await).get("/?page=zwei").await;
    page.assert_text("muss eine Zahl sein");
}
