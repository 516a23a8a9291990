//! What was begun is finished: panics, deadlines, clients that go away.

use std::future::{Future, pending};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::log::{self, Log};
use crate::support::{form_of, get_request, only_target, page_with, post_request, send, targets};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use futures_util::stream;
use http::request::Parts;
use postback::{
    AppHandle, Form, FromForm, Html, Keys, Page, Postback, Result, action, actions, page,
};
use postback_testing::{Browser, both_ways};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};

tokio::task_local! {
    static REQUEST: u32;
}

/// What the actions of these tests did, and what holds them up.
#[derive(Clone, Default)]
struct World(Arc<Inner>);

struct Inner {
    done: Mutex<Vec<&'static str>>,
    started: Notify,
    /// One permit lets one `slow` go on.
    gate: Semaphore,
    /// A request was dropped before its answer.
    gone: Notify,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            done: Mutex::default(),
            started: Notify::new(),
            gate: Semaphore::new(0),
            gone: Notify::new(),
        }
    }
}

impl World {
    fn did(&self, what: &'static str) {
        self.0.done.lock().unwrap().push(what);
    }

    fn done(&self) -> Vec<&'static str> {
        self.0.done.lock().unwrap().clone()
    }
}

#[action(public)]
async fn panics_at_once() -> Result<()> {
    panic!("secret cause")
}

#[action(public)]
async fn panics_later() -> Result<()> {
    tokio::task::yield_now().await;
    panic!("secret cause")
}

struct Broken;

impl<S: Sync> FromRequestParts<S> for Broken {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        panic!("secret cause")
    }
}

impl postback::Caller for Broken {
    fn key(&self) -> String {
        String::new()
    }
}

#[action(public)]
async fn panics_in_an_extractor(_broken: Broken) -> Result<()> {
    Ok(())
}

#[action]
async fn panics_in_the_caller(_caller: Broken) -> Result<()> {
    Ok(())
}

/// Says when it is dropped.
struct Guard(World);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.did("dropped");
    }
}

#[action(public, timeout = "50ms")]
async fn endless(State(world): State<World>) -> Result<()> {
    let _guard = Guard(world.clone());
    pending::<()>().await;
    world.did("ended");
    Ok(())
}

#[action(public)]
async fn slow(State(world): State<World>) -> Result<()> {
    world.0.started.notify_one();
    world.0.gate.acquire().await.unwrap().forget();
    world.did("effect");
    Ok(())
}

#[action(public)]
async fn works(State(world): State<World>) -> Result<()> {
    world.did("effect");
    Ok(())
}

#[action(public)]
async fn looks_around(State(world): State<World>) -> Result<()> {
    assert_eq!(REQUEST.get(), 7);
    tokio::task::yield_now().await;
    assert_eq!(REQUEST.get(), 7);
    tracing::info!(target: "test", task = ?tokio::task::id(), "in the action");
    world.did("effect");
    Ok(())
}

#[derive(FromForm)]
struct Note {
    text: String,
}

#[action(public, timeout = "50ms")]
async fn keep(State(world): State<World>, Form(note): Form<Note>) -> Result<()> {
    world.did(if note.text == "all of it" {
        "kept"
    } else {
        "torn"
    });
    Ok(())
}

async fn notes(page: Page) -> Html {
    let form = page.form::<keep>();
    let text = form.fields().text.labelled("Text");
    form.open(Html::from_trusted(format!("{text}<button>Keep</button>")))
}

async fn home(page: Page) -> Html {
    let forms = [
        form_of::<panics_at_once>(&page),
        form_of::<panics_later>(&page),
        form_of::<panics_in_an_extractor>(&page),
        form_of::<panics_in_the_caller>(&page),
        form_of::<endless>(&page),
        form_of::<works>(&page),
        form_of::<looks_around>(&page),
    ];
    page_with(&page, &forms)
}

async fn only_slow(page: Page) -> Html {
    form_of::<slow>(&page)
}

/// A page that fails once its action was there.
async fn fails_afterwards(page: Page, State(world): State<World>) -> Html {
    assert!(world.done().is_empty(), "secret cause");
    page_with(&page, &[form_of::<works>(&page)])
}

async fn broken() -> Html {
    panic!("secret cause")
}

async fn fails_posts(request: Request, next: Next) -> Response {
    assert!(request.method() != http::Method::POST, "secret cause");
    next.run(request).await
}

/// As a session's layer, which saves on the way out.
async fn saves(State(world): State<World>, request: Request, next: Next) -> Response {
    let posted = request.method() == http::Method::POST;
    let response = next.run(request).await;
    if posted {
        world.did("saved");
    }
    response
}

