//! What no cookie holds: it is shown by the answer itself, or said before the browser goes on.

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::request::Parts;
use maud::{Markup, html};
use postback::{
    Caller, Done, Form, FromForm, Keys, NotFound, Page, Postback, Redirect, Result, action,
    actions, page,
};
use postback_testing::{Browser, both_ways};

use crate::support::log;
use crate::support::{Effects, request, send, target_of};

const SHORT: usize = 1;
/// Times ten bytes.
const LONG: usize = 400;

#[derive(FromForm)]
struct Sizes {
    to: String,
    message: usize,
    value: usize,
}

impl Sizes {
    fn message(&self) -> String {
        "0123456789".repeat(self.message)
    }
}

#[action(public)]
async fn go(Form(sizes): Form<Sizes>) -> Result<Redirect> {
    Ok(Redirect::to(&*sizes.to).flash(sizes.message()))
}

#[action(public)]
async fn next(Form(sizes): Form<Sizes>) -> Result<Redirect> {
    let redirect = Redirect::local(&sizes.to).ok_or(NotFound)?;
    Ok(redirect.flash(sizes.message()).with([("x-kept", "1")]))
}

/// Deletes the page that it is posted to.
#[action(public)]
async fn delete(State(rows): State<Effects>, Form(sizes): Form<Sizes>) -> Result<Done<String>> {
    rows.add("deleted");
    let value = "0123456789".repeat(sizes.value);
    Ok(Done::new(value).flash(sizes.message()))
}

#[action(public, once)]
async fn once(State(rows): State<Effects>, Form(sizes): Form<Sizes>) -> Result<String> {
    rows.add("once");
    Ok("0123456789".repeat(sizes.value))
}

struct Nobody;

impl Caller for Nobody {
    fn key(&self) -> String {
        String::new()
    }
}

impl<S: Sync> FromRequestParts<S> for Nobody {
    type Rejection = Redirect;

    async fn from_request_parts(_: &mut Parts, _: &S) -> std::result::Result<Self, Redirect> {
        Err(Redirect::to("/there").flash("0123456789".repeat(LONG)))
    }
}

#[action]
async fn guarded(_caller: Nobody, Form(_): Form<Sizes>) -> Result<()> {
    Ok(())
}

