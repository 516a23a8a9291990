//! Answers a form that was submitted after its session had ended: the visitor signs in beside this
//! page, and submits the same values again.
//!
//! The page itself contains the entered values, so the server stores nothing, and every way of
//! signing in works. The form is never submitted automatically, because another person may have
//! signed in.

use std::sync::Arc;

use axum::response::Response;
use http::{StatusCode, header};

use super::Answer;
use crate::action::body::echoed;
use crate::action::{DynAction, kept};
use crate::context::RenderContext;
use crate::form::body::Unread;
use crate::form::{FORM, Kept};
use crate::html::{Html, escape};
use crate::outcome::{ActionOutcome, ErrorKind, ErrorPage, Place, asks_to_sign_in};
use crate::service::error_page;
use crate::service::find::FoundAction;
use crate::service::headers::{self, joined};
use crate::service::state::Unsaid;
use crate::wording;

/// A submission that a guard may keep from its action.
pub(crate) struct Draft {
    action: Arc<dyn DynAction>,
    pressed: Option<String>,
    unread: Unread,
}

impl Draft {
    pub(crate) fn of(found: &FoundAction, unread: Option<Unread>) -> Option<Self> {
        Some(Self {
            action: Arc::clone(&found.action),
            pressed: found.named.pressed.clone(),
            unread: unread?,
        })
    }
}

impl Answer {
    /// Answers when a guard, a layer or another handler of the app has responded in place of the
    /// action.
    pub(crate) async fn guarded(
        self,
        response: Response,
        draft: Option<Draft>,
        render: &RenderContext,
    ) -> Response {
        if let Some(draft) = draft.filter(|_| asks_to_sign_in(response.status()))
            && let Some(body) = draft.unread.take()
        {
            let app = self.page.app();
            let sent = echoed(app, &self.page.headers, body).await;
            let info = draft.action.info();
            let ended = ActionOutcome {
                kept: kept(app, &draft.action.form(), draft.pressed.as_deref(), &sent),
                ..ActionOutcome::refused(info.name, info.path, None, ErrorKind::Denied)
            };
            let asks = if info.public {
                Asks::Otherwise
            } else {
                Asks::ToSignIn
            };
            return self.instead(response, &ended, asks);
        }
        self.foreign(response, render.notes().has_begun)
    }

    /// Keeps the headers of `answer`, such as one that removes a cookie.
    pub(crate) fn signed_out(&self, answer: Response, ended: &ActionOutcome) -> Response {
        self.instead(answer, ended, Asks::ToSignIn)
    }

    fn instead(&self, mut answer: Response, ended: &ActionOutcome, asks: Asks) -> Response {
        let kept = &ended.kept;
        let values = kept.values.as_deref().map_or(&[][..], Vec::as_slice);
        // A button alone is quickly pressed again, and a blank form is no loss.
        let typed = error_page::typed(values);
        let is_blank = typed.iter().all(|(_, value)| value.trim().is_empty());
        if is_blank && !kept.is_cut() {
            return self.foreign(answer, false);
        }
        let own = self.own("");
        let sign_in = Place::of(answer.headers()).unwrap_or(own);
        let mut resend = asks.way(&sign_in);
        let left = if kept.is_cut() {
            // Submitting only a part of the values would be a different submission.
            kept.sentence().unwrap_or_default()
        } else {
            write_form(self.page.posted_query(), values, kept, &mut resend);
            wording::NOTHING_LOST
        };
        let resend = Html::from_trusted(resend);
        let mut message = format!("{} {left}", asks.sentence());
        // A message that no cookie can carry to the sign-in page.
        if let Some(Unsaid(more)) = answer.extensions_mut().remove() {
            message = format!("{message} {more}");
        }
        let error = ErrorPage {
            values: &typed,
            resend: Some(&resend),
            ..ErrorPage::new(asks.status(), &message)
        };
        let mut page = error_page::respond(self.page.app(), &error);
        // The Back button restores this page like that of a refused form.
        page.headers_mut().remove(header::CACHE_CONTROL);
        headers::outcome_caching(self.page.app(), ended, page.headers_mut());
        joined(page, answer.headers())
    }
}

/// What the guard's response asks for.
#[derive(Clone, Copy)]
enum Asks {
    ToSignIn,
    /// Something else. A public action needs no session that could have ended.
    Otherwise,
}

impl Asks {
    fn sentence(self) -> &'static str {
        match self {
            Self::ToSignIn => wording::SIGNED_OUT,
            Self::Otherwise => wording::ANOTHER_STEP,
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::ToSignIn => StatusCode::UNAUTHORIZED,
            Self::Otherwise => StatusCode::FORBIDDEN,
        }
    }

    fn way(self, to: &Place) -> String {
        let mut html = String::from("<p><a href=\"");
        escape(to.as_str(), &mut html);
        html.push_str("\" target=\"_blank\" rel=\"noopener\">");
        html.push_str(match self {
            Self::ToSignIn => wording::SIGN_IN,
            Self::Otherwise => wording::GO_TO_STEP,
        });
        html.push_str("</a>");
        html.push_str(wording::IN_A_NEW_TAB);
        html.push_str("</p>");
        html
    }
}

/// Writes the form. Secrets and files are not on the page, so their fields are required again:
/// nothing is submitted without them.
fn write_form(query: &str, values: &[(String, String)], kept: &Kept, html: &mut String) {
    html.push_str("<form method=\"post\" action=\"?");
    escape(query, html);
    if kept.files.is_empty() {
        html.push_str("\">");
    } else {
        html.push_str("\" enctype=\"multipart/form-data\">");
    }
    let form = kept.form.as_deref().map(|form| (FORM, form));
    let values = values.iter().map(|(name, value)| (&**name, &**value));
    for (name, value) in form.into_iter().chain(values) {
        html.push_str("<input type=\"hidden\" name=\"");
        escape(name, html);
        html.push_str("\" value=\"");
        escape(value, html);
        html.push_str("\">");
    }
    if !kept.secrets.is_empty() || !kept.files.is_empty() {
        html.push_str("<p>");
        html.push_str(wording::SECRETS_AGAIN);
        html.push_str("</p>");
    }
    let secrets = kept.secrets.iter().map(|name| ("type=\"password\"", name));
    let files = kept
        .files
        .iter()
        .map(|name| ("type=\"file\" multiple", name));
    for (kind, name) in secrets.chain(files) {
        html.push_str("<p><label>");
        escape(&name.replace(['_', '.', '[', ']'], " "), html);
        html.push_str(" <input ");
        html.push_str(kind);
        html.push_str(" name=\"");
        escape(name, html);
        html.push_str("\" required></label></p>");
    }
    html.push_str("<button>");
    html.push_str(wording::RESEND);
    html.push_str("</button></form><p>");
    html.push_str(wording::RESEND_AS);
    html.push_str("</p>");
}
