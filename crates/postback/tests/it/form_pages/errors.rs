//! Errors find a place: at their field, above the form, or at the top of the page.

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use postback::{Conflict, Form, FromForm, Html, Invalid, Page, Result, action, actions};
use postback_testing::{Browser, both_ways};

use super::one_page;

#[derive(FromForm, garde::Validate)]
pub(crate) struct Stay {
    #[garde(length(utf16, min = 1))]
    guest: String,
    #[garde(skip)]
    nights: u8,
    #[garde(skip)]
    #[form(multiline)]
    wishes: Option<String>,
}

#[action(public)]
pub(crate) async fn book(Form(stay): Form<Stay>) -> Result<()> {
    let _ = stay.wishes;
    match (&*stay.guest, stay.nights) {
        ("form", _) => Err(Invalid::form("The house is closed").and("", "Try again in spring")),
        ("elsewhere", _) => Err(Invalid::field("room", "is not free").and("guest", "is known")),
        ("conflict", _) => Err(Conflict::new("Somebody was faster")),
        _ => Ok(()),
    }
}

/// An action without any field.
#[action(public)]
pub(crate) async fn ring(Form(_): Form<Stay>) -> Result<()> {
    Ok(())
}

fn form(page: &Page) -> Html {
    let form = page.form::<book>();
    let field = form.fields();
    form.open(html! { (field.guest.labelled("Guest")) button { "Book" } })
}

async fn before(page: Page) -> Markup {
    html! { body { (page.notice()) (form(&page)) (page.form::<ring>().open(html! { button { "Ring" } })) } }
}

async fn after(page: Page) -> Markup {
    html! { body { (form(&page)) (page.notice()) } }
}

async fn without(page: Page) -> Markup {
    html! { body { (form(&page)) } }
}

/// The form is there as its URL only, in markup of the page's own.
async fn by_hand(page: Page) -> Markup {
    let url = page.form::<book>().url();
    html! { body { form method="post" action=(url) { input name="guest"; input name="nights"; button { "Book" } } } }
}

async fn sent(app: Router, guest: &str) -> postback_testing::TestPage {
    let form = Browser::new(app).get("/").await.form::<book>();
    form.tamper("guest", guest)
        .tamper("nights", "1")
        .submit()
        .await
}

fn layouts() -> [(&'static str, Router); 4] {
    let app = |route| one_page(route).actions(actions![book, ring]).with_state(());
    [
        ("before", app(get(before))),
        ("after", app(get(after))),
        ("without", app(get(without))),
        ("by hand", app(get(by_hand))),
    ]
}

#[tokio::test]
async fn every_layout_says_everything_and_nothing_twice() {
    for (guest, status, sentences) in [
        (
            "form",
            422,
            &["The house is closed", "Try again in spring"][..],
        ),
        ("elsewhere", 422, &["room: is not free", "is known"]),
        ("conflict", 409, &["Somebody was faster"]),
    ] {
        for (layout, app) in layouts() {
            let page = sent(app, guest).await;
            assert_eq!(page.status(), status, "{layout}");
            for sentence in sentences {
                assert_eq!(
                    page.html().matches(sentence).count(),
                    1,
                    "{layout} {sentence} {}",
                    page.html()
                );
            }
            let alerts = page.find_all("[role=alert]").len();
            assert_eq!(alerts, 1, "{layout} {guest} {}", page.html());
        }
    }
}

#[tokio::test]
async fn an_error_of_a_field_that_is_not_on_the_page_stands_above_the_form() {
    both_ways(
        async || {
            one_page(get(before))
                .actions(actions![book, ring])
                .with_state(())
        },
        async |browser| {
            // `nights` is missing, and has no field.
            let page = browser
                .get("/")
                .await
                .form::<book>()
                .fill("guest", "")
                .submit()
                .await;
            assert_eq!(page.status(), 422);
            let form = page.form::<book>();
            assert_eq!(form.error("guest"), "is required");
            assert_eq!(form.error(""), "nights: is required");
            assert_eq!(page.attr(".pb-summary", "tabindex").as_deref(), Some("-1"));
            assert!(page.has("#book > .pb-summary:first-child"));
            // A form without any field.
            let page = page.form::<ring>().submit().await;
            let errors = page.form::<ring>().error("");
            assert!(
                errors.contains("guest: is required") && errors.contains("nights: is required")
            );
        },
    )
    .await;
}

#[tokio::test]
async fn a_form_written_by_hand_still_says_what_is_wrong() {
    let [.., (_, app)] = layouts();
    let page = sent(app, "").await;
    assert_eq!(page.status(), 422);
    // Of what was typed into fields that the library does not know it cannot tell that they show it.
    assert_eq!(
        page.notice(),
        "guest: is required What you entered nights 1"
    );
}