async fn home(page: Page) -> Markup {
    macro_rules! form {
        ($action:ident) => {{
            let form = page.form::<$action>();
            let field = form.fields();
            html! {
                (form.open(html! { (field.to.input()) (field.message.input()) (field.value.input()) button { "Send" } }))
                @if let Some(done) = form.done() { p #done { (done.len()) } }
            }
        }};
    }
    let plain = page.form::<go>();
    let guarded = page.form::<guarded>();
    html! { body { (page.notice())
        (plain.open(html! { (plain.fields().to.input()) (plain.fields().message.input()) (plain.fields().value.input()) button { "Send" } }))
        (guarded.open(html! { (guarded.fields().to.input()) (guarded.fields().message.input()) (guarded.fields().value.input()) button { "Send" } }))
        @let plain = page.form::<next>();
        (plain.open(html! { (plain.fields().to.input()) (plain.fields().message.input()) (plain.fields().value.input()) button { "Send" } }))
        (form!(delete)) (form!(once))
    } }
}

async fn row(page: Page, State(rows): State<Effects>) -> Result<Markup> {
    if rows.count() > 0 {
        return Err(NotFound);
    }
    Ok(home(page).await)
}

/// It takes forms and never shows anything else.
async fn failing(page: Page, State(rows): State<Effects>) -> Result<Markup> {
    if rows.count() > 0 {
        return Err("the page broke".into());
    }
    Ok(home(page).await)
}

async fn there(page: Page) -> Markup {
    html! { body { h1 { "There" } (page.notice()) } }
}

async fn told() -> Redirect {
    Redirect::to("/there?a=1").flash("abcdefghij".repeat(LONG))
}

async fn here(page: Page) -> Response {
    if page.url().contains('?') {
        return there(page).await.into_response();
    }
    Redirect::to("?shown").flash("Here").into_response()
}

async fn guard(request: Request, next: Next) -> Response {
    if request.headers().contains_key("x-out") {
        return told().await.into_response();
    }
    next.run(request).await
}

fn app() -> Router {
    with(&Effects::default())
}

fn with(rows: &Effects) -> Router {
    log::switch_on();
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/row", page(get(row)))
        .route("/failing", page(get(failing)))
        .route("/there", page(get(there)))
        .route("/told", get(told))
        .route("/here", get(here))
        .layer(from_fn(guard));
    Postback::new(pages)
        .actions(actions![go, next, delete, once, guarded])
        .keys(Keys::random())
        .with_state(rows.clone())
}

fn sizes(
    form: postback_testing::TestForm,
    to: &str,
    message: usize,
    value: usize,
) -> postback_testing::TestForm {
    form.fill("to", to)
        .fill("message", &message.to_string())
        .fill("value", &value.to_string())
}

fn message() -> String {
    "0123456789".repeat(LONG)
}

#[tokio::test]
async fn a_message_that_no_cookie_holds_is_said_before_the_browser_goes_on() {
    for to in ["/there?a=1", "/there#top"] {
        let browser = Browser::new(app());
        let form = browser.get("/?q=1").await.form::<go>();
        let page = sizes(form, to, LONG, 0).submit().await;
        assert_eq!(
            (page.status(), page.find("[role=status]")),
            (http::StatusCode::OK, message())
        );
        assert!(page.header("cache-control").unwrap().contains("no-store"));
        assert!(page.header("set-cookie").is_none());
        let page = page.click_link("Continue").await;
        assert_eq!((&*page.url(), &*page.notice()), (to, ""));
    }
    // Back on the page itself, with its own query.
    let browser = Browser::new(app());
    let form = browser.get("/?q=1").await.form::<go>();
    let page = sizes(form, "#top", LONG, 0).submit().await;
    assert_eq!(page.click_link("Continue").await.url(), "/?q=1#top");
}

#[tokio::test]
async fn a_page_of_the_app_that_comes_in_the_answer_says_it_however_long_it_is() {
    let browser = Browser::enhanced(app());
    let form = browser.get("/").await.form::<go>();
    let page = sizes(form, "/there?a=1", LONG, 0).submit().await;
    assert_eq!(
        (page.url(), page.notice()),
        ("/there?a=1".into(), message())
    );
}

#[tokio::test]
async fn a_target_that_the_browser_requests_itself_is_gone_to_after_the_message_both_ways() {
    both_ways(
        async || app(),
        async |browser| {
            let form = browser.get("/").await.form::<next>();
            let page = sizes(form, "/there?a=1", LONG, 0).submit().await;
            assert_eq!(page.find("[role=status]"), message());
            assert_eq!(page.header("x-kept"), Some("1"));
            let page = page.click_link("Continue").await;
            assert_eq!(page.find("h1"), "There");
            // What fits still goes by itself.
            let form = browser.get("/").await.form::<next>();
            let page = sizes(form, "/there?a=1", SHORT, 0).submit().await;
            assert_eq!(page.notice(), "0123456789");
        },
    )
    .await;
}

#[tokio::test]
async fn a_page_that_redirects_says_a_long_message_first_and_keeps_what_came_for_the_next() {
    let browser = Browser::new(app());
    let page = browser.get("/told").await;
    assert_eq!(page.find("[role=status]"), "abcdefghij".repeat(LONG));
    assert_eq!(page.click_link("Continue").await.notice(), "");

    let form = browser.get("/").await.form::<go>();
    let page = sizes(form, "/told", SHORT, 0).submit().await;
    assert_eq!(page.find("[role=status]"), "abcdefghij".repeat(LONG));
    let page = page.click_link("Continue").await;
    assert_eq!(
        (&*page.url(), &*page.notice()),
        ("/there?a=1", "0123456789")
    );
    assert_eq!(browser.get("/there").await.notice(), "");
}

#[tokio::test]
async fn a_page_that_redirects_to_a_query_of_its_own_keeps_its_message() {
    let page = Browser::new(app()).get("/here").await;
    assert_eq!((&*page.url(), &*page.notice()), ("/here?shown", "Here"));
}

#[tokio::test]
async fn who_has_to_sign_in_reads_the_long_message_beside_what_was_entered() {
    let form = Browser::new(app()).get("/").await.form::<guarded>();
    let page = sizes(form, "Typed", SHORT, 0).submit().await;
    assert_eq!(page.status(), 401);
    page.assert_text(&message());
    page.assert_text("Typed");
    let form = Browser::enhanced(app()).get("/").await.form::<guarded>();
    let page = sizes(form, "Typed", SHORT, 0).submit().await;
    assert_eq!(page.answer().unwrap()["say"], message());
    // A guard may say it, too.
    for enhanced in [false, true] {
        let app = app();
        let target = target_of(&app, "/", "go").await;
        let mut headers = vec![
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-out", "1"),
        ];
        headers.extend(enhanced.then_some(("postback-request", "1")));
        let answer = send(&app, request("POST", &target, &headers)).await;
        assert!(answer.text().contains(&"abcdefghij".repeat(LONG)));
    }
}

#[tokio::test]
async fn a_page_that_is_gone_is_gone_however_large_the_value_of_the_action_is() {
    for value in [SHORT, LONG] {
        both_ways(
            async || app(),
            async |browser| {
                let form = browser.get("/row").await.form::<delete>();
                let page = sizes(form, "", SHORT, value).submit().await;
                let enhanced = page.answer().is_some();
                assert_eq!(page.status(), if enhanced { 200 } else { 404 }, "{value}");
                assert_eq!(page.notice(), "0123456789");
                page.assert_text("This page does not exist");
                assert_eq!(browser.get("/row").await.notice(), "");
            },
        )
        .await;
        // Without JavaScript the browser goes there itself.
        let app = app();
        let target = target_of(&app, "/row", "delete").await;
        let form = ("content-type", "application/x-www-form-urlencoded");
        let mut posted = request("POST", &target, &[form]);
        *posted.body_mut() = format!("to=&message=1&value={value}").into();
        let answer = send(&app, posted).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, Some("./row"))
        );
    }
}

