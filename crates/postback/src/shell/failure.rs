//! Panics, rejections and page errors: nothing drops a connection, nothing leaks its text.

use std::any::Any;
use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::lazy;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use tower_service::Service;

use super::app::Settled;
use super::state::{TooLarge, Unsaid};
use super::{App, minimal, notice, state};
use crate::outcome::{
    Buffered, End, Error, Kind, Limited, PageError, Place, Redirect, Target, append,
};
use crate::panic::Panicked;

/// How much of an extractor's own rejection page is kept.
const REJECTION_LIMIT: usize = 64 << 10;

/// The app's answer; a panic in it becomes a failure like any other.
pub(crate) fn caught(
    mut pages: Router,
    request: Request,
) -> impl Future<Output = Response> + Send + 'static {
    // Unlike an async block it has no room for the request once the call has begun.
    let call = lazy(move |_| pages.call(request)).flatten();
    let call = AssertUnwindSafe(call).catch_unwind();
    call.map(|answer| match answer {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(panic) => Error::from(Panicked::new(&*panic)).into_response(),
    })
}

/// Code of the app runs outside of its pages, too: a mapping of errors, the `Display` of an error on
/// its way to the log. A panic there is a failure like any other.
///
/// It wraps every request whole: as an async fn it would hold the future twice.
pub(crate) fn last_resort(
    app: Arc<App>,
    before: Before,
    answer: impl Future<Output = Response>,
) -> impl Future<Output = Result<Response, Infallible>> {
    let failed = move |panic: Box<dyn Any + Send>| {
        let failed = Error::from(Panicked::new(&*panic));
        minimal::page(&app, &settled(&app, failed, before).as_ended())
    };
    let answer = AssertUnwindSafe(answer).catch_unwind();
    answer.map(move |answer| Ok(answer.unwrap_or_else(failed)))
}

/// What went before an answer that fails: it stays true.
#[derive(Clone, Copy)]
pub(crate) enum Before {
    Nothing,
    /// The function of an action was called, or may have been.
    Begun,
    /// An action has ended well.
    Done,
}

fn settled(app: &App, error: Error, before: Before) -> Settled {
    let mut settled = app.settle(error.into(), false);
    if let End::Error(kind) = &mut settled.end
        && let Kind::Failed(cause) = kind
    {
        let cause = Arc::clone(cause);
        match before {
            Before::Nothing => {}
            Before::Begun => *kind = Kind::Unshown { cause, done: false },
            Before::Done => *kind = Kind::Unshown { cause, done: true },
        }
    }
    settled
}

/// The answer is a page of ours, because the app's own has failed.
#[derive(Clone)]
pub(crate) struct StandsIn;

/// A page that returned a `postback::Error` gets its status, its page and its line in the log.
/// `page` is the path that was asked for.
pub(crate) fn explained(
    app: &App,
    page: &str,
    is_https: bool,
    before: Before,
    mut response: Response,
) -> Response {
    let Some(PageError(error)) = response.extensions_mut().remove::<PageError>() else {
        return response;
    };
    let settled = settled(app, error, before);
    let Settled { end, extras, .. } = &settled;
    let mut answer = if let End::Redirect { target, .. } = end {
        see_other(target.place())
    } else {
        let mut answer = minimal::page(app, &settled.as_ended());
        answer.extensions_mut().insert(StandsIn);
        answer
    };
    append(answer.headers_mut(), &extras.headers);
    if let (End::Redirect { target, .. }, Some(flash)) = (end, &extras.flash) {
        match state::flash(app, page, target, flash, is_https) {
            Ok(None) => return answer,
            Ok(Some(cookie)) => {
                answer.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Err(TooLarge) => {
                answer.extensions_mut().insert(Unsaid(flash.clone()));
            }
        }
        notice::no_store(answer.headers_mut());
    }
    answer
}

pub(crate) fn see_other(place: &Place) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response
        .headers_mut()
        .insert(header::LOCATION, place.header());
    response
}

/// What an extractor's refusal means. A caller who is sent to another page is denied, not redirected.
pub(crate) async fn rejected(mut response: Response, caller: bool) -> Error {
    if let Some(PageError(error)) = response.extensions_mut().remove::<PageError>() {
        return match &error.kind {
            Kind::Redirect(redirect) if caller => denied_to((**redirect).clone()),
            _ => error,
        };
    }
    let status = response.status();
    if status.is_server_error() {
        return Error::from(format!(
            "an extractor refused the request with status {status}"
        ));
    }
    let (parts, body) = response.into_parts();
    let body = http_body_util::Limited::new(body, REJECTION_LIMIT)
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    if let Some(wait) = wait(status, &parts.headers) {
        return Limited::after(wait);
    }
    let own = Buffered {
        status,
        headers: parts.headers,
        body,
    };
    if !caller
        && status.is_redirection()
        && let Some(place) = own.place()
        && place.as_str().starts_with('/')
    {
        let redirect = Redirect::to(place.as_str());
        return Error::from(redirect.with(own.headers));
    }
    Error::new(Kind::Rejected(Arc::new(own)))
}

/// What a limiter among the extractors says, which the page would not show.
fn wait(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    if status != StatusCode::TOO_MANY_REQUESTS {
        return None;
    }
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    seconds.parse().ok().map(Duration::from_secs)
}

fn denied_to(redirect: Redirect) -> Error {
    let (target, extras) = redirect.into_parts();
    let place = match target {
        Ok(Target::App(place) | Target::Visitor(place)) => place,
        Ok(Target::External(..)) => return Error::from("a caller is not sent to another site"),
        Err(reason) => return Error::from(reason),
    };
    let (parts, _) = see_other(&place).into_parts();
    Error {
        kind: Kind::Rejected(Arc::new(Buffered {
            status: parts.status,
            headers: parts.headers,
            body: Bytes::new(),
        })),
        extras: Some(Box::new(extras)),
    }
}

impl From<&Buffered> for Response {
    fn from(buffered: &Buffered) -> Self {
        let mut response = buffered.body.clone().into_response();
        *response.status_mut() = buffered.status;
        *response.headers_mut() = buffered.headers.clone();
        response
    }
}
