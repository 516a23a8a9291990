//! The test browser against small hand-written apps.

mod both_ways;
mod cookies;
mod encoding;
mod enhanced;
mod fields;
mod forms;
mod navigation;
mod pages;
mod real;
mod requests;

use std::future::Future;
use std::panic::AssertUnwindSafe;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::Method;
use axum::response::{Html, IntoResponse};
use futures_util::FutureExt as _;
use postback::action;
use postback_testing::{Browser, TestPage};

/// Two actions, of which the browser only needs the names.
#[action(public)]
pub async fn save() -> postback::Result<()> {
    Ok(())
}

#[action(public)]
/// The action of a button in a row.
pub async fn toggle() -> postback::Result<()> {
    Ok(())
}

/// Echoes a request as text: the request line, the headers, an empty line, the body.
async fn echo(request: Request) -> String {
    let (head, body) = request.into_parts();
    let mut text = format!("{} {}\n", head.method, head.uri);
    for (name, value) in &head.headers {
        text.extend([name.as_str(), ": ", value.to_str().unwrap(), "\n"]);
    }
    let body: Bytes = to_bytes(body, usize::MAX).await.unwrap();
    text + "\n" + &String::from_utf8_lossy(&body)
}

/// Returns an app with one page at `/`; every other request, including a query there, is echoed.
fn site(html: &str) -> Router {
    let html = html.to_owned();
    Router::new().fallback(async move |request: Request| {
        let uri = request.uri();
        if request.method() == Method::GET && uri.path() == "/" && uri.query().is_none() {
            Html(html).into_response()
        } else {
            echo(request).await.into_response()
        }
    })
}

async fn open(html: &str) -> TestPage {
    Browser::new(site(html)).get("/").await
}

/// Submits the only form of a page and returns the echoed request.
async fn submitted(html: &str) -> String {
    open(html)
        .await
        .form_at("form")
        .submit()
        .await
        .html()
        .to_owned()
}

/// Returns the body of an echoed request, or the query of a GET.
fn sent(request: &str) -> String {
    let (head, body) = request.split_once("\n\n").unwrap();
    let line = head.lines().next().unwrap();
    match line.strip_prefix("GET ") {
        Some(target) => target
            .split_once('?')
            .map_or("", |(_, query)| query)
            .to_owned(),
        None => body.to_owned(),
    }
}

/// Returns a header of an echoed request.
fn header(request: &str, name: &str) -> String {
    let start = format!("{name}: ");
    let mut lines = request.split_once("\n\n").unwrap().0.lines();
    lines
        .find_map(|line| line.strip_prefix(&start))
        .unwrap_or("(none)")
        .to_owned()
}

/// Returns the message of the panic after wrong use.
async fn panic_of<T>(steps: impl Future<Output = T>) -> String {
    match AssertUnwindSafe(steps).catch_unwind().await {
        Ok(_) => panic!("the steps should have panicked"),
        Err(panic) => match panic.downcast::<String>() {
            Ok(sentence) => *sentence,
            Err(panic) => (*panic.downcast::<&str>().unwrap()).to_owned(),
        },
    }
}
