//! A button calls another action from inside a form: what comes of it is shown by that form.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use http::StatusCode;
use maud::{Markup, html};
use postback::{
    Arg, Caller, Confirm, Conflict, Denied, Done, Form, FromForm, Invalid, Keys, Limited, NotFound,
    Page, Postback, Redirect, Result, Sealed, Upload, action, actions, page,
};
use postback_testing::{Browser, TestPage, both_ways};

use super::site::{INTERNAL, SECRET};
use crate::support::sent;

#[derive(FromForm)]
struct Edited {
    title: String,
    #[form(multiline)]
    text: String,
    /// The other action shows it.
    #[form(password)]
    memo: Option<String>,
    #[form(password)]
    proof: Option<String>,
}

/// The form that holds the buttons.
#[action(public)]
async fn edit(Arg(_row): Arg<u32>, Form(form): Form<Edited>) -> Result<()> {
    drop((form.text, form.memo, form.proof));
    Err(Invalid::field("title", format!("{} is taken", form.title)))
}

#[derive(FromForm)]
struct Reason {
    title: String,
    memo: Option<String>,
}

/// What the buttons call, each for another outcome.
#[action(public, body = "1 KiB", timeout = "50ms")]
async fn other(Arg(what): Arg<String>, Form(form): Form<Reason>) -> Result<Done<String>> {
    drop(form.memo);
    match &*what {
        "done" => Ok(Done::new(form.title).flash("Moved")),
        "away" => Err(Redirect::to("/away").flash("Gone").into()),
        "field" => Err(Invalid::field("title", "is too old").and("reason", "is missing")),
        "form" => Err(Invalid::form("Not like this")),
        "denied" => Err(Denied),
        "missing" => Err(NotFound),
        "conflict" => Err(Conflict::new("It is in use")),
        "limited" => Err(Limited::after(Duration::from_secs(90))),
        "failed" => Err(INTERNAL.into()),
        "panic" => panic!("{INTERNAL}"),
        _ => {
            tokio::time::sleep(Duration::from_secs(9)).await;
            Ok(Done::new(form.title))
        }
    }
}

#[action(public)]
async fn sealed(Sealed(_id): Sealed<u32>) -> Result<()> {
    Ok(())
}

#[action(public, once)]
async fn single() -> Result<()> {
    Err(Conflict::new("Once more?"))
}

struct Nobody;

impl Caller for Nobody {
    fn key(&self) -> String {
        String::new()
    }
}

impl<S: Sync> axum::extract::FromRequestParts<S> for Nobody {
    type Rejection = StatusCode;

    async fn from_request_parts(
        _: &mut http::request::Parts,
        _: &S,
    ) -> std::result::Result<Self, StatusCode> {
        Err(StatusCode::UNAUTHORIZED)
    }
}

#[action]
async fn guarded(_caller: Nobody) -> Result<()> {
    Ok(())
}

const WHATS: [&str; 11] = [
    "done", "away", "field", "form", "denied", "missing", "conflict", "limited", "failed", "panic",
    "slow",
];

