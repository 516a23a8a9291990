//! Forms on pages of an app, both ways: what comes back after a submit, where, and how.

mod errors;
mod escaping;
mod instances;
mod optimistic;
mod others;
mod profile;
mod rows;
mod values;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::MethodRouter;
use http_body_util::BodyExt as _;
use postback::{Keys, Postback, page};
use tower::ServiceExt as _;

/// An app of one page.
fn one_page(route: MethodRouter) -> Postback<()> {
    Postback::new(Router::new().route("/", page(route))).keys(Keys::random())
}

/// A plain POST of `body` by the first form of `action`: the status and the page.
async fn raw(app: &Router, path: &str, action: &str, kind: &str, body: &str) -> (u16, String) {
    let page = text(app, Request::get(path).body(Body::empty()).unwrap())
        .await
        .1;
    let url = page
        .split("action=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|url| url.contains(&format!("_action={action}.")))
        .unwrap_or_else(|| panic!("no form of {action} in {page}"))
        .replace("&amp;", "&");
    let path = path.split('?').next().unwrap_or_default();
    let request = Request::post(format!("{path}{url}")).header("content-type", kind);
    text(app, request.body(Body::from(body.to_owned())).unwrap()).await
}

async fn text(app: &Router, request: Request) -> (u16, String) {
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}
