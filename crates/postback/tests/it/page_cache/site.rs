//! An app with cached pages, and a page that shows everything that it sees.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, OriginalUri, Request, State};
use http::Response;
use postback::{AppHandle, CachedPage, Html, Keys, Postback};

use crate::support::log::{self, Log};
use crate::support::{Answer, Effects, document};

/// What no second visitor and no shared render may see.
pub(crate) const SECRET: &str = "s3cret";

/// What a session layer outside has put into the request.
#[derive(Clone, Debug)]
pub(crate) struct Who(pub(crate) &'static str);

tokio::task_local! {
    pub(crate) static CURRENT: &'static str;
}

pub(crate) struct Site {
    pub(crate) app: Router,
    /// One entry for each render.
    pub(crate) seen: Effects,
    pub(crate) handle: AppHandle,
}

pub(crate) fn site(
    pages: Router<Effects>,
    declare: impl FnOnce(Postback<Effects>) -> Postback<Effects>,
) -> Site {
    log::switch_on();
    let seen = Effects::default();
    let postback = declare(Postback::new(pages).keys(Keys::random()));
    let handle = postback.handle();
    Site {
        app: postback.with_state(seen.clone()),
        seen,
        handle,
    }
}

pub(crate) fn fresh() -> CachedPage {
    CachedPage::fresh("5m")
}

/// Everything that a handler can get hold of.
pub(crate) async fn spy(State(seen): State<Effects>, request: Request) -> Html {
    let extensions = request.extensions();
    let text = format!(
        "{} {} {:?} {:?} {:?} {:?} {:?}",
        request.method(),
        request.uri(),
        request.headers(),
        extensions.get::<OriginalUri>(),
        extensions.get::<Who>().map(|Who(who)| who),
        extensions.get::<ConnectInfo<SocketAddr>>(),
        CURRENT.try_with(|who| *who),
    );
    seen.add(&text);
    document([format!("<p id=seen>{}</p>", text.replace('<', "&lt;"))])
}

/// Counts its renders.
pub(crate) async fn count(State(seen): State<Effects>) -> Html {
    seen.add("count");
    document([format!("<p id=count>{}</p>", seen.count())])
}

/// Everything of an answer, headers included.
pub(crate) fn all_of(answer: &Answer) -> String {
    format!("{} {:?} {}", answer.status, answer.headers, answer.text())
}

/// An answer of a handler, by hand.
pub(crate) fn with(
    name: &'static str,
    value: &'static str,
    body: &'static str,
) -> Response<axum::body::Body> {
    let response = Response::builder()
        .header("content-type", "text/html")
        .header(name, value);
    response.body(body.into()).unwrap()
}

/// The warnings about pages that cannot be cached.
pub(crate) fn warnings(log: &Log) -> Vec<String> {
    let lines = log.lines("postback::cache").into_iter();
    let warnings = lines.filter(|line| line.level == "WARN");
    warnings
        .map(|line| line.fields["message"].clone())
        .collect()
}
