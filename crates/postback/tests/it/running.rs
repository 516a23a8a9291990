//! How many actions run at once, and that nobody takes all of it. What runs is counted, never timed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::support::user::User;
use crate::support::{Answer, form_of, get_request, log, page_with, post_request, send, targets};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use futures_util::stream;
use hyper_util::rt::{TokioExecutor, TokioIo};
use postback::{
    AppHandle, Form, FromForm, Html, Keys, Limits, Page, Postback, Result, action, actions, page,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

#[derive(Clone)]
struct World(Arc<Inner>);

struct Inner {
    now: AtomicUsize,
    most: AtomicUsize,
    began: AtomicUsize,
    runs: Mutex<Vec<String>>,
    /// One permit lets one action end.
    gate: Semaphore,
    /// One permit lets one layer around an action end.
    saves: Semaphore,
}

impl Default for World {
    fn default() -> Self {
        Self(Arc::new(Inner {
            now: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            began: AtomicUsize::new(0),
            runs: Mutex::default(),
            gate: Semaphore::new(0),
            saves: Semaphore::new(1_000_000),
        }))
    }
}

impl World {
    async fn run(&self, what: impl Into<String>) {
        let inner = &*self.0;
        inner.began.fetch_add(1, Ordering::SeqCst);
        inner.most.fetch_max(
            inner.now.fetch_add(1, Ordering::SeqCst) + 1,
            Ordering::SeqCst,
        );
        inner.gate.acquire().await.unwrap().forget();
        inner.now.fetch_sub(1, Ordering::SeqCst);
        inner.runs.lock().unwrap().push(what.into());
    }

    fn began(&self) -> usize {
        self.0.began.load(Ordering::SeqCst)
    }

    fn most(&self) -> usize {
        self.0.most.load(Ordering::SeqCst)
    }

    fn runs(&self) -> Vec<String> {
        self.0.runs.lock().unwrap().clone()
    }

    fn open(&self) {
        self.0.gate.add_permits(1_000_000);
    }

    async fn has_begun(&self, count: usize) {
        while self.began() < count {
            tokio::task::yield_now().await;
        }
    }
}

/// Nothing in these tests takes long enough to be stopped, however slow the machine is.
#[action(public, timeout = "1h")]
async fn wait(State(world): State<World>) -> Result<()> {
    world.run("wait").await;
    Ok(())
}

#[derive(FromForm)]
struct Note {
    text: String,
}

#[action(public)]
async fn write(State(world): State<World>, Form(note): Form<Note>) -> Result<()> {
    world.run(format!("write {}", note.text)).await;
    Ok(())
}

#[action]
async fn order(caller: User, State(world): State<World>) -> Result<()> {
    world.run(caller.0).await;
    Ok(())
}

#[action(once, public)]
async fn pay(State(world): State<World>) -> Result<()> {
    world.run("pay").await;
    Ok(())
}

async fn home(page: Page) -> Html {
    let note = page.form::<write>();
    let text = note.fields().text.labelled("Text");
    let note = note.open(Html::from_trusted(format!("{text}<button>Write</button>")));
    let forms = [
        form_of::<wait>(&page),
        note,
        form_of::<order>(&page),
        form_of::<pay>(&page),
    ];
    page_with(&page, &forms)
}

/// As a session's layer, which saves on the way out.
async fn saves(State(world): State<World>, request: Request, next: Next) -> Response {
    let is_post = request.method() == http::Method::POST;
    let response = next.run(request).await;
    if is_post {
        world.0.saves.acquire().await.unwrap().forget();
    }
    response
}

fn built(world: &World, limits: Limits) -> (Router, AppHandle) {
    log::switch_on();
    let pages = Router::new()
        .route("/", page(get(home)))
        .layer(from_fn_with_state(world.clone(), saves));
    let postback = Postback::new(pages)
        .keys(Keys::random())
        .limits(limits)
        .actions(actions![wait, write, order, pay]);
    let handle = postback.handle();
    (postback.with_state(world.clone()), handle)
}

fn app(world: &World, running: usize) -> Router {
    built(world, Limits::new().concurrent_actions(running)).0
}

/// Where the form of an action posts to.
async fn target(app: &Router, name: &str) -> String {
    let page = send(app, get_request("/", &[])).await;
    let mut targets = targets("/", &page.text()).into_iter();
    let wanted = format!("_action={name}.");
    targets.find(|target| target.contains(&wanted)).unwrap()
}

const ENHANCED: (&str, &str) = ("postback-request", "1");

fn start(app: &Router, request: Request) -> JoinHandle<Answer> {
    let app = app.clone();
    tokio::spawn(async move { send(&app, request).await })
}

/// Sends so many, and waits until each of them runs or is answered.
async fn sent(
    app: &Router,
    world: &World,
    count: usize,
    request: impl Fn() -> Request,
) -> Vec<JoinHandle<Answer>> {
    let before = world.began();
    let sent: Vec<_> = (0..count).map(|_| start(app, request())).collect();
    while world.began() - before + sent.iter().filter(|one| one.is_finished()).count() < count {
        tokio::task::yield_now().await;
    }
    sent
}

#[tokio::test]
async fn one_more_than_may_run_is_refused_and_told_when_to_come_again() {
    for enhanced in [false, true] {
        let world = World::default();
        let app = app(&world, 4);
        let log = log::keep();
        let headers = if enhanced { &[ENHANCED][..] } else { &[] };
        let note = target(&app, "write").await;
        let request = || post_request(&note, headers, "text=kept");
        let sent = sent(&app, &world, 5, request).await;
        assert_eq!(world.most(), 2, "half of the room for one action");
        let mut refused = 0;
        for one in sent {
            if !one.is_finished() {
                continue;
            }
            let answer = one.await.unwrap();
            refused += 1;
            assert_eq!(answer.status, 503);
            assert_eq!(answer.header("retry-after"), Some("1"));
            assert!(answer.text().contains("The server is busy"));
            assert_eq!(answer.text().contains("\"outcome\":\"refused\""), enhanced);
            // The form in the browser stays as it is; without JavaScript a reload sends it again.
            assert_eq!(answer.text().contains("\"page\":\"none\""), enhanced);
            assert_eq!(answer.text().contains("reload this page"), !enhanced);
        }
        assert_eq!(refused, 3);
        let line = &log.lines("postback::refused")[0];
        assert_eq!(line.fields["setting"], "`Limits::concurrent_actions`");
        assert_eq!(line.fields["limit"], "4");
        // Another action has its place.
        let order = target(&app, "order").await;
        let other = start(&app, post_request(&order, &[("x-user", "ann")], ""));
        world.has_begun(3).await;
        world.open();
        assert!(other.await.unwrap().status.as_u16() < 400);
        // And what was refused can be sent again.
        let again = send(&app, request()).await;
        assert!(again.status.as_u16() < 400);
        assert_eq!(
            world
                .runs()
                .iter()
                .filter(|run| *run == "write kept")
                .count(),
            3
        );
    }
}

#[tokio::test]
async fn what_its_client_has_left_counts_until_its_last_effect() {
    let world = World::default();
    let app = app(&world, 2);
    let wait = target(&app, "wait").await;
    let left = start(&app, post_request(&wait, &[], ""));
    world.has_begun(1).await;
    left.abort();
    assert!(left.await.unwrap_err().is_cancelled());
    let refused = async || send(&app, post_request(&wait, &[], "")).await.status == 503;
    assert!(refused().await);
    // The action ends; the layer around it has yet to save.
    world.0.saves.forget_permits(1_000_000);
    world.0.gate.add_permits(1);
    while world.runs().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(refused().await);
    world.0.saves.add_permits(1_000);
    world.open();
    while refused().await {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn one_caller_leaves_room_for_the_others() {
    let world = World::default();
    let app = app(&world, 16);
    let order = target(&app, "order").await;
    for (user, gets) in [("ann", 4), ("bob", 3), ("cyd", 1)] {
        let before = world.began();
        // Each to be told from the others: a repeat of the same would wait for the first.
        let n = AtomicUsize::new(0);
        let request = || {
            let n = n.fetch_add(1, Ordering::SeqCst);
            post_request(&order, &[("x-user", user)], format!("n={n}"))
        };
        drop(sent(&app, &world, 10, request).await);
        assert_eq!(world.began() - before, gets, "{user}");
    }
    let dan = start(&app, post_request(&target(&app, "wait").await, &[], ""));
    world.has_begun(9).await;
    world.open();
    assert_eq!(dan.await.unwrap().status, 303);
}

#[tokio::test]
async fn of_a_public_action_one_address_leaves_room_for_the_others() {
    let world = World::default();
    let app = app(&world, 16);
    let wait = target(&app, "wait").await;
    let at = |host: u8| {
        let mut request = post_request(&wait, &[], "");
        let address = std::net::SocketAddr::from(([192, 0, 2, host], 1234));
        request.extensions_mut().insert(ConnectInfo(address));
        request
    };
    let flood = sent(&app, &world, 10, || at(1)).await;
    assert_eq!(world.began(), 4);
    let other = sent(&app, &world, 1, || at(2)).await;
    assert_eq!(world.began(), 5);
    world.open();
    for one in flood.into_iter().chain(other) {
        assert!([303, 503].contains(&one.await.unwrap().status.as_u16()));
    }
}

/// A body of which one part is there, and the rest comes when the test says so.
fn half(rest: mpsc::UnboundedReceiver<&'static str>) -> Body {
    let first = stream::iter(["text="]);
    let rest = stream::unfold(rest, async |mut rest| Some((rest.recv().await?, rest)));
    let all = futures_util::StreamExt::chain(first, rest);
    Body::from_stream(futures_util::StreamExt::map(all, |piece| {
        Ok::<_, std::io::Error>(Bytes::from(piece))
    }))
}

#[tokio::test]
async fn senders_that_are_waited_for_take_no_room_and_lose_nothing_when_it_is_taken() {
    for enhanced in [false, true] {
        let world = World::default();
        let app = app(&world, 2);
        let headers = if enhanced { &[ENHANCED][..] } else { &[] };
        let note = target(&app, "write").await;
        let (rests, slow): (Vec<_>, Vec<_>) = (0..20)
            .map(|_| {
                let (rest, receiver) = mpsc::unbounded_channel();
                (
                    rest,
                    start(&app, post_request(&note, headers, half(receiver))),
                )
            })
            .unzip();
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(slow.iter().all(|one| !one.is_finished()));
        let quick = start(&app, post_request(&note, headers, "text=quick"));
        world.has_begun(1).await;
        for rest in rests {
            rest.send("typed").unwrap();
        }
        for one in slow {
            let answer = one.await.unwrap();
            assert_eq!(answer.status, 503);
            assert_eq!(answer.header("retry-after"), Some("1"));
            assert!(
                answer.text().contains("value=\"typed\""),
                "{}",
                answer.text()
            );
        }
        world.open();
        assert!(quick.await.unwrap().status.as_u16() < 400);
        assert_eq!(world.runs(), ["write quick"]);
    }
}

#[tokio::test]
async fn a_repeat_that_waits_for_the_first_takes_its_own_place() {
    let world = World::default();
    let app = app(&world, 4);
    let pay = target(&app, "pay").await;
    let first = start(&app, post_request(&pay, &[], ""));
    world.has_begun(1).await;
    let repeat = start(&app, post_request(&pay, &[], ""));
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!repeat.is_finished());
    assert_eq!(send(&app, post_request(&pay, &[], "")).await.status, 503);
    world.open();
    assert_eq!(first.await.unwrap().status, 303);
    assert_eq!(repeat.await.unwrap().status, 303);
    assert_eq!(world.runs(), ["pay"]);
}

#[tokio::test]
async fn ten_thousand_that_were_abandoned_keep_no_enhanced_submission_out() {
    let world = World::default();
    let app = app(&world, 40_000);
    let wait = target(&app, "wait").await;
    let mut abandoned = Vec::new();
    for n in 0..10_001 {
        let id = format!("abandoned-{n:08}");
        abandoned.push(start(
            &app,
            post_request(&wait, &[ENHANCED, ("postback-id", &id)], ""),
        ));
    }
    world.has_begun(10_001).await;
    abandoned.iter().for_each(JoinHandle::abort);
    let order = target(&app, "order").await;
    let id = ("postback-id", "of-somebody-else");
    let request = || post_request(&order, &[ENHANCED, id, ("x-user", "ann")], "");
    let (one, repeat) = (start(&app, request()), start(&app, request()));
    world.has_begun(10_002).await;
    world.open();
    assert_eq!(one.await.unwrap().status, 200);
    assert_eq!(repeat.await.unwrap().status, 200);
    assert_eq!(world.runs().iter().filter(|run| *run == "ann").count(), 1);
}

/// One connection opens 3,000 streams, one after the other, and resets each when its action runs or is
/// answered.
#[tokio::test]
async fn a_connection_that_resets_three_thousand_streams_keeps_nobody_out() {
    const ROOM: usize = 64;
    let world = World::default();
    let (app, handle) = built(&world, Limits::new().concurrent_actions(ROOM));
    let (wait, order) = (target(&app, "wait").await, target(&app, "order").await);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, app).await });

    let connect = async || {
        let socket = TokioIo::new(TcpStream::connect(address).await.unwrap());
        let handshake = hyper::client::conn::http2::handshake(TokioExecutor::new(), socket);
        let (sender, connection) = handshake.await.unwrap();
        tokio::spawn(connection);
        sender
    };
    let request = |target: &str, headers: &[(&str, &str)]| {
        let mut request = post_request(target, headers, "");
        request.headers_mut().remove("host");
        let uri = format!("http://{address}{}", request.uri());
        *request.uri_mut() = uri.parse().unwrap();
        request
    };
    let mut hostile = connect().await;
    let mut refused = 0;
    for _ in 0..3_000 {
        let before = world.began();
        let mut answer = Box::pin(hostile.send_request(request(&wait, &[])));
        tokio::select! {
            biased;
            answer = &mut answer => {
                assert_eq!(answer.unwrap().status(), 503);
                refused += 1;
            }
            () = world.has_begun(before + 1) => {}
        }
        // Dropped without an answer, a stream is reset.
        drop(answer);
    }
    assert_eq!(world.began(), ROOM / 2);
    assert_eq!(refused, 3_000 - ROOM / 2);

    let mut other = connect().await;
    let answer = tokio::spawn(other.send_request(request(&order, &[("x-user", "ann")])));
    world.has_begun(ROOM / 2 + 1).await;
    assert!(world.most() <= ROOM);
    world.open();
    assert_eq!(answer.await.unwrap().unwrap().status(), 303);
    handle.drained().await;
    assert_eq!(world.runs().len(), ROOM / 2 + 1);
    server.abort();
}
