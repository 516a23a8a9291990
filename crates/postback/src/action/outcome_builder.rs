//! [`OutcomeBuilder`]: collects what the outcome of a call needs to know.

use std::sync::Arc;

use axum::body::Body;
use http::request::Parts;

use super::invocation::{DynAction, Invocation};
use super::kept::kept;
use super::submission::{First, Submission};
use super::{Action, body};
use crate::cache::{Cache, Revalidation};
use crate::form::{Kept, Rows, Sent};
use crate::guard::address;
use crate::guard::running::Whose;
use crate::outcome::{ActionOutcome, Error, ErrorKind, OutcomeKind, RawOutcome};

/// The parts of the outcome that are known so far.
pub(super) struct OutcomeBuilder<'a> {
    call: &'a Invocation,
    action: &'a dyn DynAction,
    name: &'static str,
    path: &'static str,
    pub(super) instance: Option<String>,
    kept: Kept,
    /// The numbering of rows as the function sees it, which names rows of a list without blank
    /// ones.
    pub(super) rows: Rows,
    /// Whether the action declares nothing that it changes.
    may_be_quiet: bool,
}

impl<'a> OutcomeBuilder<'a> {
    pub(super) fn of<A: Action>(action: &'a dyn DynAction, call: &'a Invocation) -> Self {
        Self {
            call,
            action,
            path: A::PATH,
            name: A::NAME,
            instance: None,
            kept: Kept {
                form: call.pressed.clone(),
                ..Kept::default()
            },
            rows: Rows::default(),
            may_be_quiet: A::SETTINGS.revalidates.is_none(),
        }
    }

    /// Ends a call without running it and without its body, and keeps the typed values.
    pub(super) async fn unread(
        mut self,
        parts: &Parts,
        body: Body,
        error: Error,
    ) -> Arc<ActionOutcome> {
        let sent = self.echoed(parts, body).await;
        self.keep(&sent);
        self.with(error)
    }

    /// Reads the values of a call that does not run any more. The call gives up its place, and the
    /// body counts as one of the client's concurrent bodies.
    async fn echoed(&self, parts: &Parts, body: Body) -> Sent {
        let whose = address::of(parts, self.call.app.trusted_proxies).map(Whose::Address);
        let waits = || self.call.slot.step_aside();
        body::echoed_to(&self.call.app, &parts.headers, body, whose, Some(&waits)).await
    }

    pub(super) fn keep(&mut self, sent: &Sent) {
        let pressed = self.call.pressed.as_deref();
        self.kept = kept(&self.call.app, &self.action.form(), pressed, sent);
    }

    /// Like [`unread`](Self::unread), but a repeat of an accepted submission receives its outcome,
    /// such as the second click of a double click.
    pub(super) async fn too_often<A: Action>(
        mut self,
        parts: &Parts,
        body: Body,
        submission: &Submission<'_>,
        error: Error,
    ) -> Arc<ActionOutcome> {
        let sent = self.echoed(parts, body).await;
        if let Some(digest) = &sent.digest
            && let First::Was(outcome) = submission.first::<A>(digest).await
        {
            tracing::Span::current().record("repeat", true);
            return outcome;
        }
        self.keep(&sent);
        self.with(error)
    }

    pub(super) fn with(self, end: impl Into<RawOutcome>) -> Arc<ActionOutcome> {
        let named = || {
            let (keyed, arguments) = (self.call.keyed.as_deref(), &self.call.arguments);
            self.action.instance(&self.call.app.keys, keyed, arguments)
        };
        let instance = self.instance.or_else(named);
        let has_begun = self.call.render.notes().has_begun;
        let mut settled = self.call.app.resolve(end.into(), has_begun);
        if let (OutcomeKind::Error(ErrorKind::Invalid(errors)), false) =
            (&mut settled.end, self.rows.is_empty())
        {
            for error in Arc::make_mut(errors) {
                self.rows.in_form(&mut error.field);
            }
        }
        let kept = match settled.end {
            // An action that is done need not be submitted again.
            OutcomeKind::Error(ErrorKind::Unshown { .. }) => Kept::default(),
            OutcomeKind::Error(_) => self.kept,
            _ => Kept::default(),
        };
        let revalidated = self
            .call
            .render
            .cache_used()
            .map_or_else(Vec::new, Cache::recorded);
        let is_quiet = cfg!(debug_assertions)
            && self.may_be_quiet
            && revalidated.is_empty()
            && !matches!(settled.end, OutcomeKind::Error(_));
        Arc::new(ActionOutcome {
            name: self.name.to_owned(),
            path: self.path,
            instance,
            kept,
            has_begun,
            no_store: self.call.app.no_store.has(self.name, self.path),
            end: settled.end,
            headers: settled.extras.headers,
            flash: settled.extras.flash,
            digest: settled.digest,
            quiet: is_quiet.then_some(self.path),
            revalidated,
        })
    }
}

/// Returns the names of tags and paths as the app wrote them.
pub(super) fn names_of(revalidated: &[Revalidation]) -> String {
    let names: Vec<&str> = revalidated.iter().map(Revalidation::as_str).collect();
    names.join(", ")
}