#[tokio::test]
async fn a_message_that_neither_a_cookie_nor_a_page_holds_is_said_by_a_page_of_ours() {
    // A page that is gone can still say it where it comes in the answer.
    let form = Browser::new(app()).get("/row").await.form::<delete>();
    let page = sizes(form, "", LONG, LONG).submit().await;
    assert_eq!(page.find("[role=status]"), message());
    assert_eq!(page.click_link("Continue").await.status(), 404);
    let form = Browser::enhanced(app()).get("/row").await.form::<delete>();
    let page = sizes(form, "", LONG, LONG).submit().await;
    assert_eq!(page.notice(), message());
    // One that fails cannot.
    both_ways(
        async || app(),
        async |browser| {
            let form = browser.get("/failing").await.form::<delete>();
            let page = sizes(form, "", LONG, LONG).submit().await;
            assert_eq!(
                (page.status(), page.find("[role=status]")),
                (http::StatusCode::OK, message())
            );
            assert_eq!(page.click_link("Continue").await.status(), 500);
        },
    )
    .await;
}

#[tokio::test]
async fn a_reload_of_an_answer_that_is_the_page_sends_the_form_again_and_once_counts_once() {
    for (action, runs) in [("once", 1), ("delete", 2)] {
        let rows = Effects::default();
        let app = with(&rows);
        let target = target_of(&app, "/", action).await;
        for _ in 0..2 {
            let form = ("content-type", "application/x-www-form-urlencoded");
            let mut posted = request("POST", &target, &[form]);
            *posted.body_mut() = format!("to=&message=1&value={LONG}").into();
            let answer = send(&app, posted).await;
            assert_eq!(answer.status, 200);
            assert!(answer.text().contains("<p id=\"done\">4000</p>"));
        }
        assert_eq!(rows.count(), runs, "{action}");
    }
}
