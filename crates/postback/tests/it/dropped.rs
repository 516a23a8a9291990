//! Connections that die before the answer, over real sockets: the browser sends again, the action
//! runs once.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use crate::support::{button, document, target_of};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use postback::{
    Conflict, Done, Form, FromForm, Html, Keys, Page, Postback, Result, action, actions, page,
};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

#[derive(Clone)]
struct World {
    ran: Arc<Mutex<Vec<String>>>,
    has_begun: Arc<Semaphore>,
    may_end: Arc<Semaphore>,
}

impl World {
    fn new(may_end: usize) -> Self {
        Self {
            ran: Arc::default(),
            has_begun: Arc::new(Semaphore::new(0)),
            may_end: Arc::new(Semaphore::new(may_end)),
        }
    }

    async fn run(&self, what: &str) -> usize {
        let count = {
            let mut ran = self.ran.lock().unwrap();
            ran.push(what.to_owned());
            ran.len()
        };
        self.has_begun.add_permits(1);
        self.may_end.acquire().await.unwrap().forget();
        count
    }

    fn ran(&self) -> Vec<String> {
        self.ran.lock().unwrap().clone()
    }
}

#[derive(FromForm)]
struct Order {
    what: String,
}

#[action(public)]
async fn order(State(world): State<World>, Form(order): Form<Order>) -> Result<Done<usize>> {
    Ok(Done::new(world.run(&order.what).await))
}

#[action(public)]
async fn sell(State(world): State<World>) -> Result<()> {
    world.run("sold").await;
    Err(Conflict::new("somebody was faster"))
}

async fn shop(State(world): State<World>, page: Page) -> Html {
    let form = page.form::<order>();
    document([
        page.notice().to_string(),
        format!("<p id=ran>{}</p>", world.ran().join(", ")),
        form.open(button("Order")).to_string(),
        page.form::<sell>().open(button("Sell")).to_string(),
    ])
}

fn app(world: &World) -> Router {
    Postback::new(Router::new().route("/shop", page(get(shop))))
        .actions(actions![order, sell])
        .keys(Keys::random())
        .with_state(world.clone())
}

/// What becomes of a connection.
#[derive(Clone, Copy)]
enum Fate {
    /// It dies while the action runs.
    DiesEarly,
    /// It dies when the server has answered, before the browser has a byte of it.
    DiesLate,
    Holds,
}

/// A server, and in front of it what loses connections.
struct Net {
    address: SocketAddr,
}

impl Net {
    async fn new(app: Router, world: &World, fates: impl IntoIterator<Item = Fate>) -> Self {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let behind = server.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(server, app).await });
        let front = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = front.local_addr().unwrap();
        let (world, mut fates) = (world.clone(), VecDeque::from_iter(fates));
        tokio::spawn(async move {
            while let Ok((browser, _)) = front.accept().await {
                let fate = fates.pop_front().unwrap_or(Fate::Holds);
                tokio::spawn(passed_on(browser, behind, fate, world.clone()));
            }
        });
        Self { address }
    }

    /// As Chromium does: a connection that closes before a byte of the answer has the request sent
    /// again as it is.
    async fn send(&self, request: &str) -> String {
        for _ in 0..4 {
            let mut socket = TcpStream::connect(self.address).await.unwrap();
            socket.write_all(request.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            // It may be reset as well.
            let _ = socket.read_to_end(&mut answer).await;
            if !answer.is_empty() {
                return String::from_utf8(answer).unwrap();
            }
        }
        panic!("no answer")
    }
}

async fn passed_on(mut browser: TcpStream, behind: SocketAddr, fate: Fate, world: World) {
    let mut server = TcpStream::connect(behind).await.unwrap();
    match fate {
        Fate::Holds => {
            let _ = tokio::io::copy_bidirectional(&mut browser, &mut server).await;
        }
        Fate::DiesEarly => {
            let (mut from, mut to) = (browser.split().0, server.split().1);
            tokio::select! {
                _ = tokio::io::copy(&mut from, &mut to) => {}
                begun = world.has_begun.acquire() => begun.unwrap().forget(),
            }
        }
        Fate::DiesLate => {
            let ((mut from, _), (mut answer, mut to)) = (browser.split(), server.split());
            tokio::select! {
                _ = tokio::io::copy(&mut from, &mut to) => {}
                _ = answer.read_u8() => {}
            }
        }
    }
}

/// What the runtime sends.
fn request(target: &str, id: &str, kind: &str, body: &str) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\nPostback-Request: 1\r\n\
         Postback-Id: {id}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

