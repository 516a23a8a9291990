//! What can be seen of an action: one span, never a value.

use crate::support::user::User;
use crate::support::{form_of, log, only_target, page_with, post_request, send};
use axum::middleware::{Next, from_fn};
use axum::routing::get;
use axum::{Extension, Router};
use http::StatusCode;
use postback::{
    Arg, Done, Form, FromForm, Html, Keys, Page, Postback, Result, Sealed, action, actions, page,
};
use postback_testing::Browser;

#[derive(FromForm)]
struct Note {
    text: String,
}

#[action(body = "100 B")]
async fn note(
    caller: User,
    Arg(_a): Arg<String>,
    Sealed(_b): Sealed<String>,
    Form(note): Form<Note>,
) -> Result<Done<String>> {
    drop(caller);
    match note.text.as_str() {
        "conflict-marker" => Err(postback::Conflict::new(
            "marker in a sentence for the person",
        )),
        _ => Ok(Done::new(note.text).flash("marker in a flash")),
    }
}

#[derive(Clone)]
struct Staff;

impl postback::Caller for Staff {
    fn key(&self) -> String {
        String::new()
    }
}

#[action(once, timeout = "5min")]
async fn close(_caller: Extension<Staff>) -> Result<()> {
    Ok(())
}

#[action(public)]
async fn ping() -> Result<()> {
    Ok(())
}

async fn notes(page: Page) -> Html {
    let form = page
        .form::<note>()
        .bind(("marker-arg".to_owned(), "marker-seal".to_owned()))
        .keyed("marker-key");
    let text = form.fields().text.labelled("Text");
    page_with(
        &page,
        &[form.open(Html::from_trusted(format!("{text}<button>Note</button>")))],
    )
}

fn postback() -> Postback<()> {
    log::switch_on();
    let guard = from_fn(async |request: axum::extract::Request, next: Next| {
        if request.method() == http::Method::POST {
            return Err(StatusCode::FORBIDDEN);
        }
        Ok(next.run(request).await)
    });
    let pages = Router::new()
        .route("/notes", page(get(notes)))
        .route("/guarded", page(get(notes)).layer(guard));
    Postback::new(pages)
        .keys(Keys::random())
        .actions(actions![note, close, ping])
}

const ANN: (&str, &str) = ("x-user", "marker-user");

#[tokio::test]
async fn an_action_has_one_span_with_its_name_its_outcome_and_its_sizes() {
    let log = log::keep();
    let app = postback().with_state(());
    let target = only_target(&app, "/notes?topic=marker", &[]).await;
    for (body, outcome, status) in [
        ("text=ok-marker", "done", "200"),
        ("text=conflict-marker", "conflict", "409"),
        ("other=marker", "invalid", "422"),
    ] {
        let before = log.spans("action").len();
        send(
            &app,
            post_request(&target, &[ANN, ("cookie", "session=marker")], body),
        )
        .await;
        let spans = log.spans("action");
        assert_eq!(spans.len(), before + 1);
        let fields = &spans[before].fields;
        assert_eq!(fields["name"], "note");
        assert_eq!(fields["path"], "it::spans::note");
        assert_eq!((&*fields["outcome"], &*fields["status"]), (outcome, status));
        assert_eq!(fields["body_bytes"], body.len().to_string());
        assert_eq!(fields["fields"], "1");
        assert!(fields["duration_ms"].parse::<f64>().unwrap() >= 0.0);
    }
    assert!(!log.text().contains("marker"), "{}", log.text());
}

#[tokio::test]
async fn whoever_may_not_call_has_a_span_and_no_sizes() {
    let log = log::keep();
    let app = postback().with_state(());
    let target = only_target(&app, "/notes", &[]).await;
    send(&app, post_request(&target, &[], "text=marker")).await;
    let span = log.spans("action").remove(0);
    assert_eq!(
        (&*span.fields["outcome"], &*span.fields["status"]),
        ("denied", "401")
    );
    assert!(!span.fields.contains_key("body_bytes"), "{span:?}");
    assert!(!log.text().contains("marker"), "{}", log.text());
}

#[tokio::test]
async fn a_refusal_has_an_event_that_says_why() {
    let log = log::keep();
    let app = postback().with_state(());
    let notes = only_target(&app, "/notes", &[]).await;
    let guarded = only_target(&app, "/guarded", &[]).await;
    let unknown = notes.replacen("_action=note.", "_action=note.x", 1);
    let twice = format!("{notes}&_action=marker");
    let large = "text=marker".repeat(10);
    for (target, headers, body, status, part) in [
        (
            &unknown,
            vec![ANN],
            "text=marker",
            409,
            "no action has this id",
        ),
        (&twice, vec![ANN], "text=marker", 400, "repeats a name"),
        (
            &notes,
            vec![ANN, ("content-length", "110")],
            &*large,
            413,
            "refused by its headers",
        ),
        (
            &notes,
            vec![ANN, ("content-type", "text/plain")],
            "marker",
            415,
            "refused by its headers",
        ),
        (
            &notes,
            vec![ANN, ("origin", "null")],
            "text=marker",
            403,
            "cross-origin POST refused",
        ),
        (
            &guarded,
            vec![ANN],
            "text=marker",
            403,
            "in place of the action",
        ),
    ] {
        let before = log.lines("postback::refused").len();
        let answer = send(&app, post_request(target, &headers, body.to_owned())).await;
        assert_eq!(answer.status, status, "{part}");
        let lines = log.lines("postback::refused");
        assert_eq!(lines.len(), before + 1, "{part}");
        assert!(lines[before].fields["message"].contains(part), "{lines:?}");
    }
    assert!(log.spans("action").is_empty());
    assert!(!log.text().contains("marker"), "{}", log.text());
}

#[tokio::test]
async fn a_repeat_is_seen_as_one() {
    let log = log::keep();
    let pages = Router::new().route(
        "/",
        page(get(|page: Page| async move { form_of::<close>(&page) })),
    );
    let app = Postback::new(pages.layer(Extension(Staff)))
        .keys(Keys::random())
        .actions(actions![close])
        .with_state(());
    let target = only_target(&app, "/", &[]).await;
    for _ in 0..2 {
        assert_eq!(send(&app, post_request(&target, &[], "")).await.status, 303);
    }
    let repeats: Vec<_> = log
        .spans("action")
        .iter()
        .map(|span| span.fields.get("repeat").cloned())
        .collect();
    assert_eq!(repeats, [None, Some("true".to_owned())]);
}

#[test]
fn the_handle_lists_each_action_with_its_access_and_its_limits() {
    let lines: Vec<String> = postback()
        .handle()
        .actions()
        .iter()
        .map(ToString::to_string)
        .collect();
    let words: Vec<String> = lines
        .iter()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        words,
        [
            "it::spans::note caller User body 100 bytes 30s",
            "it::spans::close caller Extension<Staff> body 1 MiB 300s once",
            "it::spans::ping public body 1 MiB 30s",
        ]
    );
}

#[tokio::test]
async fn a_submit_by_a_browser_leaves_no_value_in_the_log() {
    let log = log::keep();
    let app = postback().with_state(());
    let page = Browser::new(app)
        .header("x-user", "marker")
        .get("/notes")
        .await;
    let page = page
        .form::<note>()
        .fill("text", &"marker".repeat(10))
        .submit()
        .await;
    assert_eq!(page.status(), 200);
    assert!(!log.text().contains("marker"), "{}", log.text());
}
