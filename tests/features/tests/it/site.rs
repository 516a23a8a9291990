//! An app without a server, and requests to it.

use axum::body::Body;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use axum::{Router, extract::Request};
use http::{StatusCode, header};
use http_body_util::BodyExt as _;
use postback::{Actions, Keys, Postback, page};
use tower::ServiceExt as _;

pub(crate) fn postback(home: MethodRouter, actions: Actions<()>) -> Postback<()> {
    let pages = Router::new().route("/", page(home));
    Postback::new(pages).actions(actions).keys(Keys::random())
}

/// An app of one page that takes these actions.
pub(crate) fn app<H, T>(home: H, actions: Actions<()>) -> Router
where
    H: axum::handler::Handler<T, ()>,
    T: 'static,
{
    postback(get(home), actions).with_state(())
}

pub(crate) async fn send(app: &Router, request: Request) -> Response {
    app.clone().oneshot(request).await.unwrap()
}

/// The page.
pub(crate) async fn look(app: &Router) -> String {
    let response = send(app, Request::get("/").body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    text(response).await
}

/// The page's only form, sent with this body.
pub(crate) async fn submit(app: &Router, kind: &str, body: impl Into<Body>) -> Response {
    let shown = look(app).await;
    let (_, after) = shown.split_once(" action=\"").expect("there is a form");
    let (action, _) = after.split_once('"').unwrap();
    let request = Request::post(format!("/{}", action.replace("&amp;", "&")))
        .header(header::CONTENT_TYPE, kind)
        .body(body.into())
        .unwrap();
    send(app, request).await
}

pub(crate) async fn text(response: Response) -> String {
    let body = response.into_body().collect().await.unwrap();
    String::from_utf8(body.to_bytes().to_vec()).unwrap()
}

pub(crate) const URL_ENCODED: &str = "application/x-www-form-urlencoded";
pub(crate) const MULTIPART: &str = "multipart/form-data; boundary=x";

/// A name, and a picture beside it.
pub(crate) const WITH_PICTURE: &[u8] =
    b"--x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\nAda\r\n\
    --x\r\ncontent-disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n\r\n\
    \x89PNG\r\n\x1a\n\0\0\0\rIHDR\r\n--x--\r\n";
