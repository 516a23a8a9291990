//! Requests as nobody's browser sends them.

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

#[derive(Debug)]
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// A POST of an urlencoded form with these headers besides.
pub(crate) fn post(uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::post(uri).header("host", "app.example");
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).unwrap()
}

pub(crate) fn get(uri: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::get(uri).header("host", "app.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

pub(crate) async fn send(app: &Router, request: Request<Body>) -> Answer {
    let response = match app.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: head.status,
        headers: head.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// Where the forms of a page post to, in order: `/path?query`.
pub(crate) fn targets(path: &str, html: &str) -> Vec<String> {
    let forms = html.split("<form method=\"post\" action=\"").skip(1);
    forms
        .map(|form| {
            let action = form.split('"').next().unwrap();
            format!("{path}{}", action.replace("&amp;", "&"))
        })
        .collect()
}

/// The target of the only form on a page.
pub(crate) async fn target(app: &Router, path: &str, headers: &[(&str, &str)]) -> String {
    let page = send(app, get(path, headers)).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let path = path.split('?').next().unwrap();
    let mut targets = targets(path, &page.body);
    assert_eq!(targets.len(), 1, "{}", page.body);
    targets.remove(0)
}