fn app_and_handle(world: &World) -> (Router, AppHandle) {
    log::switch_on();
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/slow", page(get(only_slow)))
        .route("/notes", page(get(notes)))
        .route("/broken", page(get(broken)))
        .route("/fragile", page(get(fails_afterwards)))
        .route("/layered", page(get(home)).layer(from_fn(fails_posts)))
        .layer(from_fn_with_state(world.clone(), saves));
    let postback = Postback::new(pages).keys(Keys::random()).actions(actions![
        panics_at_once,
        panics_later,
        panics_in_an_extractor,
        panics_in_the_caller,
        endless,
        slow,
        keep,
        works,
        looks_around,
    ]);
    let handle = postback.handle();
    (postback.with_state(world.clone()), handle)
}

fn app() -> Router {
    app_and_handle(&World::default()).0
}

/// The cause is in the log beside this digest, and nowhere else.
#[track_caller]
fn is_explained(page: &postback_testing::TestPage, log: &Log) {
    assert_eq!(page.status(), 500);
    let digest = page.digest().expect("a digest in the header").to_owned();
    assert_eq!(digest.len(), 8);
    page.assert_text(&digest);
    page.assert_no_text("secret cause");
    let lines = log.lines("postback::failed");
    let line = lines.last().expect("a line in the log");
    assert_eq!(line.fields["digest"], digest);
    assert!(line.fields["error"].contains("secret cause"), "{line:?}");
}

#[tokio::test]
async fn a_panic_in_an_action_is_a_failure_with_a_digest() {
    both_ways(
        async || app(),
        async |browser| {
            let log = log::keep();
            for _ in 0..2 {
                let page = browser.get("/").await;
                is_explained(&page.form::<panics_at_once>().submit().await, &log);
                is_explained(&page.form::<panics_later>().submit().await, &log);
                is_explained(&page.form::<panics_in_an_extractor>().submit().await, &log);
            }
            let page = browser.get("/").await.form::<works>().submit().await;
            assert_eq!(page.status(), 200);
        },
    )
    .await;
}

#[tokio::test]
async fn a_panic_before_the_action_is_a_failure_with_a_digest() {
    for browser in [Browser::new(app()), Browser::enhanced(app())] {
        let log = log::keep();
        let page = browser.get("/").await;
        let failed = page.form::<panics_in_the_caller>().submit().await;
        is_explained(&failed, &log);
        assert_eq!(log.spans("action")[0].fields["outcome"], "failed");

        let page = browser.get("/layered").await;
        let failed = page.form::<works>().submit().await;
        assert_eq!(failed.status(), 500);
        let digest = failed.digest().expect("a digest").to_owned();
        let line = log.lines("postback::failed").pop().unwrap();
        assert_eq!(line.fields["digest"], digest);
        match failed.answer() {
            Some(head) => assert_eq!(head["digest"], digest.as_str()),
            None => failed.assert_text(&digest),
        }
    }
}

#[tokio::test]
async fn a_panic_in_a_page_is_a_page_with_a_digest() {
    let log = log::keep();
    let browser = Browser::new(app());
    is_explained(&browser.get("/broken").await, &log);
    assert_eq!(browser.get("/").await.status(), 200);
}

#[tokio::test]
async fn the_effects_stand_when_the_page_panics_afterwards() {
    let world = World::default();
    let (app, _) = app_and_handle(&world);
    let target = only_target(&app, "/fragile", &[]).await;
    let answer = send(
        &app,
        post_request(&target, &[("postback-request", "1")], ""),
    )
    .await;
    assert_eq!(world.done(), ["effect", "saved"]);
    assert_eq!(answer.status, 200);
    let text = answer.text();
    let head = text.lines().next().unwrap();
    assert!(
        head.contains("\"reload\":true") && head.contains("\"page\":\"none\""),
        "{head}"
    );
}