/// Two rows, each a form with buttons of other actions in it and around it; and forms of those actions.
async fn home(page: Page) -> Markup {
    html! { body {
        @for row in 1..=2 {
            @let form = page.form::<edit>().bind(row).keyed(row).fill(&stored());
            @let field = form.fields();
            @let id = format!("edit-{row}");
            (form.open(html! {
                (field.title.labelled("Title")) (field.text.labelled("Text"))
                (field.memo.labelled("Memo")) (field.proof.labelled("Proof"))
                button { "Save" }
                @for what in WHATS {
                    button formaction=(page.form::<other>().bind(what.to_owned()).url_in(&form)) { (what) }
                }
                @let conflict = page.form::<other>().bind("conflict".to_owned()).url_in(&form);
                button formaction=(page.form::<other>().bind("conflict".to_owned()).url()) { "by its url" }
                button formaction=(conflict.replace("_action=other.", "_action=other.0")) { "unknown" }
                button formaction=(conflict.replace("_action=other.", "_action=gone.0")) { "removed" }
                button formaction=(conflict.replace("&_args", "0&_args")) { "another route" }
                @let seal = page.form::<sealed>().bind(7).url_in(&form);
                button formaction=(seal[..seal.find("&_form").unwrap() - 9].to_owned() + "&_form=" + &id) { "seal" }
                button formaction=(page.form::<single>().url_in(&form)) { "once" }
                button formaction=(page.form::<guarded>().url_in(&form)) { "guarded" }
                (Confirm::new("Sure?").attr("formaction", &conflict).button(&form, "question"))
            }))
            button form=(id) formaction=(page.form::<other>().bind("conflict".to_owned()).url_in(&form)) { "outside" }
        }
        @let form = page.form::<other>().bind("conflict".to_owned()).attr("class", "own");
        (form.open(html! { (form.fields().title.labelled("Title")) button { "Send" } }))
        @let form = page.form::<other>().bind("done".to_owned());
        (form.open(html! { button { "Send" } }))
        @if let Some(title) = form.done() { p #done { (title) } }
    } }
}

fn stored() -> Edited {
    Edited {
        title: "Stored".to_owned(),
        text: "Stored".to_owned(),
        memo: None,
        proof: None,
    }
}

async fn away(page: Page) -> Markup {
    html! { body { h1 { "Away" } (page.notice()) } }
}

#[derive(FromForm)]
struct Attached {
    title: String,
    #[form(max = "4 KiB")]
    file: Option<Upload>,
}

#[action(public)]
async fn attach(Form(form): Form<Attached>) -> Result<String> {
    drop(form.file);
    Ok(form.title)
}

async fn files(page: Page) -> Markup {
    let form = page.form::<attach>();
    let field = form.fields();
    let other = page.form::<other>().bind("conflict".to_owned());
    html! { body { (form.open(html! {
        (field.title.labelled("Title")) (field.file.labelled("File"))
        button { "Attach" }
        button formaction=(other.url_in(&form)) { "conflict" }
        button formaction=(other.url_in(&form)) formenctype="application/x-www-form-urlencoded" { "lean" }
    })) } }
}

fn site() -> Router {
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/files", page(get(files)))
        .route("/away", page(get(away)));
    Postback::new(pages)
        .actions(actions![edit, other, sealed, single, guarded, attach])
        .keys(Keys::random())
        .with_state(())
}

async fn pressed(browser: &Browser, row: u32, label: &str) -> TestPage {
    let form = browser.get("/").await.form_at(&format!("#edit-{row}"));
    form.fill("title", "Typed")
        .fill("text", "A long text")
        .fill("memo", SECRET)
        .fill("proof", SECRET)
        .press(label)
        .await
}

#[tokio::test]
async fn what_a_button_of_another_action_comes_to_is_shown_by_the_form_that_it_is_in() {
    for (label, status, says) in [
        ("Save", 422, ""),
        ("field", 422, "reason: is missing"),
        ("form", 422, "Not like this"),
        ("missing", 404, "This could not be found"),
        ("conflict", 409, "It is in use"),
        ("by its url", 409, "It is in use"),
        ("limited", 429, "try again in 2 minutes"),
        ("failed", 500, "Something went wrong on our side"),
        ("panic", 500, "Something went wrong on our side"),
        ("slow", 500, "Something went wrong on our side"),
        ("unknown", 409, "What you entered is still here"),
        ("removed", 409, "What you entered is still here"),
        ("another route", 409, "What you entered is still here"),
        ("seal", 409, "What you entered is still here"),
        ("once", 409, "Once more?"),
        ("question", 409, "It is in use"),
        ("outside", 409, "It is in use"),
    ] {
        both_ways(
            async || site(),
            async |browser| {
                for (row, neighbour) in [(1, 2), (2, 1)] {
                    let page = pressed(&browser, row, label).await;
                    assert_eq!(page.status(), status, "{label}");
                    let form = page.form_at(&format!("#edit-{row}"));
                    assert_eq!(
                        (form.value("title"), form.value("text")),
                        ("Typed".into(), "A long text".into()),
                        "{label}"
                    );
                    let summary = page.find_all(&format!("#edit-{row} .pb-summary")).concat();
                    assert!(summary.contains(says), "{label}: {summary}");
                    assert_eq!(summary.is_empty(), says.is_empty(), "{label}");
                    let error = form.error("title");
                    match label {
                        "Save" => assert_eq!(error, "Typed is taken"),
                        "field" => assert_eq!(error, "is too old"),
                        _ => assert_eq!(error, "", "{label}"),
                    }
                    // Nobody else says anything or has what was typed.
                    assert_eq!(page.find_all(".pb-summary").concat(), summary, "{label}");
                    assert_eq!(page.notice(), "", "{label}");
                    let neighbour = page.form_at(&format!("#edit-{neighbour}"));
                    assert_eq!(neighbour.value("title"), "Stored", "{label}");
                    assert_eq!(page.find("form.own .pb-error"), "", "{label}");
                    assert_eq!(page.form_at("form.own").value("title"), "");
                    for never in [
                        SECRET,
                        INTERNAL,
                        "What you entered</h2>",
                        "Saved in the meantime",
                    ] {
                        assert!(!page.html().contains(never), "{label} says {never}");
                    }
                }
            },
        )
        .await;
    }
}

#[tokio::test]
async fn what_was_typed_stays_when_the_other_action_is_denied() {
    let page = pressed(&Browser::new(site()), 2, "denied").await;
    assert_eq!(page.status(), 403);
    assert_eq!(page.form_at("#edit-2").value("text"), "A long text");
    assert!(page.find("#edit-2 .pb-summary").contains("not allowed"));
    // Whoever has to sign in sends the same to the same action, and what is no secret of either form.
    let page = pressed(&Browser::new(site()), 2, "guarded").await;
    assert_eq!(page.status(), 401);
    assert!(page.html().contains("_form=edit-2") && page.html().contains("A long text"));
    assert!(!page.html().contains(SECRET));
    for label in ["denied", "guarded"] {
        let page = pressed(&Browser::enhanced(site()), 2, label).await;
        assert_eq!(page.answer().unwrap()["page"], "none", "the form stays");
    }
}

#[tokio::test]
async fn a_success_is_read_from_the_form_of_its_action() {
    both_ways(
        async || site(),
        async |browser| {
            let page = pressed(&browser, 1, "done").await;
            assert_eq!(
                (page.find("#done"), page.notice()),
                ("Typed".into(), "Moved".into())
            );
            assert_eq!(page.form_at("#edit-1").value("title"), "Stored");
            assert_eq!(page.url(), "/");
            let page = pressed(&browser, 1, "away").await;
            assert_eq!((&*page.url(), &*page.notice()), ("/away", "Gone"));
        },
    )
    .await;
}

#[tokio::test]
async fn a_file_that_went_to_an_action_that_takes_none_has_to_be_chosen_again() {
    for (label, size, status, says) in [
        ("conflict", 10, 409, "It is in use"),
        ("conflict", 2_000, 413, "more than the 1 KiB"),
        ("lean", 2_000, 409, "It is in use"),
    ] {
        let form = Browser::new(site()).get("/files").await.form::<attach>();
        let form = form.fill("title", "Typed");
        let page = form
            .attach("file", "a.bin", "", vec![0; size])
            .press(label)
            .await;
        assert_eq!(page.status(), status);
        let form = page.form::<attach>();
        assert_eq!(form.value("title"), "Typed");
        assert!(form.error("file").contains("again"), "{}", page.html());
        assert!(page.find("#attach .pb-summary").contains(says));
    }
}

#[tokio::test]
async fn a_forged_name_of_a_form_puts_nothing_anywhere_and_shows_no_secret() {
    let site = site();
    let home = Browser::new(site.clone()).get("/").await;
    let query = home.form_at("form.own").action_url().to_owned();
    let body = format!("title=Typed&text=More&memo={SECRET}&proof={SECRET}&file={SECRET}");
    for form in [
        "edit-3",
        "edit",
        "edit-",
        "attach",
        "nobody",
        "",
        "-",
        "%00",
        "%3Cb%3E",
        &"x".repeat(600),
    ] {
        for (enhanced, in_body) in [(false, false), (false, true), (true, false), (true, true)] {
            let said = format!("&_form={form}");
            let [target, body] = if in_body {
                [format!("/{query}"), body.clone() + &said]
            } else {
                [format!("/{query}{said}"), body.clone()]
            };
            let answer = sent(&site, &target, body, &[], enhanced).await;
            let text = answer.text();
            assert_eq!(answer.status, 409, "{form}");
            assert_eq!(text.matches("It is in use").count().min(1), 1, "{form}");
            assert!(!text.contains("value=\"Typed\"") && !text.contains("<b>"));
            // What no form shows is listed: nothing is lost either.
            assert!(text.contains("<dt>title</dt><dd><pre>Typed"), "{text}");
            let knows = form.starts_with("edit");
            assert_eq!(text.contains("<dt>text</dt>"), knows, "{form}");
            // The memo is a secret of the form that is named, and shown by the action.
            assert_eq!(text.contains("<dt>memo</dt>"), !knows, "{form}");
            assert!(!text.contains("<dt>proof") && !text.contains("<dt>file"));
        }
    }
    let twice = format!("/{query}&_form=edit-1&_form=edit-2");
    assert_eq!(sent(&site, &twice, body, &[], false).await.status, 400);
}
