//! Step 10: what the browser gets for an outcome, as a plain POST and as an enhanced request.

mod frame;
mod signed_out;

pub(crate) use self::signed_out::Draft;

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use self::frame::Head;
use super::headers::{self, joined, with_earlier};
use super::minimal;
use super::refresh::{Rendered, Snapshot};
use super::state::{TooLarge, Unsaid};
use super::{asof, development, state};
use crate::context::is_enhanced;
use crate::guard::origin::CrossOrigin;
use crate::outcome::{End, Ended, ErrorPage, Kind, Place, Target, asks_to_sign_in, see_other};
use crate::wording::{BUSY_UNREAD, LOOK, sentence_of};

pub(crate) struct Answer {
    page: Snapshot,
    enhanced: bool,
}

impl Answer {
    pub(crate) fn to(page: Snapshot) -> Self {
        let enhanced = is_enhanced(&page.headers);
        Self { page, enhanced }
    }

    /// The call ended before the app saw it.
    pub(crate) async fn refused(self, ended: Arc<Ended>) -> Response {
        self.ended(ended, &HeaderMap::new()).await
    }

    /// The call ended in `page(..)`; `set` is what came with it through the app's layers.
    pub(crate) async fn ended(self, ended: Arc<Ended>, set: &HeaderMap) -> Response {
        development::ended(&self.page, &ended);
        let mut response = if self.enhanced {
            self.enhanced(&ended, set).await
        } else {
            minimal::said(self.page.app(), self.plain(&ended, set).await)
        };
        minimal::told(&mut response, &ended);
        response
    }

    async fn plain(&self, ended: &Arc<Ended>, set: &HeaderMap) -> Response {
        match &ended.end {
            End::Done(_) if self.is_too_large(ended) => match self.page.render(ended, set).await {
                Some(rendered) if !rendered.is_gone() => {
                    self.html(StatusCode::OK, ended, rendered, set)
                }
                // Whoever reads the value is not there.
                _ => self.see_other(ended, set, &self.own("")),
            },
            End::Done(_) | End::Nothing => self.see_other(ended, set, &self.own("")),
            End::Redirect { target, .. } => self.see_other(ended, set, &self.whole(target.place())),
            End::Error(Kind::Rejected(own))
                if asks_to_sign_in(own.status)
                    && (ended.kept.values.is_some() || ended.kept.is_cut()) =>
            {
                let answer = self.carrying(ended, joined(Response::from(&**own), set));
                self.signed_out(answer, ended)
            }
            End::Error(Kind::Rejected(own)) if own.speaks_for_itself() => {
                let answer = self.led(joined(Response::from(&**own), set));
                self.carrying(ended, answer)
            }
            End::Error(Kind::Busy) if ended.kept.values.is_none() => joined(self.busy(), set),
            End::Error(_) => match self.page.render(ended, set).await {
                Some(rendered) => self.html(ended.means().status, ended, rendered, set),
                None => joined(minimal::page(self.page.app(), ended), set),
            },
        }
    }

    /// What no cookie holds is shown by the answer itself. A reload of it asks whether to send the form
    /// again, as long as that answer is the current page.
    fn is_too_large(&self, ended: &Ended) -> bool {
        state::is_too_large(self.page.app(), self.page.url().path(), ended)
    }

    /// The page that was posted to, with this fragment.
    fn own(&self, hash: &str) -> Place {
        let relative = self.page.relative() + hash;
        // No browser asks for a path that this refuses.
        Place::written(&relative).unwrap_or_else(|_| Place::root())
    }

    /// Where a browser goes that is at the address that was posted to. A fragment alone would be a part of
    /// that, `_action` and all.
    fn whole(&self, place: &Place) -> Place {
        if place.as_str().starts_with('#') {
            self.own(place.as_str())
        } else {
            place.clone()
        }
    }

