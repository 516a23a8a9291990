//! Layers inside and outside of the app: what they may do to a request and to a page.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use crate::support::{
    self, Answer, Effects, button, document, post, post_enhanced, request, send, target_of,
};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::{StreamExt as _, stream};
use http::{HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt as _;
use postback::{Conflict, Done, Keys, Page, Postback, Redirect, Result, action, actions, page};
use postback_testing::{Browser, both_ways};
use tokio::sync::{Notify, mpsc};
use tower::ServiceExt as _;
use tower_http::compression::CompressionLayer;

#[action(public)]
async fn touch(State(effects): State<Effects>) -> Result<Done<u32>> {
    effects.add("touch");
    Ok(Done::new(7).flash("Touched"))
}

#[action(public)]
async fn refuse(State(effects): State<Effects>) -> Result<()> {
    effects.add("refuse");
    Err(Conflict::new("not like this"))
}

#[action(public)]
async fn slow(State(effects): State<Effects>) -> Result<()> {
    effects.add("slow begins");
    tokio::time::sleep(Duration::from_millis(50)).await;
    effects.add("slow ends");
    Err(Conflict::new("slow, and no"))
}

#[action(public)]
async fn away() -> Result<Redirect> {
    Ok(Redirect::to("/zipped"))
}

async fn forms(page: Page) -> postback::Html {
    document([
        "<h1>The page</h1>".repeat(20),
        page.form::<touch>().open(button("Touch")).to_string(),
        page.form::<refuse>().open(button("Refuse")).to_string(),
        page.form::<slow>().open(button("Slow")).to_string(),
        page.form::<away>().open(button("Away")).to_string(),
    ])
}

fn wrapped(effects: &Effects, pages: Router<Effects>) -> Router {
    Postback::new(pages)
        .actions(actions![touch, refuse, slow, away])
        .keys(Keys::random())
        .with_state(effects.clone())
}

/// Sends every POST a second time after the first answer, as a retry does.
async fn once_more(request: Request, next: Next) -> Response {
    if *request.method() != Method::POST {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let first = Request::from_parts(parts.clone(), body);
    drop(next.clone().run(first).await);
    next.run(Request::from_parts(parts, Body::empty())).await
}

/// Sends every request twice at the same time and takes the first answer, as a hedge does.
async fn hedged(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let second = next
        .clone()
        .run(Request::from_parts(parts.clone(), Body::empty()));
    let first = next.run(Request::from_parts(parts, body));
    tokio::select! {
        biased;
        // The first one is begun and then loses.
        response = async { tokio::time::timeout(Duration::from_millis(10), first).await.ok() } => match response {
            Some(response) => response,
            None => second.await,
        },
    }
}

async fn own() -> &'static str {
    "the app's own handler"
}

#[tokio::test]
async fn a_layer_that_repeats_requests_runs_an_action_once_and_gets_its_outcome() {
    let effects = Effects::default();
    let pages = Router::new()
        .route("/", page(get(forms).post(own)))
        .layer(from_fn(once_more));
    let app = wrapped(&effects, pages);

    let done = target_of(&app, "/", "touch").await;
    assert_eq!(post(&app, &done).await.status, 303);
    let head = post_enhanced(&app, &done).await.head();
    assert_eq!(
        (&head["outcome"], &head["result"]),
        (&"done".into(), &7.into())
    );
    assert_eq!(effects.all(), ["touch", "touch"]);

    let refused = target_of(&app, "/", "refuse").await;
    for answer in [
        post(&app, &refused).await,
        post_enhanced(&app, &refused).await,
    ] {
        assert_eq!(answer.status, 409);
        assert!(answer.text().contains("not like this"), "{}", answer.text());
    }
    assert_eq!(effects.count(), 4);
    assert_eq!(post(&app, "/").await.text(), "the app's own handler");
}

#[tokio::test]
async fn a_layer_that_hedges_requests_runs_an_action_once_and_to_its_end() {
    let effects = Effects::default();
    let pages = Router::new()
        .route("/", page(get(forms).post(own)))
        .layer(from_fn(hedged));
    let app = wrapped(&effects, pages);
    let target = target_of(&app, "/", "slow").await;
    for answer in [
        post(&app, &target).await,
        post_enhanced(&app, &target).await,
    ] {
        assert_eq!(answer.status, 409, "{}", answer.text());
        assert!(answer.text().contains("slow, and no"));
    }
    assert_eq!(
        effects.all(),
        ["slow begins", "slow ends", "slow begins", "slow ends"]
    );
}

async fn zipped_always() -> Response {
    let mut response = document(["not really gzip"]).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}

fn compressing() -> Router {
    let pages = Router::new()
        .route("/", page(get(forms)))
        .route("/zipped", get(zipped_always))
        .layer(CompressionLayer::new());
    wrapped(&Effects::default(), pages)
}

async fn zip(app: &Router, method: &str, target: &str, more: &[(&str, &str)]) -> Answer {
    let mut headers = more.to_vec();
    headers.push(("accept-encoding", "gzip"));
    send(app, request(method, target, &headers)).await
}

#[tokio::test]
async fn a_compression_layer_inside_does_not_garble_a_refreshed_page() {
    let app = compressing();
    let page = zip(&app, "GET", "/", &[]).await;
    assert_eq!(page.header("content-encoding"), Some("gzip"));

    for action in ["touch", "refuse"] {
        let target = target_of(&app, "/", action).await;
        let answer = zip(&app, "POST", &target, &[("postback-request", "1")]).await;
        assert_eq!(answer.header("content-encoding"), None);
        let (head, text) = (answer.head(), answer.text());
        let (_, html) = text.split_once('\n').unwrap();
        assert!(html.contains("<h1>The page</h1>"));
        assert_eq!(
            (&head["page"], &head["bytes"]),
            (&"full".into(), &html.len().into())
        );
    }
    let target = target_of(&app, "/", "refuse").await;
    let answer = zip(&app, "POST", &target, &[]).await;
    assert_eq!(
        (answer.status, answer.header("content-encoding")),
        (StatusCode::CONFLICT, None)
    );
    assert!(answer.text().contains("not like this"));
}

#[tokio::test]
async fn a_compression_layer_inside_does_not_garble_a_page_with_a_flash() {
    let app = compressing();
    let target = target_of(&app, "/", "touch").await;
    let answer = zip(&app, "POST", &target, &[]).await;
    let cookie = answer.cookies()[0].split(';').next().unwrap().to_owned();
    let page = zip(&app, "GET", "/", &[("cookie", &cookie)]).await;
    assert_eq!(page.header("content-encoding"), None);
    assert!(
        page.text()
            .contains("<body><div class=\"pb-notice\" role=\"alert\"><p>Touched</p></div>")
    );
}

#[tokio::test]
async fn a_page_that_is_compressed_whatever_was_asked_is_left_to_the_browser() {
    let app = compressing();
    let target = target_of(&app, "/", "away").await;
    let answer = zip(&app, "POST", &target, &[("postback-request", "1")]).await;
    assert_eq!(
        (answer.status, answer.header("content-encoding")),
        (StatusCode::OK, None)
    );
    let head = answer.head();
    assert_eq!(
        (&head["page"], &head["url"]),
        (&"none".into(), &"/zipped".into())
    );
    assert_eq!(head["reload"], true);
}

#[tokio::test]
async fn a_compression_layer_around_the_app_compresses_its_answers() {
    let effects = Effects::default();
    let app = wrapped(&effects, Router::new().route("/", page(get(forms))));
    let target = target_of(&app, "/", "refuse").await;
    let app = app.layer(CompressionLayer::new());
    for more in [&[("postback-request", "1")][..], &[]] {
        let answer = zip(&app, "POST", &target, more).await;
        assert_eq!(
            (answer.status, answer.header("content-encoding")),
            (StatusCode::CONFLICT, Some("gzip"))
        );
    }
}

#[tokio::test]
async fn pages_are_not_shown_in_frames_of_others_unless_they_say_so() {
    let pages = || {
        Router::new()
            .route("/", page(get(forms)))
            .route(
                "/own",
                page(get(|page: Page| async {
                    ([("x-frame-options", "DENY")], forms(page).await)
                })),
            )
            .route("/bytes", get(|| async { vec![1_u8] }))
            .route(
                "/guarded",
                page(get(forms)).layer(from_fn(|_: Request, _: Next| async {
                    (StatusCode::FORBIDDEN, document(["no"]))
                })),
            )
    };
    let app = wrapped(&Effects::default(), pages());
    let touch = target_of(&app, "/", "touch").await;
    let refuse = target_of(&app, "/", "refuse").await;
    let says = |answer: Answer| answer.header("x-frame-options").map(str::to_owned);
    assert_eq!(
        says(support::get(&app, "/").await).as_deref(),
        Some("SAMEORIGIN")
    );
    assert_eq!(
        says(support::get(&app, "/own").await).as_deref(),
        Some("DENY")
    );
    assert_eq!(says(support::get(&app, "/bytes").await), None);
    assert_eq!(
        says(post(&app, &refuse).await).as_deref(),
        Some("SAMEORIGIN")
    );
    assert_eq!(
        says(post(&app, &refuse.replacen('/', "/own", 1)).await).as_deref(),
        Some("DENY")
    );
    assert_eq!(
        says(post(&app, &touch.replacen('/', "/guarded", 1)).await).as_deref(),
        Some("SAMEORIGIN")
    );

    let open = Postback::new(pages())
        .actions(actions![touch, refuse, slow, away])
        .allow_framing()
        .keys(Keys::random())
        .with_state(Effects::default());
    let refuse = target_of(&open, "/", "refuse").await;
    assert_eq!(says(support::get(&open, "/").await), None);
    assert_eq!(says(post(&open, &refuse).await), None);
}

/// A page in two parts; the second comes when somebody says so, and has the forms and the notice.
fn streaming(release: &Arc<Notify>) -> Router {
    let release = Arc::clone(release);
    let handler = move |page: Page| async move {
        let (sender, receiver) = mpsc::channel::<String>(2);
        tokio::spawn(async move {
            let _ = sender
                .send("<!DOCTYPE html><title>Parts</title><body>".into())
                .await;
            release.notified().await;
            let notice = page.notice().to_string();
            let form = page.form::<touch>().open(button("Touch"));
            let _ = sender.send(format!("{notice}{form}")).await;
        });
        let parts = stream::unfold(receiver, async |mut receiver| {
            Some((receiver.recv().await?, receiver))
        });
        let body = Body::from_stream(parts.map(Ok::<_, Infallible>));
        ([("content-type", "text/html")], body).into_response()
    };
    wrapped(
        &Effects::default(),
        Router::new().route("/", page(get(handler))),
    )
}

#[tokio::test]
async fn a_page_that_streams_is_not_held_back() {
    let release = Arc::new(Notify::new());
    let app = streaming(&release);
    let response = app.oneshot(request("GET", "/", &[])).await.unwrap();
    let mut body = response.into_body();
    let first: Bytes = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(first.ends_with(b"<body>"));
    assert!(
        tokio::time::timeout(Duration::from_millis(20), body.frame())
            .await
            .is_err(),
    );
    release.notify_one();
    let second = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(String::from_utf8_lossy(&second).contains("<form"));
}

#[tokio::test]
async fn a_page_that_streams_says_its_notice_once() {
    let make_app = async || {
        let release = Arc::new(Notify::new());
        let app = streaming(&release);
        tokio::spawn(async move {
            loop {
                release.notify_waiters();
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        app
    };
    both_ways(make_app, async |browser: Browser| {
        let page = browser.get("/").await;
        let page = page.form::<touch>().submit().await;
        assert_eq!(page.find_all(".pb-notice"), ["Touched"]);
        assert!(!browser.get("/").await.has(".pb-notice"));
    })
    .await;
}
