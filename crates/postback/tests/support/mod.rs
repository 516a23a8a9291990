//! What the tests of a whole app share: a record of what ran, raw requests, the log.

#![allow(
    dead_code,
    reason = "every test binary compiles this module and uses a part of it"
)]

pub(crate) mod logged;
pub(crate) mod proxy;
pub(crate) mod user;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt as _;
use postback::Html;
use tower::ServiceExt as _;

/// What ran, in order. Each app gets its own as its state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects(Arc<Mutex<Vec<String>>>);

impl Effects {
    pub(crate) fn add(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// How many, and from now on none of them.
    pub(crate) fn take(&self) -> usize {
        std::mem::take(&mut *self.0.lock().unwrap()).len()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

pub(crate) fn button(label: &str) -> Html {
    Html::from_trusted(format!("<button>{label}</button>"))
}

/// A whole page around these parts.
pub(crate) fn document(parts: impl IntoIterator<Item = impl ToString>) -> Html {
    let body: String = parts.into_iter().map(|part| part.to_string()).collect();
    Html::from_trusted(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Page</title></head><body>{body}</body></html>"
    ))
}

/// An answer with its body read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Every `Set-Cookie`, in order.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        let all = self.headers.get_all(header::SET_COOKIE).iter();
        all.map(|value| value.to_str().unwrap()).collect()
    }

    /// The head of the answer to an enhanced request.
    pub(crate) fn head(&self) -> serde_json::Value {
        let text = self.text();
        let line = text.split_once('\n').expect("a frame has a first line").0;
        serde_json::from_str(line).expect("the head is JSON")
    }
}

pub(crate) async fn send(app: &Router, request: Request) -> Answer {
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        bytes: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

pub(crate) fn request(method: &str, target: &str, headers: &[(&str, &str)]) -> Request {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

pub(crate) async fn get(app: &Router, target: &str) -> Answer {
    send(app, request("GET", target, &[])).await
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// As a browser without JavaScript posts a form.
pub(crate) async fn post(app: &Router, target: &str) -> Answer {
    send(app, request("POST", target, &[FORM])).await
}

/// As the runtime posts a form.
pub(crate) async fn post_enhanced(app: &Router, target: &str) -> Answer {
    let headers = [FORM, ("postback-request", "1")];
    send(app, request("POST", target, &headers)).await
}

/// The query that the first form of this action on a page posts to, without the `?`.
pub(crate) fn query_of(page: &Answer, action: &str) -> String {
    let html = page.text();
    let mut urls = html.split("action=\"?").skip(1).filter_map(|rest| {
        let url = rest.split_once('"')?.0.replace("&amp;", "&");
        url.contains(&format!("_action={action}.")).then_some(url)
    });
    urls.next()
        .unwrap_or_else(|| panic!("no form of `{action}` in {html}"))
}

/// The address that the form of this action on the page at `path` posts to.
pub(crate) async fn target_of(app: &Router, path: &str, action: &str) -> String {
    let page = get(app, path).await;
    let path = path.split('?').next().unwrap();
    format!("{path}?{}", query_of(&page, action))
}

/// A form with these headers more.
pub(crate) async fn sent(
    app: &Router,
    target: &str,
    body: String,
    headers: &[(&str, &str)],
    enhanced: bool,
) -> Answer {
    let mut request =
        Request::post(target).header("content-type", "application/x-www-form-urlencoded");
    if enhanced {
        request = request.header("postback-request", "1");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(app, request.body(body.into()).unwrap()).await
}
