//! The decision how to answer an outcome. It depends on the outcome and the kind of request only,
//! and writes nothing.

use std::borrow::Cow;

use http::StatusCode;

use super::frame::Head;
use crate::context::Call;
use crate::outcome::{
    ActionOutcome, Buffered, ErrorKind, OutcomeKind, Place, Target, asks_to_sign_in,
};

/// The kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// A browser that has submitted a form. `fits` says whether a cookie can hold the outcome.
    Plain { fits: bool },
    /// The browser runtime, for a form.
    Enhanced,
    /// A script that calls the action directly.
    Script(Call),
}

/// The decided response.
pub(super) enum Reply<'o> {
    /// 303 to the page that was posted to.
    Back,
    /// 303 to another page.
    Onward(&'o Place),
    /// The page that was posted to, with a fallback if it cannot be rendered.
    Page(StatusCode, Otherwise),
    /// The response of a guard or an extractor.
    Own(&'o Buffered),
    /// The same, if it asks the visitor to sign in: the entered values can be submitted again
    /// afterwards.
    SignIn(&'o Buffered),
    /// A sentence: nothing was read, so a reload submits the form again.
    Busy,
    /// The first line of an enhanced response, and the page that follows it.
    Frame(Box<Head<'o>>, Behind<'o>),
}

/// The fallback for a page that cannot be rendered.
pub(super) enum Otherwise {
    /// A redirect: the browser requests the page itself.
    Back,
    /// The error page, which says what happened.
    ErrorPage,
}

/// The page after the first line.
pub(super) enum Behind<'o> {
    /// None: the browser keeps its page, or requests one itself.
    Nothing,
    /// The page that was posted to.
    Page,
    /// The target of a redirect.
    Target(&'o Place),
}

pub(super) fn reply(ended: &ActionOutcome, mode: Mode) -> Reply<'_> {
    match mode {
        Mode::Plain { fits } => plain(ended, fits),
        Mode::Enhanced => {
            let (head, behind) = enhanced(ended);
            Reply::Frame(Box::new(head), behind)
        }
        Mode::Script(call) => {
            let (head, behind) = enhanced(ended);
            let behind = match call {
                Call::Page => behind,
                Call::Nothing => Behind::Nothing,
            };
            Reply::Frame(Box::new(head), behind)
        }
    }
}

fn plain(ended: &ActionOutcome, fits: bool) -> Reply<'_> {
    match &ended.end {
        OutcomeKind::Done(_) if !fits => Reply::Page(StatusCode::OK, Otherwise::Back),
        OutcomeKind::Done(_) | OutcomeKind::Nothing => Reply::Back,
        OutcomeKind::Redirect { target, .. } => Reply::Onward(target.place()),
        OutcomeKind::Error(ErrorKind::Rejected(own))
            if asks_to_sign_in(own.status) && has_been_read(ended) =>
        {
            Reply::SignIn(own)
        }
        OutcomeKind::Error(ErrorKind::Rejected(own)) if own.speaks_for_itself() => Reply::Own(own),
        OutcomeKind::Error(ErrorKind::Busy) if ended.kept.values.is_none() => Reply::Busy,
        OutcomeKind::Error(_) => Reply::Page(ended.facts().status, Otherwise::ErrorPage),
    }
}

fn has_been_read(ended: &ActionOutcome) -> bool {
    ended.kept.values.is_some() || ended.kept.is_cut()
}

