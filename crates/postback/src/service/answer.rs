//! Step 10: the response to an outcome, for a plain POST and for an enhanced request.

mod foreign;
mod frame;
#[cfg(feature = "typescript")]
mod new_ids;
mod reply;
mod script;
mod signed_out;

pub(crate) use self::foreign::says_nothing;
pub(crate) use self::signed_out::Draft;

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
#[cfg(feature = "typescript")]
use futures_util::future::OptionFuture;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use self::frame::{Head, frame};
use self::reply::{Behind, Mode, Otherwise, Reply, reply};
use super::error_page;
use super::headers::{self, joined, with_earlier};
use super::refresh::Rendered;
use super::snapshot::Snapshot;
use super::state::{TooLarge, Unsaid};
use super::{asof, development, state};
use crate::context::{Call, is_enhanced};
use crate::outcome::{ActionOutcome, ErrorPage, Place, see_other};
use crate::wording::BUSY_UNREAD;

pub(crate) struct Answer {
    page: Snapshot,
    is_enhanced: bool,
    /// Set if a script has called the action directly.
    call: Option<Call>,
}

impl Answer {
    pub(crate) fn to(page: Snapshot) -> Self {
        let is_enhanced = is_enhanced(&page.headers);
        let call = if is_enhanced {
            Call::in_query(page.posted_query())
        } else {
            None
        };
        Self {
            page,
            is_enhanced,
            call,
        }
    }

    /// Answers a call that ended before it reached the app.
    pub(crate) async fn refused(self, ended: Arc<ActionOutcome>) -> Response {
        self.respond(ended, &HeaderMap::new()).await
    }

    /// Answers a call that ended in `page(..)`; `set` are the headers that the app's layers have
    /// added to it.
    pub(crate) async fn respond(self, ended: Arc<ActionOutcome>, set: &HeaderMap) -> Response {
        development::warn_after_action(&self.page, &ended);
        let (ended, typed) = match self.call {
            Some(_) => script::typed(self.page.app(), ended),
            None => (ended, None),
        };
        let mode = match self.call {
            Some(call) => Mode::Script(call),
            None if self.is_enhanced => Mode::Enhanced,
            None => {
                let fits = !self.is_too_large(&ended);
                Mode::Plain { fits }
            }
        };
        let mut reply = reply(&ended, mode);
        if let (Reply::Frame(head, _), Some(typed)) = (&mut reply, typed) {
            head.result = Some(Cow::Owned(typed));
        }
        let response = self.write(reply, &ended, set).await;
        let mut response = error_page::message_first(self.page.app(), response);
        error_page::write_headers(&mut response, &ended);
        response
    }

    async fn write(
        &self,
        reply: Reply<'_>,
        ended: &Arc<ActionOutcome>,
        set: &HeaderMap,
    ) -> Response {
        match reply {
            Reply::Back => self.see_other(ended, set, &self.own("")),
            Reply::Onward(place) => self.see_other(ended, set, &self.whole(place)),
            Reply::Page(status, otherwise) => {
                match (self.page.render(ended, set).await, otherwise) {
                    // The page that would read the value does not exist any more.
                    (Some(rendered), Otherwise::Back) if rendered.is_gone() => {
                        self.see_other(ended, set, &self.own(""))
                    }
                    (Some(rendered), _) => self.html(status, ended, rendered, set),
                    (None, Otherwise::Back) => self.see_other(ended, set, &self.own("")),
                    (None, Otherwise::ErrorPage) => {
                        joined(error_page::page(self.page.app(), ended), set)
                    }
                }
            }
            Reply::SignIn(own) => {
                let answer = self.carrying(ended, joined(Response::from(own), set));
                self.signed_out(answer, ended)
            }
            Reply::Own(own) => {
                let answer = self.led(joined(Response::from(own), set));
                self.carrying(ended, answer)
            }
            Reply::Busy => joined(self.busy(), set),
            Reply::Frame(head, behind) => self.framed(*head, behind, ended, set).await,
        }
    }

    /// Returns whether the outcome does not fit into a cookie, so that the response to the POST
    /// shows it. While that response is the current page, a reload asks whether to submit the form
    /// again.
    fn is_too_large(&self, ended: &ActionOutcome) -> bool {
        state::is_too_large(self.page.app(), self.page.url().path(), ended)
    }

