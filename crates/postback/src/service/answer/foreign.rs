//! Responses without an outcome: to requests from other sites, and responses that the app sent in
//! place of an action's.

use std::borrow::Cow;

use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use http_body::Body as _;

use super::super::error_page;
use super::super::headers::{framing, is_html, with_earlier};
use super::super::state::Unsaid;
use super::Answer;
use super::frame::{Head, frame};
use crate::guard::origin::CrossOrigin;
use crate::outcome::{ErrorPage, Place};
use crate::wording::{CHECK_FIRST, NOT_TAKEN, sentence_of};

/// Returns whether a response to an action that reached no `page(..)` says nothing about the
/// action. A handler that answers every path, such as the fallback of a single-page app, would
/// otherwise make it look successful.
pub(crate) fn says_nothing(response: &Response) -> bool {
    let status = response.status();
    let is_missing = matches!(status.as_u16(), 404 | 405) && response.body().is_end_stream();
    status.is_success() || is_missing
}

impl Answer {
    /// Answers an action for which there was no `page(..)`.
    pub(crate) fn not_taken(self, response: &Response) -> Response {
        let status = match response.status() {
            status if status.is_success() => StatusCode::NOT_FOUND,
            status => status,
        };
        let mut page = self.sentence(status, "not_found", NOT_TAKEN, response.headers());
        if self.is_enhanced {
            return page;
        }
        if let Some(allowed) = response.headers().get(header::ALLOW) {
            page.headers_mut().insert(header::ALLOW, allowed.clone());
        }
        with_earlier(page, response.headers())
    }

    /// Answers a cross-origin request: a sentence, and nothing of its content.
    pub(crate) fn cross_origin(self, refused: &CrossOrigin) -> Response {
        tracing::warn!(target: "postback::refused", path = self.page.url().path(), "{refused}");
        let (status, nothing) = (StatusCode::FORBIDDEN, HeaderMap::new());
        self.sentence(status, "refused", refused.sentence(), &nothing)
    }

    /// Answers with a sentence alone: a frame with the headers `set`, or an error page.
    fn sentence(
        &self,
        status: StatusCode,
        outcome: &'static str,
        sentence: &str,
        set: &HeaderMap,
    ) -> Response {
        if !self.is_enhanced {
            return error_page::respond(self.page.app(), &ErrorPage::new(status, sentence));
        }
        let head = Head {
            status: status.as_u16(),
            outcome,
            say: Some(Cow::Borrowed(sentence)),
            ..Head::default()
        };
        frame(&self.page, head, None, set)
    }

    /// Answers with a response that the app sent in place of an outcome, perhaps after the action
    /// has run.
    pub(super) fn foreign(&self, mut response: Response, has_begun: bool) -> Response {
        if !self.is_enhanced {
            if is_html(response.headers()) {
                framing(self.page.app(), response.headers_mut());
            }
            return error_page::message_first(self.page.app(), self.led(response));
        }
        let status = response.status();
        let (outcome, status) = match status.as_u16() {
            // The action has run, and a layer has replaced its outcome by a response of its own.
            200..300 if self.call.is_some() => ("failed", StatusCode::INTERNAL_SERVER_ERROR),
            200..300 => ("done", status),
            300..400 => ("denied", StatusCode::UNAUTHORIZED),
            401 | 403 => ("denied", status),
            404 | 405 => ("not_found", status),
            429 => ("limited", status),
            400..500 => ("refused", status),
            _ => ("failed", status),
        };
        let unsaid: Option<Unsaid> = response.extensions_mut().remove();
        let say = match &unsaid {
            Some(Unsaid(message)) => message,
            None if has_begun => CHECK_FIRST,
            None => sentence_of(status),
        };
        let place = Place::of(response.headers());
        let digest = response.headers().get(error_page::DIGEST);
        let head = Head {
            status: status.as_u16(),
            outcome,
            url: place.map(Cow::Owned),
            say: (outcome != "done").then_some(Cow::Borrowed(say)),
            digest: digest.and_then(|digest| digest.to_str().ok()),
            ok: outcome == "done",
            reload: outcome == "done",
            ..Head::default()
        };
        frame(&self.page, head, None, response.headers())
    }

    /// Restricts a response of the app to a browser that submitted a form: it only redirects to
    /// permitted targets, and with a GET. A 307 or 308 would make the browser post the form to its
    /// target, for example a password to the sign-in page.
    pub(super) fn led(&self, mut response: Response) -> Response {
        let is_redirection = response.status().is_redirection();
        if !is_redirection && !response.headers().contains_key(header::LOCATION) {
            return response;
        }
        let place = Place::of(response.headers());
        if is_redirection && place.is_none() {
            let status = StatusCode::UNAUTHORIZED;
            let error = ErrorPage::new(status, sentence_of(status));
            let page = error_page::respond(self.page.app(), &error);
            return with_earlier(page, response.headers());
        }
        response.headers_mut().remove(header::LOCATION);
        if let Some(place) = place {
            response
                .headers_mut()
                .insert(header::LOCATION, place.header());
        }
        if matches!(response.status().as_u16(), 307 | 308) {
            *response.status_mut() = StatusCode::SEE_OTHER;
        }
        response
    }
}
