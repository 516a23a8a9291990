//! The error page.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};

use super::headers;
use super::state::Unsaid;
use crate::context::App;
use crate::form::{Pairs, is_marker};
use crate::html::{Html, escape};
use crate::outcome::{ActionOutcome, ErrorPage, Place, append};
use crate::page::{write_error, write_values};
use crate::panic::Panicked;
use crate::wording::{self, title_of, whole_seconds};

/// The header with the digest of a failure, which the page shows as well.
pub(crate) const DIGEST: HeaderName = HeaderName::from_static("postback-digest");

/// Returns the values that the visitor typed, without the markers of rows.
pub(super) fn typed<'v>(values: impl IntoIterator<Item = &'v (String, String)>) -> Pairs {
    let typed = values.into_iter().filter(|(name, _)| !is_marker(name));
    typed.cloned().collect()
}

pub(crate) fn page(app: &App, ended: &ActionOutcome) -> Response {
    let status = ended.facts().status;
    let message = ended.sentence().unwrap_or(wording::PAGE_UNSHOWN.into());
    let message = match &ended.flash {
        Some(flash) => format!("{message} {flash}").into(),
        None => message,
    };
    let values = typed(ended.kept.values.iter().flat_map(|values| values.iter()));
    let errors = ended.errors();
    let error = ErrorPage {
        errors: &errors,
        digest: ended.digest.as_deref(),
        values: &values,
        ..ErrorPage::new(status, &message)
    };
    let mut response = respond(app, &error);
    if !values.is_empty() {
        let own = response.headers_mut();
        own.remove(header::CACHE_CONTROL);
        headers::outcome_caching(app, ended, own);
    }
    write_headers(&mut response, ended);
    response
}

/// Writes the headers of an outcome: the digest of a failure, and the time to wait.
pub(crate) fn write_headers(response: &mut Response, ended: &ActionOutcome) {
    if let Some(digest) = ended
        .digest
        .as_deref()
        .and_then(|digest| HeaderValue::from_str(digest).ok())
    {
        response.headers_mut().insert(DIGEST, digest);
    }
    if let Some(wait) = ended.facts().wait {
        let seconds = HeaderValue::from(whole_seconds(wait));
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
}

pub(crate) fn respond(app: &App, error: &ErrorPage<'_>) -> Response {
    let own = app.error_page.as_ref().and_then(|page| {
        let html = catch_unwind(AssertUnwindSafe(|| page(error)));
        html.inspect_err(|panic| {
            let panic = Panicked::new(&**panic);
            tracing::error!(target: "postback::failed", error = %panic, "the app's error page failed, so the plain one is shown");
        })
        .ok()
    });
    let has_all = |html: &Html| {
        error
            .resend
            .is_none_or(|resend| html.as_str().contains(resend.as_str()))
    };
    let html = own.filter(has_all).unwrap_or_else(|| plain(error));
    whole(app, error.status, html)
}

fn whole(app: &App, status: StatusCode, html: Html) -> Response {
    let mut response = Response::new(Body::from(html.into_string()));
    *response.status_mut() = status;
    let own = response.headers_mut();
    own.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers::no_store(own);
    headers::framing(app, own);
    response
}

/// Replaces a redirect whose message no cookie can carry with a page that shows the message first.
pub(crate) fn message_first(app: &App, mut response: Response) -> Response {
    let Some(Unsaid(message)) = response.extensions_mut().remove() else {
        return response;
    };
    tracing::warn!(target: "postback::state", bytes = message.len(), "this message is too large for a cookie, so a separate page shows it before the redirect");
    let place = Place::of(response.headers());
    let mut page = whole(app, StatusCode::OK, onward(&message, place.as_ref()));
    append(page.headers_mut(), response.headers());
    page
}

/// Renders a page with a message and a link to the next page.
pub(crate) fn onward(message: &str, place: Option<&Place>) -> Html {
    let mut html = begun(wording::BEFORE_GOING_ON);
    html.push_str("<p role=\"status\">");
    escape(message, &mut html);
    html.push_str("</p>");
    if let Some(place) = place {
        html.push_str("<p><a href=\"");
        escape(place.as_str(), &mut html);
        html.push_str("\">");
        html.push_str(wording::GO_ON);
        html.push_str("</a></p>");
    }
    html.push_str(END);
    Html::from_trusted(html)
}

/// The page has no styles, which a strict content security policy would refuse.
fn begun(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head>\
         <body><main><h1>{title}</h1>"
    )
}

const END: &str = "</main></body></html>";

fn plain(error: &ErrorPage<'_>) -> Html {
    let title = title_of(error.status, error.resend.is_some());
    let mut html = begun(title);
    html.push_str("<p role=\"alert\">");
    escape(error.message, &mut html);
    html.push_str("</p>");
    if let Some(resend) = error.resend {
        html.push_str(resend.as_str());
    }
    // The message may be one of them.
    for problem in error.errors.iter().filter(|e| e.message != error.message) {
        html.push_str("<p>");
        write_error(problem, &mut html);
        html.push_str("</p>");
    }
    if let Some(digest) = error.digest {
        let [before, after] = wording::REPORT;
        // The digest consists of eight letters, which need no escaping.
        let _ = write!(html, "<p>{before}<strong>{digest}</strong>{after}</p>");
    }
    write_values(error.values, &mut html);
    html.push_str(END);
    Html::from_trusted(html)
}
