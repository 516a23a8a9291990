//! A text with a NUL in it, which `PostgreSQL` refuses to keep, is a mistake in its field.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{Markup, html};
use postback::{
    Form, FromForm, Keys, Limits, Page, Postback, Result, Search, action, actions, page,
};
use postback_testing::both_ways;

use crate::support::{self, Effects, document};

#[derive(FromForm)]
struct Note {
    text: String,
    #[form(trim)]
    title: Option<String>,
    letter: char,
    tags: Vec<String>,
    secret: String,
}

#[action(public)]
async fn note(State(effects): State<Effects>, Form(form): Form<Note>) -> Result<()> {
    effects.add(format!(
        "{:?} {:?} {:?} {:?} {:?}",
        form.text, form.title, form.letter, form.tags, form.secret
    ));
    Ok(())
}

async fn home(page: Page) -> Markup {
    let form = page.form::<note>();
    let field = form.fields();
    let body = html! {
        (field.text.labelled("Text"))
        (field.title.labelled("Title"))
        (field.letter.labelled("Letter"))
        (field.secret.labelled("Secret"))
        @for tag in 0..2 { input name="tags" value=(tag); }
        button { "Send" }
    };
    html! { (document([page.notice(), form.open(body)])) }
}

fn site(limits: Limits) -> (Router, Effects) {
    let effects = Effects::default();
    let app = Postback::new(Router::new().route("/", page(get(home))))
        .actions(actions![note])
        .limits(limits)
        .keys(Keys::random())
        .with_state(effects.clone());
    (app, effects)
}

#[tokio::test]
async fn a_nul_in_a_text_is_said_at_its_field_and_the_action_does_not_run() {
    for (name, value) in [
        ("text", "a\0b"),
        ("text", "\0"),
        ("title", "a\0"),
        ("title", " \0 "),
        ("letter", "\0"),
        ("secret", "a\0b"),
    ] {
        both_ways(
            async || site(Limits::new()).0,
            async |browser| {
                let mut form = browser.get("/").await.form::<note>();
                for (name, value) in [("text", "T"), ("letter", "L"), ("secret", "S")] {
                    form = form.fill(name, value);
                }
                let page = form.fill(name, value).submit().await;
                assert_eq!(page.status(), 422, "{name} {value:?}");
                let form = page.form::<note>();
                let said = form.error(name);
                assert_eq!(
                    said, "contains an invisible character that cannot be stored",
                    "{name}"
                );
            },
        )
        .await;
    }
}

#[tokio::test]
async fn an_app_that_keeps_bytes_takes_every_character() {
    let (app, effects) = site(Limits::new().nul(true));
    let target = support::target_of(&app, "/", "note").await;
    let mut request = support::request(
        "POST",
        &target,
        &[("content-type", "application/x-www-form-urlencoded")],
    );
    *request.body_mut() = "text=a%00b&title=%00&letter=%00&tags=%00&secret=s".into();
    let answer = support::send(&app, request).await;
    assert_eq!(answer.status, 303);
    let expected = "\"a\\0b\" Some(\"\\0\") '\\0' [\"\\0\"] \"s\"";
    assert_eq!(effects.all(), [expected]);
}

#[test]
fn a_nul_in_an_entry_of_a_list_is_said_with_its_place() {
    let pairs = [
        ("text", "a"),
        ("letter", "b"),
        ("tags", "a"),
        ("tags", "\0"),
        ("secret", "s"),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let errors = Note::decode(&pairs).err().unwrap();
    let fields: Vec<&str> = errors.iter().map(|error| &*error.field).collect();
    assert_eq!(fields, ["tags[1]"]);
}

#[derive(FromForm)]
struct Filter {
    q: Option<String>,
}

#[test]
fn a_search_for_a_nul_is_a_search_for_nothing() {
    let search = Search::<Filter>::from_query("q=a%00b");
    assert_eq!(search.q, None);
    let field = search.fields().q.labelled("Search").to_string();
    assert!(field.contains("cannot be stored"), "{field}");
}
