//! The outcome of a call, from what is known of it on the way.

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

/// What is known of the outcome so far.
pub(super) struct OutcomeBuilder<'a> {
    call: &'a Invocation,
    action: &'a dyn DynAction,
    name: &'static str,
    path: &'static str,
    pub(super) instance: Option<String>,
    kept: Kept,
    /// Once the function is called: it names the rows of its own list, in which no row is blank.
    pub(super) rows: Rows,
    /// It declares nothing about what it changes.
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

    /// Nothing ran and the body was not read, but what was typed is still there.
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

    /// Nothing of it runs any more: it makes way for what does, and takes no more than its share of the
    /// places to be waited for.
    async fn echoed(&self, parts: &Parts, body: Body) -> Sent {
        let whose = address::of(parts, self.call.app.trusted_proxies).map(Whose::Address);
        let waits = || self.call.slot.step_aside();
        body::echoed_to(&self.call.app, &parts.headers, body, whose, Some(&waits)).await
    }

    pub(super) fn keep(&mut self, sent: &Sent) {
        let pressed = self.call.pressed.as_deref();
        self.kept = kept(&self.call.app, &self.action.form(), pressed, sent);
    }

    /// As above; but a repeat of what came in time has its outcome: the second half of a double click.
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
            // Nobody has to send again what was done.
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

/// Tags and paths, as the app named them.
pub(super) fn names_of(revalidated: &[Revalidation]) -> String {
    let names: Vec<&str> = revalidated.iter().map(Revalidation::as_str).collect();
    names.join(", ")
}
