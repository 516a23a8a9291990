//! A long draft is posted after its session has ended: nothing of it is lost, on any way to say so.

use crate::support::{Effects, document, post_enhanced, target_of};
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::{StatusCode, header};
use postback::{
    Arg, Caller, Form, FromForm, Html, Keys, Page, Postback, Result, Upload, action, actions, page,
};
use postback_testing::{Browser, both_ways};

#[derive(FromForm)]
struct Note {
    title: String,
    #[form(multiline)]
    text: String,
    tags: Vec<String>,
    #[form(password)]
    pin: Option<String>,
}

/// Whoever has the cookie.
struct User;

impl Caller for User {
    fn key(&self) -> String {
        "ada".to_owned()
    }
}

fn is_signed_in(headers: &http::HeaderMap) -> bool {
    headers
        .get(header::COOKIE)
        .is_some_and(|cookies| cookies.as_bytes().starts_with(b"user="))
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for User {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut http::request::Parts, _: &S) -> Result<Self, Response> {
        if is_signed_in(&parts.headers) {
            return Ok(Self);
        }
        Err(match parts.headers.get("x-rejected-by") {
            Some(kind) if kind == "401" => StatusCode::UNAUTHORIZED.into_response(),
            Some(kind) if kind == "nowhere" => StatusCode::FOUND.into_response(),
            Some(kind) if kind == "script" => (
                StatusCode::SEE_OTHER,
                [(header::LOCATION, "javascript:alert(1)")],
            )
                .into_response(),
            Some(status) if status.len() == 3 => {
                let status = StatusCode::from_bytes(status.as_bytes()).unwrap();
                status.into_response()
            }
            _ => Redirect::to("/login?next=%2Fnotes").into_response(),
        })
    }
}

#[action(body = "4 MiB")]
async fn save(
    caller: User,
    State(effects): State<Effects>,
    Arg(id): Arg<u32>,
    Form(note): Form<Note>,
) -> Result<()> {
    let Note {
        title, text, tags, ..
    } = note;
    effects.add(format!(
        "{}: {id} {title:?} {text:?} {tags:?}",
        caller.key()
    ));
    Ok(())
}

/// Whoever may open the page may call it.
#[action(public)]
async fn suggest(State(effects): State<Effects>, Form(note): Form<Note>) -> Result<()> {
    effects.add(note.title);
    Ok(())
}

#[derive(FromForm)]
struct Document {
    title: String,
    #[form(max = "1 KiB")]
    file: Option<Upload>,
}

#[action]
async fn attach(
    caller: User,
    State(effects): State<Effects>,
    Form(document): Form<Document>,
) -> Result<()> {
    let size = document.file.map(|file| file.size());
    effects.add(format!("{}: {} {size:?}", caller.key(), document.title));
    Ok(())
}

#[action]
async fn press(caller: User, State(effects): State<Effects>) -> Result<()> {
    effects.add(caller.key());
    Ok(())
}

async fn notes(page: Page) -> Html {
    let form = page.form::<save>().bind(7);
    let field = form.fields();
    let body = [
        field.title.labelled("Title"),
        field.text.labelled("Text"),
        field
            .tags
            .checkboxes()
            .options([("a", "A"), ("b", "B")])
            .labelled("Tags"),
        field.pin.labelled("Pin"),
        Html::from_trusted("<button>Save</button>"),
    ];
    let body: String = body.iter().map(Html::as_str).collect();
    document([
        form.open(Html::from_trusted(body)).to_string(),
        page.form::<press>()
            .open(Html::from_trusted("<button>Press</button>"))
            .to_string(),
        suggestion(&page),
        attachment(&page),
    ])
}

fn suggestion(page: &Page) -> String {
    let form = page.form::<suggest>();
    let field = form.fields();
    let fields = format!(
        "{}{}",
        field.title.labelled("Title"),
        field.text.labelled("Text")
    );
    form.open(Html::from_trusted(fields)).into_string()
}

fn attachment(page: &Page) -> String {
    let form = page.form::<attach>();
    let field = form.fields();
    let fields = format!(
        "{}{}",
        field.title.labelled("Title"),
        field.file.labelled("File")
    );
    form.open(Html::from_trusted(fields)).into_string()
}