fn enhanced(ended: &ActionOutcome) -> (Head<'_>, Behind<'_>) {
    let facts = ended.facts();
    let flash = ended.flash.as_deref().map(Cow::Borrowed);
    let mut head = Head {
        ok: ended.is_success(),
        status: facts.status.as_u16(),
        outcome: facts.name,
        say: flash.or_else(|| ended.sentence()),
        digest: ended.digest.as_deref(),
        ..Head::default()
    };
    for error in ended.field_errors() {
        let messages = head.errors.entry(&error.field).or_default();
        messages.push(&error.message);
    }
    let behind = match &ended.end {
        OutcomeKind::Done(value) => {
            head.result = serde_json::from_str(value.json()).ok().map(Cow::Borrowed);
            Behind::Page
        }
        OutcomeKind::Redirect {
            target, replace, ..
        } => {
            head.status = 200;
            head.replace = *replace;
            head.url = Some(Cow::Borrowed(target.place()));
            match target {
                // A visitor must not choose what the server requests from itself.
                Target::Visitor(_) | Target::External(..) => Behind::Nothing,
                Target::App(place) => Behind::Target(place),
            }
        }
        // The form stays as it is, so that a visitor who signs in elsewhere can continue with it.
        OutcomeKind::Error(kind) if matches!(facts.status.as_u16(), 300..=399 | 401 | 403) => {
            if let ErrorKind::Rejected(own) = kind
                && own.status.is_redirection()
            {
                head.status = 401;
                head.url = own.place().map(Cow::Owned);
            }
            Behind::Nothing
        }
        // The page is not rendered, to save work. The form stays as it is and can be submitted
        // again.
        OutcomeKind::Error(ErrorKind::Busy) if ended.kept.values.is_none() => Behind::Nothing,
        OutcomeKind::Nothing | OutcomeKind::Error(_) => Behind::Page,
    };
    (head, behind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Redirect;
    use bytes::Bytes;
    use http::{HeaderMap, header};
    use std::sync::Arc;

    const PLAIN: Mode = Mode::Plain { fits: true };

    fn refused(kind: ErrorKind) -> ActionOutcome {
        ActionOutcome::refused("save", "shop::save", None, kind)
    }

    fn redirect(redirect: Redirect) -> ActionOutcome {
        let target = redirect.into_parts().0.unwrap();
        ActionOutcome {
            end: OutcomeKind::Redirect {
                target,
                done: true,
                replace: false,
            },
            ..ActionOutcome::nothing()
        }
    }

    fn rejected(status: StatusCode, to: Option<&'static str>) -> ErrorKind {
        let to = to.map(|to| (header::LOCATION, to.parse().unwrap()));
        ErrorKind::Rejected(Arc::new(Buffered {
            status,
            headers: HeaderMap::from_iter(to),
            body: Bytes::new(),
        }))
    }

    fn frame(ended: &ActionOutcome) -> (Head<'_>, Behind<'_>) {
        match reply(ended, Mode::Enhanced) {
            Reply::Frame(head, behind) => (*head, behind),
            _ => panic!("the runtime gets a frame"),
        }
    }

    #[test]
    fn a_success_leads_back_and_the_runtime_gets_the_page_at_once() {
        let done = ActionOutcome::nothing();
        assert!(matches!(reply(&done, PLAIN), Reply::Back));
        let (head, behind) = frame(&done);
        assert!(head.ok && head.status == 200 && matches!(behind, Behind::Page));
    }

    #[test]
    fn what_is_wrong_with_a_form_is_shown_in_the_page_with_its_status() {
        let ended = refused(crate::Invalid::field("email", "is already in use").kind);
        let page = reply(&ended, PLAIN);
        assert!(
            matches!(page, Reply::Page(status, Otherwise::ErrorPage) if status.as_u16() == 422)
        );
        let (head, behind) = frame(&ended);
        assert_eq!((head.status, head.outcome), (422, "invalid"));
        assert_eq!(head.errors["email"], ["is already in use"]);
        assert!(matches!(behind, Behind::Page));
    }

    #[test]
    fn a_redirect_of_the_app_brings_its_page_along_and_one_of_the_visitor_does_not() {
        let own = redirect(Redirect::to("/next"));
        assert!(matches!(reply(&own, PLAIN), Reply::Onward(place) if place.as_str() == "/next"));
        let (head, behind) = frame(&own);
        assert_eq!((head.status, head.outcome), (200, "redirect"));
        assert!(matches!(behind, Behind::Target(place) if place.as_str() == "/next"));
        let visitors = redirect(Redirect::local("/next").unwrap());
        assert!(matches!(frame(&visitors).1, Behind::Nothing));
    }

    #[test]
    fn a_guard_that_leads_to_the_sign_in_page_is_followed_by_browsers_only() {
        let ended = refused(rejected(StatusCode::SEE_OTHER, Some("/login")));
        assert!(matches!(reply(&ended, PLAIN), Reply::Own(_)));
        let (head, behind) = frame(&ended);
        assert_eq!((head.status, head.outcome), (401, "denied"));
        assert_eq!(head.url.unwrap().as_str(), "/login");
        assert!(matches!(behind, Behind::Nothing));
    }

    #[test]
    fn who_typed_something_before_the_session_ended_can_send_it_again() {
        let mut ended = refused(rejected(StatusCode::UNAUTHORIZED, None));
        ended.kept.values = Some(Arc::default());
        assert!(matches!(reply(&ended, PLAIN), Reply::SignIn(_)));
    }

    #[test]
    fn what_found_no_room_renders_nothing_unless_it_was_read() {
        let mut ended = refused(ErrorKind::Busy);
        assert!(matches!(reply(&ended, PLAIN), Reply::Busy));
        assert!(matches!(frame(&ended).1, Behind::Nothing));
        ended.kept.values = Some(Arc::default());
        assert!(matches!(reply(&ended, PLAIN), Reply::Page(status, _) if status == 503));
        assert!(matches!(frame(&ended).1, Behind::Page));
    }

    #[test]
    fn a_value_that_no_cookie_holds_is_shown_by_the_answer_itself() {
        let mut ended = ActionOutcome::nothing();
        ended.end = OutcomeKind::Done(crate::outcome::Value::from_json("1"));
        let reply = reply(&ended, Mode::Plain { fits: false });
        assert!(matches!(
            reply,
            Reply::Page(StatusCode::OK, Otherwise::Back)
        ));
    }
}
