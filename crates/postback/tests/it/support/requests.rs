//! Requests as nobody's browser sends them.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// An answer with its body read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).expect("the body is UTF-8")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.get(name)?;
        Some(value.to_str().expect("a header is ASCII"))
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

/// Without a body, and with no other headers than these.
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

/// A form with these headers more.
pub(crate) async fn sent(
    app: &Router,
    target: &str,
    body: String,
    headers: &[(&str, &str)],
    enhanced: bool,
) -> Answer {
    let mut headers = Vec::from(headers);
    headers.push(FORM);
    if enhanced {
        headers.push(("postback-request", "1"));
    }
    let mut request = request("POST", target, &headers);
    *request.body_mut() = body.into();
    send(app, request).await
}

const HOST: (&str, &str) = ("host", "app.example");

/// To a named host, with these headers besides.
pub(crate) fn get_request(target: &str, headers: &[(&str, &str)]) -> Request {
    request("GET", target, &[&[HOST], headers].concat())
}

/// To a named host: a form, unless one of the headers says that it is something else.
pub(crate) fn post_request(
    target: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Request {
    let is_said = headers.iter().any(|(name, _)| *name == FORM.0);
    let media: &[_] = if is_said { &[] } else { &[FORM] };
    let mut request = request("POST", target, &[&[HOST], media, headers].concat());
    *request.body_mut() = body.into();
    request
}