async fn guard(request: Request, next: Next) -> Response {
    if request.method() == http::Method::GET || is_signed_in(request.headers()) {
        return next.run(request).await;
    }
    match request.headers().get("x-guarded-by") {
        Some(kind) if kind == "401" => (StatusCode::UNAUTHORIZED, "sign in").into_response(),
        Some(kind) if kind == "nowhere" => StatusCode::FOUND.into_response(),
        _ => Redirect::temporary("/login").into_response(),
    }
}

async fn login() -> ([(header::HeaderName, &'static str); 1], &'static str) {
    ([(header::SET_COOKIE, "user=ada; Path=/")], "signed in")
}

fn app(effects: &Effects) -> Router {
    let guarded = Router::new()
        .route("/guarded", page(get(notes)))
        .layer(from_fn(guard));
    let pages = Router::new()
        .route("/notes", page(get(notes)))
        .route("/login", get(login))
        .merge(guarded);
    Postback::new(pages)
        .keys(Keys::random())
        .actions(actions![save, press, suggest, attach])
        .with_state(effects.clone())
}

const TEXT: &str = "first \"line\"\n\n<b>second</b> & 'third' \u{e9}\u{1f980}\n";

async fn sent(browser: &Browser, path: &str) -> postback_testing::TestPage {
    let page = browser.get(path).await;
    let form = page
        .form::<save>()
        .fill("Title", "A title")
        .fill("Text", TEXT);
    let form = form.check("A").check("B").fill("Pin", "1234");
    form.submit().await
}

#[tokio::test]
async fn what_was_entered_is_sent_once_more_after_signing_in() {
    for (path, header, value) in [
        ("/notes?page=2", "x-rejected-by", "redirect"),
        ("/notes", "x-rejected-by", "401"),
        ("/guarded?a=%26", "x-guarded-by", "redirect"),
        ("/guarded", "x-guarded-by", "401"),
        // Who leads nowhere loses nothing of it either.
        ("/notes", "x-rejected-by", "nowhere"),
        ("/guarded", "x-guarded-by", "nowhere"),
    ] {
        let effects = Effects::default();
        let browser = Browser::new(app(&effects)).header(header, value);
        let page = sent(&browser, path).await;
        assert_eq!(page.status(), 401, "{path} {value}");
        page.assert_text("You are signed out. Nothing you entered is lost.");
        assert_eq!(page.header("cache-control"), Some("private, no-cache"));
        assert!(!page.html().contains("1234"), "a password is not shown");
        page.assert_text("Passwords");
        assert!(effects.all().is_empty());

        browser.get("/login").await;
        let page = page.form_labelled("Send what I entered").submit().await;
        assert_eq!(page.status(), 200);
        assert_eq!(page.url(), path);
        assert_eq!(
            effects.all(),
            [format!("ada: 7 \"A title\" {TEXT:?} [\"a\", \"b\"]")],
            "{path} {value}"
        );
    }
}

#[tokio::test]
async fn a_way_that_leads_nowhere_is_a_401_and_never_an_empty_window() {
    for (path, header) in [("/notes", "x-rejected-by"), ("/guarded", "x-guarded-by")] {
        both_ways(
            async || app(&Effects::default()),
            async |browser| {
                let browser = browser.header(header, "nowhere");
                let page = browser.get(path).await.form::<press>().submit().await;
                assert_eq!(page.status(), 401);
                let says = page.text() + &page.notice();
                assert!(says.contains("Please sign in first."), "{says}");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn what_was_too_much_to_be_kept_is_not_said_to_be_here() {
    let browser = Browser::new(app(&Effects::default())).header("x-rejected-by", "401");
    let form = browser.get("/notes").await.form::<save>();
    let form = form
        .fill("Title", "A title")
        .fill("Text", &"x".repeat(2 << 20));
    let page = form.submit().await;
    page.assert_text(
        "You are signed out. What you entered could not be kept. Your browser's Back button",
    );
    page.assert_no_text("Nothing you entered is lost");
    page.assert_no_text("Send what I entered");
}

#[tokio::test]
async fn the_way_to_sign_in_is_where_the_guard_leads_and_never_a_script() {
    let effects = Effects::default();
    let browser = Browser::new(app(&effects));
    let page = sent(&browser, "/notes").await;
    assert!(page.has("a[href='/login?next=%2Fnotes'][target=_blank][rel=noopener]"));
    let browser = Browser::new(app(&effects)).header("x-rejected-by", "script");
    let page = sent(&browser, "/notes").await;
    assert_eq!(page.status(), 401);
    assert!(!page.html().contains("javascript:"));
    assert!(page.has("form[method=post]"), "the draft is still there");
}

#[tokio::test]
async fn a_button_alone_leads_to_the_sign_in_page_as_ever() {
    both_ways(
        async || app(&Effects::default()),
        async |browser| {
            let page = browser.get("/notes").await;
            let page = page.form::<press>().submit().await;
            assert!(!page.html().contains("Send what I entered"));
        },
    )
    .await;
}

#[tokio::test]
async fn with_the_runtime_the_form_stays_as_it_is() {
    let app = app(&Effects::default());
    let target = target_of(&app, "/notes", "save").await;
    let answer = post_enhanced(&app, &target).await;
    assert_eq!(answer.head()["status"], 401);
    assert_eq!(answer.head()["url"], "/login?next=%2Fnotes");
}

#[tokio::test]
async fn a_long_text_is_sent_as_it_was() {
    let effects = Effects::default();
    let browser = Browser::new(app(&effects));
    let form = browser.get("/notes").await.form::<save>();
    let form = form
        .fill("Title", "A title")
        .fill("Text", &"x".repeat(200_000));
    let page = form.submit().await;
    assert_eq!(page.status(), 401);
    page.assert_text("Nothing you entered is lost.");
    browser.get("/login").await;
    page.form_labelled("Send what I entered").submit().await;
    let ran = effects.all();
    assert!(ran.len() == 1 && ran[0].contains(&"x".repeat(200_000)));
}

#[tokio::test]
async fn a_file_that_was_chosen_is_asked_for_again() {
    let effects = Effects::default();
    let browser = Browser::new(app(&effects));
    let form = browser.get("/notes").await.form::<attach>();
    let form = form.fill("Title", "A title");
    let page = form
        .attach("file", "a.txt", "text/plain", b"text".to_vec())
        .submit()
        .await;
    assert_eq!(page.status(), 401);
    assert!(page.has("input[type=file][name=file][required]"));
    browser.get("/login").await;
    let form = page.form_labelled("Send what I entered");
    form.attach("file", "a.txt", "text/plain", b"text".to_vec())
        .submit()
        .await;
    assert_eq!(effects.all(), ["ada: A title Some(4)"]);
}

#[tokio::test]
async fn a_guard_keeps_a_draft_for_an_action_that_anybody_may_call() {
    let effects = Effects::default();
    let browser = Browser::new(app(&effects));
    let form = browser.get("/guarded").await.form::<suggest>();
    let page = form
        .fill("Title", "A title")
        .fill("Text", TEXT)
        .submit()
        .await;
    assert_eq!(page.status(), 403);
    page.assert_text("so nothing was done. Nothing you entered is lost.");
    assert!(effects.all().is_empty());
    browser.get("/login").await;
    page.form_labelled("Send what I entered").submit().await;
    assert_eq!(effects.all(), ["A title"]);
}

#[tokio::test]
async fn whatever_a_caller_is_refused_for_what_was_entered_is_still_in_the_form() {
    for status in ["400", "403", "404", "409", "422", "429", "500"] {
        let browser = Browser::new(app(&Effects::default())).header("x-rejected-by", status);
        let page = sent(&browser, "/notes").await;
        assert_eq!(page.status().as_str(), status);
        let form = page.form::<save>();
        assert_eq!(form.value("title"), "A title", "{status}");
        assert!(form.value("text").contains("second"), "{status}");
        assert!(!page.html().contains("1234"));
    }
}
