//! What was typed comes back, for every kind of field; secrets do not.

use axum::Router;
use axum::routing::get;
use jiff::civil::{Date, Time};
use maud::{Markup, html};
use postback::{Conflict, Form, FromForm, Invalid, Page, Result, action, actions};
use postback_testing::{Browser, both_ways};

use super::{one_page, raw};

#[derive(Clone, Copy, Debug, FromForm, PartialEq)]
pub(crate) enum Topic {
    Rust,
    Sql,
    DataStructures,
}

#[derive(FromForm)]
pub(crate) struct Item {
    name: String,
    count: u8,
}

#[derive(FromForm, garde::Validate)]
pub(crate) struct Everything {
    #[garde(skip)]
    text: String,
    #[garde(skip)]
    #[form(multiline)]
    long: String,
    #[garde(skip)]
    number: i32,
    #[garde(skip)]
    share: f64,
    #[garde(skip)]
    day: Option<Date>,
    #[garde(skip)]
    at: Option<Time>,
    #[garde(skip)]
    yes: bool,
    #[garde(skip)]
    no: bool,
    #[garde(skip)]
    topic: Topic,
    #[garde(skip)]
    other: Topic,
    #[garde(skip)]
    many: Vec<Topic>,
    #[garde(skip)]
    words: Vec<String>,
    #[garde(skip)]
    items: Vec<Item>,
    #[garde(skip)]
    #[form(password)]
    secret: String,
}

fn everything() -> Everything {
    Everything {
        text: "before".to_owned(),
        long: "before".to_owned(),
        number: 1,
        share: 0.5,
        day: None,
        at: None,
        yes: false,
        no: true,
        topic: Topic::Rust,
        other: Topic::Sql,
        many: vec![Topic::Rust],
        words: vec!["a".to_owned(), "b".to_owned()],
        items: vec![
            Item {
                name: "tea".to_owned(),
                count: 1,
            },
            Item {
                name: "milk".to_owned(),
                count: 2,
            },
        ],
        secret: "never shown".to_owned(),
    }
}

#[action(public)]
pub(crate) async fn change(Form(form): Form<Everything>) -> Result<()> {
    let _ = (
        form.long, form.share, form.day, form.at, form.yes, form.topic, form.other, form.many,
    );
    let _ = (
        form.words,
        form.secret,
        form.number,
        form.no,
        form.items.len(),
    );
    for item in &form.items {
        let _ = (&item.name, item.count);
    }
    match &*form.text {
        "invalid" => Err(Invalid::field("text", "is not it")),
        "conflict" => Err(Conflict::new("Somebody else changed this")),
        _ => Err("broken".into()),
    }
}

async fn home(page: Page) -> Markup {
    let form = page.form::<change>().fill(&everything());
    let field = form.fields();
    html! { (page.notice()) (form.open(html! {
        (field.text.labelled("Text")) (field.long.labelled("Long")) (field.number.labelled("Number"))
        (field.share.labelled("Share")) (field.day.labelled("Day")) (field.at.labelled("At"))
        (field.yes.labelled("Yes")) (field.no.labelled("No")) (field.topic.labelled("Topic"))
        (field.other.radio().labelled("Other")) (field.many.checkboxes().labelled("Many"))
        @for word in field.words.iter() { (word.labelled("Word")) }
        @for item in field.items.iter() { (item.name.labelled("Name")) (item.count.labelled("Count")) }
        (field.secret.labelled("Secret"))
        button { "Change" }
    })) }
}

fn app() -> Router {
    one_page(get(home)).actions(actions![change]).with_state(())
}

#[tokio::test]
async fn every_kind_of_value_comes_back_after_every_kind_of_refusal() {
    for (text, status) in [("invalid", 422), ("conflict", 409), ("fails", 500)] {
        both_ways(
            async || app(),
            async |browser| {
                let form = browser.get("/").await.form::<change>();
                let form = form
                    .fill("text", text)
                    .fill("long", "\nfirst\n\nlast ")
                    .fill("number", "-12")
                    .fill("share", "1e3")
                    .fill("day", "2026-02-28")
                    .fill("at", "23:59")
                    .check("yes")
                    .uncheck("no")
                    .select("topic", "Data structures")
                    .choose("other", "rust")
                    .check("Sql")
                    .fill_nth("words", 1, "two")
                    .fill("items[1].name", "coffee")
                    .fill("items[1].count", "300")
                    .fill("secret", "hunter2hunter2");
                let form = if status == 422 {
                    form
                } else {
                    form.fill("items[1].count", "3")
                };
                let page = form.submit().await;
                assert_eq!(page.status(), status);
                assert!(!page.html().contains("hunter2") && !page.html().contains("never shown"));
                let form = page.form::<change>();
                for (field, value) in [
                    ("text", text),
                    ("long", "\nfirst\n\nlast "),
                    ("number", "-12"),
                    ("share", "1e3"),
                    ("day", "2026-02-28"),
                    ("at", "23:59"),
                    ("topic", "data-structures"),
                    ("other", "rust"),
                    ("items[0].name", "tea"),
                    ("items[1].name", "coffee"),
                    ("secret", ""),
                ] {
                    assert_eq!(form.value(field), value, "{field}");
                }
                assert!(form.is_checked("yes") && !form.is_checked("no"));
                assert_eq!(form.values("many"), ["rust", "sql"]);
                assert_eq!(form.values("words"), ["a", "two"]);
            },
        )
        .await;
    }
}

#[tokio::test]
async fn what_cannot_be_read_comes_back_as_it_was_typed_with_every_error() {
    let app = app();
    let fields = "text=x&number=12x&share=&day=2026-02-30&at=25:61&topic=cobol&other=&items[1].count=300&secret=hunter2";
    let (status, html) = raw(
        &app,
        "/",
        "change",
        "application/x-www-form-urlencoded",
        fields,
    )
    .await;
    assert_eq!(status, 422);
    for value in [
        "value=\"12x\"",
        "value=\"2026-02-30\"",
        "value=\"25:61\"",
        "value=\"300\"",
    ] {
        assert!(html.contains(value), "{value}: {html}");
    }
    for field in [
        "long",
        "number",
        "share",
        "day",
        "at",
        "topic",
        "other",
        "items[0].count",
    ] {
        let error = format!("id=\"change-{field}-error\">");
        let text = html
            .split_once(&*error)
            .unwrap_or_else(|| panic!("{field}: {html}"))
            .1;
        assert!(!text.starts_with('<'), "{field}");
    }
    assert_eq!(html.matches("autofocus").count(), 1, "{html}");
    assert!(!html.contains("hunter2"));
}

#[tokio::test]
async fn the_values_of_before_are_there_until_something_is_sent() {
    let form = Browser::new(app()).get("/").await.form::<change>();
    assert_eq!(form.value("text"), "before");
    assert!(form.is_checked("no") && !form.is_checked("yes"));
    assert_eq!(form.values("words"), ["a", "b"]);
    assert_eq!(form.value("secret"), "");
}