const URL: &str = "application/x-www-form-urlencoded";
const ID: &str = "1234567890-1234567890-1";

/// The status line, the head and the page.
fn read(answer: &str) -> (&str, Value, &str) {
    let (headers, body) = answer.split_once("\r\n\r\n").unwrap();
    let (head, html) = body.split_once('\n').unwrap();
    (
        headers.lines().next().unwrap(),
        serde_json::from_str(head).unwrap(),
        html,
    )
}

#[tokio::test]
async fn a_request_that_is_sent_three_times_runs_its_action_once() {
    for fates in [
        [Fate::DiesEarly, Fate::DiesLate],
        [Fate::DiesLate, Fate::DiesLate],
    ] {
        let world = World::new(9);
        let app = app(&world);
        let target = target_of(&app, "/shop", "order").await;
        let net = Net::new(app, &world, fates).await;
        let answer = net.send(&request(&target, ID, URL, "what=tea")).await;
        let (status, head, html) = read(&answer);
        assert_eq!(status, "HTTP/1.1 200 OK");
        assert_eq!(
            (&head["outcome"], &head["result"]),
            (&"done".into(), &1.into())
        );
        assert!(html.contains("<p id=ran>tea</p>"), "{html}");
        assert_eq!(world.ran(), ["tea"]);
    }
}

#[tokio::test]
async fn what_is_sent_again_while_the_first_one_runs_waits_for_its_outcome() {
    let world = World::new(0);
    let app = app(&world);
    let target = target_of(&app, "/shop", "order").await;
    let net = Net::new(app, &world, [Fate::DiesEarly, Fate::DiesEarly]).await;
    let sent = request(&target, ID, URL, "what=tea");
    let answer = net.send(&sent);
    let open = async {
        // The second connection is not lost by a second run: nobody begins again.
        world.has_begun.add_permits(1);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        world.may_end.add_permits(9);
    };
    let (answer, ()) = tokio::join!(answer, open);
    assert_eq!(read(&answer).1["result"], 1);
    assert_eq!(world.ran(), ["tea"]);
}

#[tokio::test]
async fn the_answer_is_the_first_outcome_with_the_page_as_it_is_now() {
    let world = World::new(9);
    let app = app(&world);
    let target = target_of(&app, "/shop", "order").await;
    let net = Net::new(app, &world, []).await;
    let first = net.send(&request(&target, ID, URL, "what=tea")).await;
    let other = net
        .send(&request(&target, "another-submission-2", URL, "what=milk"))
        .await;
    let again = net.send(&request(&target, ID, URL, "what=tea")).await;
    let (status, head, html) = read(&again);
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert_eq!(head["result"], read(&first).1["result"]);
    assert!(html.contains("<p id=ran>tea, milk</p>"), "{html}");
    let position = |answer: &str| -> u64 {
        let asof = read(answer).1["asof"].as_str().unwrap().to_owned();
        asof.split_once('.').unwrap().1.parse().unwrap()
    };
    assert!(position(&again) > position(&other) && position(&other) > position(&first));
    assert_eq!(world.ran(), ["tea", "milk"]);
}

#[tokio::test]
async fn a_refusal_is_an_outcome_too() {
    let world = World::new(9);
    let app = app(&world);
    let target = target_of(&app, "/shop", "sell").await;
    let net = Net::new(app, &world, [Fate::DiesLate]).await;
    let answer = net.send(&request(&target, ID, URL, "")).await;
    let (status, head, _) = read(&answer);
    assert_eq!(
        (status, &head["outcome"]),
        ("HTTP/1.1 409 Conflict", &"conflict".into())
    );
    assert_eq!(world.ran(), ["sold"]);
}

/// A person presses "Try again": the same form in a request of its own, with the same id.
#[tokio::test]
async fn a_form_with_files_that_is_tried_again_runs_once() {
    let world = World::new(9);
    let app = app(&world);
    let target = target_of(&app, "/shop", "order").await;
    let net = Net::new(app, &world, []).await;
    for boundary in ["----WebKitFormBoundaryA", "----WebKitFormBoundaryB"] {
        let kind = format!("multipart/form-data; boundary={boundary}");
        let body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\ntea\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n\
             Content-Type: image/png\r\n\r\npixels\r\n--{boundary}--\r\n"
        );
        let answer = net.send(&request(&target, ID, &kind, &body)).await;
        assert_eq!(read(&answer).1["result"], 1);
    }
    assert_eq!(world.ran(), ["tea"]);
}