    /// Returns the page that was posted to, with this fragment.
    fn own(&self, hash: &str) -> Place {
        let relative = self.page.relative() + hash;
        // No browser requests a path that this function refuses.
        Place::written(&relative).unwrap_or_else(|_| Place::root())
    }

    /// Returns the address for a browser that is at the posted URL. A fragment alone would refer to
    /// that URL, including `_action`.
    fn whole(&self, place: &Place) -> Place {
        if place.as_str().starts_with('#') {
            self.own(place.as_str())
        } else {
            place.clone()
        }
    }

    fn see_other(&self, ended: &ActionOutcome, set: &HeaderMap, place: &Place) -> Response {
        let mut response = self.carrying(ended, joined(see_other(place), set));
        headers::no_store(response.headers_mut());
        response
    }

    /// Adds the state and the flash message for the page that the browser requests next.
    fn carrying(&self, ended: &ActionOutcome, mut response: Response) -> Response {
        match self.carried(ended, ended) {
            Ok(None) => {}
            Ok(Some(cookie)) => {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Err(TooLarge) => {
                let message = ended.flash.clone().unwrap_or_default();
                response.extensions_mut().insert(Unsaid(message));
            }
        }
        response
    }

    /// Returns the cookie with `shown`, for the page to which the browser is redirected.
    fn carried(
        &self,
        ended: &ActionOutcome,
        shown: &ActionOutcome,
    ) -> Result<Option<HeaderValue>, TooLarge> {
        let app = self.page.app();
        let secure = app.origins.is_https(&self.page.headers);
        match ended.leads_to(self.page.url().path()) {
            Some(path) => state::cookie(app, &path, shown, secure),
            None => Ok(None),
        }
    }

    fn html(
        &self,
        status: StatusCode,
        ended: &ActionOutcome,
        rendered: Rendered,
        set: &HeaderMap,
    ) -> Response {
        let mut response = Response::new(Body::from(rendered.html));
        *response.status_mut() = status;
        *response.headers_mut() = rendered.headers;
        let app = self.page.app();
        let as_of = rendered.notes.has_script.then_some(rendered.as_of);
        asof::write(app, as_of, response.headers_mut());
        headers::framing(app, response.headers_mut());
        headers::outcome_caching(app, ended, response.headers_mut());
        with_earlier(response, set)
    }

    async fn framed<'o>(
        &self,
        mut head: Head<'o>,
        behind: Behind<'o>,
        ended: &'o Arc<ActionOutcome>,
        set: &HeaderMap,
    ) -> Response {
        // A script receives the outcome itself, so a form of the page must not claim it.
        let message = self.call.map(|_| Arc::new(script::message_alone(ended)));
        let shown = message.as_ref().unwrap_or(ended);
        let mut rendered = match behind {
            Behind::Nothing => None,
            Behind::Page => self.page.render(shown, set).await,
            Behind::Target(place) => self.page.render_target(place.as_str(), shown, set).await,
        };
        #[cfg(feature = "typescript")]
        {
            let ids = new_ids::new_ids(&self.page, shown, ended, rendered.as_ref(), set);
            head.actions = OptionFuture::from(self.call.map(|_| ids)).await.flatten();
        }
        let shows_no_page = self.call == Some(Call::Nothing);
        let goes_itself =
            rendered.is_none() && (head.url.is_some() || (ended.is_success() && !shows_no_page));
        let carried = if goes_itself {
            self.carried(ended, shown)
        } else {
            Ok(None)
        };
        if carried.is_err() && ended.is_success() && !shows_no_page {
            // The message is shown before the browser goes on; a refusal is shown at the form.
            let place = match head.url.take() {
                Some(place) => self.whole(&place),
                None => self.own(""),
            };
            let message = ended.flash.as_deref().unwrap_or_default();
            let page = error_page::onward(message, Some(&place));
            rendered = Some(Rendered::of_ours(self.page.app(), page));
        }
        // A reload would discard the values in a refused form.
        head.reload = rendered.is_none() && ended.is_success() && !shows_no_page;
        let mut response = frame(&self.page, head, rendered, set);
        if let Ok(Some(cookie)) = carried {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Answers with a sentence only: nothing was read or rendered, and a reload submits the form
    /// again, including its files.
    fn busy(&self) -> Response {
        let error = ErrorPage::new(StatusCode::SERVICE_UNAVAILABLE, BUSY_UNREAD);
        error_page::respond(self.page.app(), &error)
    }
}
