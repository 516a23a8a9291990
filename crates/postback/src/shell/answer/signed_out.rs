//! A form that was sent after its session had ended: the person signs in beside this page, and sends the
//! same once more.
//!
//! The page itself holds what was entered, so nothing is stored anywhere, and it works with every way to
//! sign in. It is never sent by itself: who signs in may be somebody else.

use axum::response::Response;
use http::{StatusCode, header};

use super::{Answer, joined};
use crate::html::{Html, escape};
use crate::outcome::Place;
use crate::shell::minimal::{self, ErrorPage};
use crate::shell::notice;

/// Whether a guard answered that one has to sign in: by leading elsewhere, or by a 401.
pub(crate) fn asks_to_sign_in(response: &Response) -> bool {
    let leads = response.headers().contains_key(header::LOCATION);
    response.status() == StatusCode::UNAUTHORIZED || (response.status().is_redirection() && leads)
}

impl Answer {
    /// What `answer` says in its headers stays, a cookie that is removed for example.
    pub(crate) fn signed_out(
        &self,
        answer: Response,
        values: &[(String, String)],
        is_whole: bool,
    ) -> Response {
        // A button alone is pressed again as quickly, and a blank form is no loss.
        if values.iter().all(|(_, value)| value.trim().is_empty()) {
            return self.foreign(answer);
        }
        let own = self.own("");
        let sign_in = Place::of(answer.headers()).unwrap_or(own);
        let resend = resend(&sign_in, self.page.posted_query(), values, is_whole);
        let error = ErrorPage {
            status: StatusCode::UNAUTHORIZED,
            message: "You are signed out. Nothing you entered is lost.",
            errors: &[],
            digest: None,
            values,
            resend: Some(&resend),
        };
        let mut page = minimal::respond(self.page.app(), &error);
        // Back finds it, as it finds a form that was refused.
        page.headers_mut().remove(header::CACHE_CONTROL);
        notice::private(page.headers_mut());
        joined(page, answer.headers())
    }
}

fn resend(sign_in: &Place, query: &str, values: &[(String, String)], is_whole: bool) -> Html {
    let mut html = String::from("<p><a href=\"");
    escape(sign_in.as_str(), &mut html);
    html.push_str(
        "\" target=\"_blank\" rel=\"noopener\">Sign in</a> in a new tab, and then come back to this one.</p>\
         <form method=\"post\" action=\"?",
    );
    escape(query, &mut html);
    html.push_str("\">");
    for (name, value) in values {
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
    if !is_whole {
        html.push_str("<p>Passwords, files and very long texts are not on this page: the form asks for them again.</p>");
    }
    Html::from_trusted(html)
}