#[tokio::test]
async fn an_error_page_that_panics_is_replaced_by_ours() {
    let log = log::keep();
    let pages = Router::new().route("/broken", get(broken));
    let app = Postback::new(pages)
        .keys(Keys::random())
        .error_page(|_: &postback::ErrorPage<'_>| -> Html { panic!("another cause") })
        .with_state(());
    let answer = send(&app, get_request("/broken", &[])).await;
    assert_eq!(answer.status, 500);
    let digest = answer.header("postback-digest").unwrap();
    assert!(
        answer.text().contains(digest) && digest.len() == 8,
        "{}",
        answer.text()
    );
    let logged = log.lines("postback::failed");
    assert!(
        logged.iter().any(|line| line.fields["digest"] == digest),
        "{logged:?}"
    );
    assert!(
        logged
            .iter()
            .any(|line| line.fields["error"].contains("another cause"))
    );
}

#[tokio::test(start_paused = true)]
async fn past_its_deadline_an_action_is_dropped() {
    let log = log::keep();
    for enhanced in [false, true] {
        let world = World::default();
        let (app, _) = app_and_handle(&world);
        let browser = if enhanced {
            Browser::enhanced(app)
        } else {
            Browser::new(app)
        };
        let page = browser.get("/").await;
        let started = tokio::time::Instant::now();
        let page = page.form::<endless>().submit().await;
        assert_eq!(started.elapsed().as_millis() / 10, 5);
        assert_eq!(page.status(), 500);
        page.assert_text(page.digest().expect("a digest"));
        assert_eq!(world.done(), ["dropped", "saved"]);
        let line = log.lines("postback::failed").pop().unwrap();
        assert!(
            line.fields["error"].contains("stopped after 50ms (`timeout` of #[action])"),
            "{line:?}"
        );
    }
}

/// Notices that a request was dropped without an answer.
struct Watch(World, bool);

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.1 {
            self.0.0.gone.notify_one();
        }
    }
}

async fn watched(State(world): State<World>, request: Request, next: Next) -> Response {
    let mut watch = Watch(world, false);
    let response = next.run(request).await;
    watch.1 = true;
    response
}

/// A server on a real socket, and an open connection to it.
async fn connected(app: Router, world: &World) -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = app.layer(from_fn_with_state(world.clone(), watched));
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    TcpStream::connect(address).await.unwrap()
}

fn raw_post(target: &str, length: usize) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nHost: app.example\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    )
}

async fn is_pending(future: impl Future) -> bool {
    tokio::time::timeout(Duration::ZERO, future).await.is_err()
}

const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn an_action_whose_client_went_away_ends_and_so_do_the_layers_around_it() {
    let world = World::default();
    let (app, handle) = app_and_handle(&world);
    let target = only_target(&app, "/slow", &[]).await;
    let mut client = connected(app, &world).await;
    client
        .write_all(raw_post(&target, 0).as_bytes())
        .await
        .unwrap();
    tokio::time::timeout(SOON, world.0.started.notified())
        .await
        .unwrap();

    drop(client);
    tokio::time::timeout(SOON, world.0.gone.notified())
        .await
        .unwrap();
    assert!(world.done().is_empty());
    let mut drained = Box::pin(handle.drained());
    assert!(is_pending(&mut drained).await);

    world.0.gate.add_permits(1);
    tokio::time::timeout(SOON, drained).await.unwrap();
    assert_eq!(world.done(), ["effect", "saved"]);
}