    /// An answer of the app's own to a browser that sent a form: it leads only where anybody may be
    /// sent, and with a GET. With 307 or 308 the browser would post the form there, to the login page
    /// for example, password and all.
    fn led(&self, mut response: Response) -> Response {
        let is_redirection = response.status().is_redirection();
        if !is_redirection && !response.headers().contains_key(header::LOCATION) {
            return response;
        }
        let place = Place::of(response.headers());
        if is_redirection && place.is_none() {
            let status = StatusCode::UNAUTHORIZED;
            let error = ErrorPage::new(status, sentence_of(status));
            let page = minimal::respond(self.page.app(), &error);
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

    fn see_other(&self, ended: &Ended, set: &HeaderMap, place: &Place) -> Response {
        let mut response = self.carrying(ended, joined(see_other(place), set));
        headers::no_store(response.headers_mut());
        response
    }

    /// With the state and the flash for the page that the browser requests next, by itself.
    fn carrying(&self, ended: &Ended, mut response: Response) -> Response {
        match self.carried(ended) {
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

    fn carried(&self, ended: &Ended) -> Result<Option<HeaderValue>, TooLarge> {
        let app = self.page.app();
        let secure = app.origins.is_https(&self.page.headers);
        match ended.leads_to(self.page.url().path()) {
            Some(path) => state::cookie(app, &path, ended, secure),
            None => Ok(None),
        }
    }

    fn html(
        &self,
        status: StatusCode,
        ended: &Ended,
        rendered: Rendered,
        set: &HeaderMap,
    ) -> Response {
        let mut response = Response::new(Body::from(rendered.html));
        *response.status_mut() = status;
        *response.headers_mut() = rendered.headers;
        let app = self.page.app();
        let as_of = rendered.has_script.then_some(rendered.as_of);
        asof::say(app, as_of, response.headers_mut());
        headers::framing(app, response.headers_mut());
        headers::kept(app, ended, response.headers_mut());
        with_earlier(response, set)
    }

    async fn enhanced(&self, ended: &Arc<Ended>, set: &HeaderMap) -> Response {
        let means = ended.means();
        let sentence = ended.sentence();
        let result = match &ended.end {
            End::Done(value) => serde_json::from_str(value.json()).ok(),
            _ => None,
        };
        let errors = ended.errors();
        let own_place = match &ended.end {
            End::Error(Kind::Rejected(own)) if own.status.is_redirection() => own.place(),
            _ => None,
        };
        let mut head = Head {
            ok: ended.is_success(),
            status: means.status.as_u16(),
            outcome: means.name,
            result,
            say: ended.flash.as_deref().or(sentence.as_deref()),
            digest: ended.digest.as_deref(),
            ..Head::default()
        };
        for error in errors.iter() {
            head.errors
                .entry(&error.field)
                .or_default()
                .push(&error.message);
        }
        let mut rendered = match &ended.end {
            End::Redirect {
                target, replace, ..
            } => {
                head.status = 200;
                head.replace = *replace;
                head.url = Some(target.place());
                match target {
                    // A visitor does not choose what our own server requests.
                    Target::Visitor(_) | Target::External(..) => None,
                    Target::App(place) => {
                        let target = place.as_str();
                        self.page.render_target(target, ended, set).await
                    }
                }
            }
            // The form stays as it is: whoever signs in elsewhere goes on with it.
            End::Error(kind) if matches!(means.status.as_u16(), 300..=399 | 401 | 403) => {
                if let Kind::Rejected(own) = kind
                    && own.status.is_redirection()
                {
                    head.status = 401;
                    head.url = own_place.as_ref();
                }
                None
            }
            // It costs nothing but this answer, and the form stays as it is: it can be sent again.
            End::Error(Kind::Busy) if ended.kept.values.is_none() => None,
            _ => self.page.render(ended, set).await,
        };
        let goes_itself = rendered.is_none() && (ended.is_success() || head.url.is_some());
        let carried = if goes_itself {
            self.carried(ended)
        } else {
            Ok(None)
        };
        if carried.is_err() && ended.is_success() {
            // Nobody goes on before the message was said; a refusal is said where the form is.
            let place = match head.url.take() {
                Some(place) => self.whole(place),
                None => self.own(""),
            };
            let message = ended.flash.as_deref().unwrap_or_default();
            let page = minimal::onward(message, Some(&place));
            rendered = Some(Rendered::of_ours(self.page.app(), page));
        }
        // A reload would take away what was typed into a form that was refused.
        head.reload = rendered.is_none() && ended.is_success();
        let mut response = self.frame(head, rendered, set);
        if let Ok(Some(cookie)) = carried {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Nothing of it was read, and nothing is rendered: a reload sends it again, files and all.
    fn busy(&self) -> Response {
        let error = ErrorPage::new(StatusCode::SERVICE_UNAVAILABLE, BUSY_UNREAD);
        minimal::respond(self.page.app(), &error)
    }

    /// A request that did not come from our own page: a sentence, and nothing of what it sent.
    pub(crate) fn cross_origin(self, refused: &CrossOrigin) -> Response {
        tracing::warn!(target: "postback::refused", path = self.page.url().path(), "{refused}");
        let status = StatusCode::FORBIDDEN;
        let sentence = refused.sentence();
        if self.enhanced {
            let head = Head {
                status: status.as_u16(),
                outcome: "refused",
                say: Some(&sentence),
                ..Head::default()
            };
            return self.frame(head, None, &HeaderMap::new());
        }
        let error = ErrorPage::new(status, &sentence);
        minimal::respond(self.page.app(), &error)
    }

    /// An answer of the app's own in place of an outcome, perhaps after the action.
    fn foreign(&self, mut response: Response, has_begun: bool) -> Response {
        if !self.enhanced {
            if headers::is_html(response.headers()) {
                headers::framing(self.page.app(), response.headers_mut());
            }
            return minimal::said(self.page.app(), self.led(response));
        }
        let status = response.status();
        let (outcome, status) = match status.as_u16() {
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
            None if has_begun => LOOK,
            None => sentence_of(status),
        };
        let place = Place::of(response.headers());
        let digest = response.headers().get(minimal::DIGEST);
        let head = Head {
            status: status.as_u16(),
            outcome,
            url: place.as_ref(),
            say: (outcome != "done").then_some(say),
            digest: digest.and_then(|digest| digest.to_str().ok()),
            ok: outcome == "done",
            reload: outcome == "done",
            ..Head::default()
        };
        self.frame(head, None, response.headers())
    }
}
