//! Panics, rejections and page errors. They drop no connection, and their text does not leak.

use std::any::Any;
use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::lazy;
use http::header;
use tower_service::Service;

use super::state::{TooLarge, Unsaid};
use super::{error_page, headers, state};
use crate::context::{App, Before, Resolved};
use crate::outcome::{Error, ErrorKind, OutcomeKind, PageError, StandsIn, append, see_other};
use crate::panic::Panicked;

/// Calls the app, and converts a panic into a failure.
pub(crate) fn caught(
    mut pages: Router,
    request: Request,
) -> impl Future<Output = Response> + Send + 'static {
    // Unlike an async block, `lazy` does not reserve space for the request once the call has begun.
    let call = lazy(move |_| pages.call(request)).flatten();
    let call = AssertUnwindSafe(call).catch_unwind();
    call.map(|answer| match answer {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(panic) => Error::from(Panicked::new(&*panic)).into_response(),
    })
}

/// Catches panics of the app's code outside of its pages, such as a mapping of errors, or the
/// `Display` of an error on its way to the log.
///
/// It wraps every request, and is no async fn because that would hold the future twice.
pub(crate) fn last_resort(
    app: Arc<App>,
    before: Before,
    answer: impl Future<Output = Response>,
) -> impl Future<Output = Result<Response, Infallible>> {
    let failed = move |panic: Box<dyn Any + Send>| {
        let failed = Error::from(Panicked::new(&*panic));
        error_page::page(&app, &settled(&app, failed, before).as_outcome())
    };
    let answer = AssertUnwindSafe(answer).catch_unwind();
    answer.map(move |answer| Ok(answer.unwrap_or_else(failed)))
}

fn settled(app: &App, error: Error, before: Before) -> Resolved {
    let mut settled = app.resolve(error.into(), false);
    if let OutcomeKind::Error(kind) = &mut settled.end
        && let ErrorKind::Failed(cause) = kind
    {
        let cause = Arc::clone(cause);
        match before {
            Before::Nothing => {}
            Before::Begun => *kind = ErrorKind::Unshown { cause, done: false },
            Before::Done => *kind = ErrorKind::Unshown { cause, done: true },
        }
    }
    settled
}

/// Gives the response of a page that returned a `postback::Error` its status, its page and its line
/// in the log. `page` is the requested path.
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
    let Resolved { end, extras, .. } = &settled;
    let mut answer = if let OutcomeKind::Redirect { target, .. } = end {
        see_other(target.place())
    } else {
        let mut answer = error_page::page(app, &settled.as_outcome());
        answer.extensions_mut().insert(StandsIn);
        answer
    };
    append(answer.headers_mut(), &extras.headers);
    if let (OutcomeKind::Redirect { target, .. }, Some(flash)) = (end, &extras.flash) {
        match state::flash(app, page, target, flash, is_https) {
            Ok(None) => return answer,
            Ok(Some(cookie)) => {
                answer.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Err(TooLarge) => {
                answer.extensions_mut().insert(Unsaid(flash.clone()));
            }
        }
        headers::no_store(answer.headers_mut());
    }
    answer
}
