//! A form that was sent after its session had ended: the person signs in beside this page, and sends the
//! same once more.
//!
//! The page itself holds what was entered, so nothing is stored anywhere, and it works with every way to
//! sign in. It is never sent by itself: who signs in may be somebody else.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::response::Response;
use http::{StatusCode, header};

use super::{Answer, joined};
use crate::action::Callable;
use crate::form::body::Unread;
use crate::form::{Extent, FORM, Kept};
use crate::html::{Html, escape};
use crate::outcome::{Ended, Kind, Place, asks_to_sign_in};
use crate::shell::find::{Found, echoed};
use crate::shell::minimal::{self, ErrorPage};
use crate::shell::state::Unsaid;
use crate::shell::{Visit, notice};

/// A submission that a guard may keep from its action.
pub(crate) struct Draft {
    action: Arc<dyn Callable>,
    pressed: Option<String>,
    unread: Unread,
}

impl Draft {
    /// `None` for an action that asks nobody to sign in: what guards it means something else.
    pub(crate) fn of(found: &Found, unread: Option<Unread>) -> Option<Self> {
        let action = &found.action;
        let unread = unread.filter(|_| !action.info().public)?;
        Some(Self {
            action: Arc::clone(action),
            pressed: found.named.pressed.clone(),
            unread,
        })
    }
}

impl Answer {
    /// A guard, a layer or another handler of the app answered in place of the action.
    pub(crate) async fn guarded(
        self,
        response: Response,
        draft: Option<Draft>,
        visit: &Visit,
    ) -> Response {
        if let Some(draft) = draft.filter(|_| asks_to_sign_in(response.status()))
            && let Some(body) = draft.unread.take()
        {
            let app = self.page.app();
            let sent = echoed(app, &self.page.headers, body).await;
            let info = draft.action.info();
            let ended = Ended {
                kept: app.kept(&*draft.action, draft.pressed.as_deref(), &sent),
                ..Ended::refused(info.name, info.path, None, Kind::Denied)
            };
            return self.signed_out(response, &ended);
        }
        self.foreign(response, visit.has_begun.load(Ordering::Relaxed))
    }

    /// What `answer` says in its headers stays, a cookie that is removed for example.
    pub(crate) fn signed_out(&self, mut answer: Response, ended: &Ended) -> Response {
        let kept = &ended.kept;
        let values = kept.values.as_deref().map_or(&[][..], Vec::as_slice);
        // A button alone is pressed again as quickly, and a blank form is no loss.
        let typed = minimal::typed(values);
        if typed.iter().all(|(_, value)| value.trim().is_empty()) {
            return self.foreign(answer, false);
        }
        let own = self.own("");
        let sign_in = Place::of(answer.headers()).unwrap_or(own);
        let resend = resend(&sign_in, self.page.posted_query(), values, kept);
        let left = match kept.extent {
            Extent::Part => kept.sentence().unwrap_or_default(),
            Extent::Whole | Extent::Open => "Nothing you entered is lost.",
        };
        let mut message = format!("You are signed out. {left}");
        // What no cookie takes to where one signs in.
        if let Some(Unsaid(more)) = answer.extensions_mut().remove() {
            message = format!("{message} {more}");
        }
        let error = ErrorPage {
            values: &typed,
            resend: Some(&resend),
            ..ErrorPage::new(StatusCode::UNAUTHORIZED, &message)
        };
        let mut page = minimal::respond(self.page.app(), &error);
        // Back finds it, as it finds a form that was refused.
        page.headers_mut().remove(header::CACHE_CONTROL);
        notice::kept(self.page.app(), ended, page.headers_mut());
        joined(page, answer.headers())
    }
}

fn resend(sign_in: &Place, query: &str, values: &[(String, String)], kept: &Kept) -> Html {
    let mut html = String::from("<p><a href=\"");
    escape(sign_in.as_str(), &mut html);
    html.push_str(
        "\" target=\"_blank\" rel=\"noopener\">Sign in</a> in a new tab, and then come back to this one.</p>\
         <form method=\"post\" action=\"?",
    );
    escape(query, &mut html);
    html.push_str("\">");
    let form = kept.form.as_deref().map(|form| (FORM, form));
    let values = values.iter().map(|(name, value)| (&**name, &**value));
    for (name, value) in form.into_iter().chain(values) {
        html.push_str("<input type=\"hidden\" name=\"");
        escape(name, &mut html);
        html.push_str("\" value=\"");
        escape(value, &mut html);
        html.push_str("\">");
    }
    html.push_str(
        "<button>Send what I entered</button></form>\
         <p>It is sent in the name of whoever is signed in by then.</p>",
    );
    if kept.extent != Extent::Whole {
        html.push_str("<p>Passwords, files and very long texts are not on this page: the form asks for them again.</p>");
    }
    Html::from_trusted(html)
}