#[tokio::test]
async fn an_action_whose_client_went_away_in_the_middle_of_the_body_does_not_run() {
    let world = World::default();
    let (app, handle) = app_and_handle(&world);
    let target = only_target(&app, "/notes", &[]).await;
    let body = "text=all+of+it";
    for (sent, expected) in [
        (&body[..8], vec!["saved"]),
        (body, vec!["saved", "kept", "saved"]),
    ] {
        let mut client = connected(app.clone(), &world).await;
        let post = raw_post(&target, body.len()) + sent;
        client.write_all(post.as_bytes()).await.unwrap();
        if sent == body {
            let mut answer = [0; 12];
            client.read_exact(&mut answer).await.unwrap();
            assert_eq!(&answer, b"HTTP/1.1 303");
        } else {
            drop(client);
            // Whether the server drops the request or ends its body: the layers come to their end.
            let ended = async {
                while world.done().is_empty() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            };
            tokio::time::timeout(SOON, ended).await.unwrap();
        }
        tokio::time::timeout(SOON, handle.drained()).await.unwrap();
        assert_eq!(world.done(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_in_time_ends_the_request_without_the_action() {
    let world = World::default();
    let (app, _) = app_and_handle(&world);
    let target = only_target(&app, "/notes", &[]).await;
    let body = Body::from_stream(stream::pending::<std::io::Result<Bytes>>());
    let answer = send(&app, post_request(&target, &[], body)).await;
    assert_eq!(answer.status, 408);
    assert!(
        answer.text().contains("Nothing arrived for 10 seconds"),
        "{}",
        answer.text()
    );
    assert_eq!(world.done(), ["saved"]);
}

#[tokio::test]
async fn a_connection_lives_on_after_a_panic() {
    let world = World::default();
    let (app, _) = app_and_handle(&world);
    let page = send(&app, get_request("/", &[])).await;
    let target = targets("/", &page.text()).remove(0);
    assert!(target.contains("panics_at_once"));
    let mut client = connected(app, &world).await;
    for _ in 0..2 {
        client
            .write_all(raw_post(&target, 0).as_bytes())
            .await
            .unwrap();
        let mut answer = Vec::new();
        while !String::from_utf8_lossy(&answer).contains("</form>") {
            let mut bytes = [0; 4096];
            let read = tokio::time::timeout(SOON, client.read(&mut bytes))
                .await
                .unwrap();
            let length = read.unwrap();
            assert!(length > 0, "the server hung up");
            answer.extend_from_slice(&bytes[..length]);
        }
        assert!(answer.starts_with(b"HTTP/1.1 500"));
        // The rest of this answer, before the next one begins.
        let mut rest = vec![0; 1 << 16];
        while let Ok(read) =
            tokio::time::timeout(Duration::from_millis(50), client.read(&mut rest)).await
        {
            assert!(read.unwrap() > 0, "the server hung up");
        }
    }
}

#[tokio::test]
async fn drained_waits_for_what_runs_and_for_what_was_left_behind() {
    let world = World::default();
    let (app, handle) = app_and_handle(&world);
    let target = only_target(&app, "/slow", &[]).await;
    #[allow(clippy::async_yields_async, reason = "what it starts is awaited later")]
    let start = async || {
        let (app, target) = (app.clone(), target.clone());
        let request = tokio::spawn(async move { send(&app, post_request(&target, &[], "")).await });
        world.0.started.notified().await;
        request
    };
    let (running, orphaned) = (start().await, start().await);
    orphaned.abort();
    assert!(orphaned.await.unwrap_err().is_cancelled());

    let mut drained = Box::pin(handle.drained());
    for expected in 1..=2 {
        assert!(is_pending(&mut drained).await);
        world.0.gate.add_permits(1);
        while world.done().iter().filter(|done| **done == "saved").count() < expected {
            tokio::task::yield_now().await;
        }
    }
    tokio::time::timeout(SOON, drained).await.unwrap();
    assert_eq!(running.await.unwrap().status, 303);
}

#[tokio::test]
async fn an_app_that_is_drained_still_answers() {
    let world = World::default();
    let (app, handle) = app_and_handle(&world);
    handle.drained().await;
    let page = Browser::new(app)
        .get("/")
        .await
        .form::<works>()
        .submit()
        .await;
    assert_eq!(page.status(), 200);
    handle.drained().await;
}

#[tokio::test]
async fn an_action_runs_in_the_task_the_span_and_the_task_locals_of_its_request() {
    async fn around(request: Request, next: Next) -> Response {
        use tracing::Instrument as _;
        tracing::info!(target: "test", task = ?tokio::task::id(), "around");
        let answer = REQUEST.scope(7, next.run(request));
        answer.instrument(tracing::info_span!("request")).await
    }
    let log = log::keep();
    let world = World::default();
    let (app, _) = app_and_handle(&world);
    let app = app.layer(from_fn(around));
    let done = tokio::spawn(async move {
        let page = Browser::new(app).get("/").await;
        page.form::<looks_around>().submit().await
    });
    assert_eq!(done.await.unwrap().status(), 200);
    assert_eq!(world.done(), ["effect", "saved"]);
    let lines = log.lines("test");
    let inside = lines
        .iter()
        .find(|line| line.fields["message"] == "in the action")
        .unwrap();
    assert_eq!(inside.spans, ["request", "action"]);
    assert_eq!(inside.fields["task"], lines[0].fields["task"]);
}

/// An error whose text cannot be written.
#[derive(Debug)]
struct Unspeakable;

impl std::fmt::Display for Unspeakable {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("secret cause")
    }
}

impl std::error::Error for Unspeakable {}

#[tokio::test]
async fn an_error_that_panics_on_its_way_to_the_log_is_a_failure_with_a_digest() {
    let log = log::keep();
    let pages = Router::new().route(
        "/",
        get(async || Err::<(), _>(postback::Error::from(Unspeakable))),
    );
    let app = Postback::new(pages).keys(Keys::random()).with_state(());
    is_explained(&Browser::new(app).get("/").await, &log);
}

/// Waits for a database that does not answer.
struct Nobody;

impl<S: Sync> FromRequestParts<S> for Nobody {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        pending().await
    }
}

impl postback::Caller for Nobody {
    fn key(&self) -> String {
        String::new()
    }
}

#[action(timeout = "50ms")]
async fn waits_for_its_caller(_caller: Nobody) -> Result<()> {
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn the_deadline_covers_the_caller() {
    log::switch_on();
    let home = async |page: Page| form_of::<waits_for_its_caller>(&page);
    let pages = Router::new().route("/", page(get(home)));
    let postback = Postback::new(pages)
        .keys(Keys::random())
        .actions(actions![waits_for_its_caller]);
    let handle = postback.handle();
    let page = Browser::new(postback.with_state(())).get("/").await;
    let page = page.form::<waits_for_its_caller>().submit().await;
    assert_eq!(page.status(), 500);
    handle.drained().await;
}
