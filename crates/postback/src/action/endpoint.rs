//! What `page(..)` runs for a request that calls an action: steps 4 to 7 of a request.

use std::any::TypeId;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request};
use axum::response::IntoResponse;
use futures_util::FutureExt;
use http::request::Parts;
use tracing::Instrument;
use tracing::field::Empty;

use super::attempts::Attempts;
use super::body;
use super::instance::{early_instance, instance};
use super::invocation::{DynAction, Invocation};
use super::outcome_builder::{OutcomeBuilder, names_of};
use super::rejection::rejected;
use super::submission::{First, Mine, Submission};
use super::{Action, Arguments, Caller, Extractors, SealContext};
use crate::context::{ActionForm, ActionInfo, RenderContext, is_enhanced};
use crate::form::{FromForm, Sent, is_known};
use crate::guard::address;
use crate::guard::running::{NoRoom, Whose};
use crate::keys::Keys;
use crate::outcome::{ActionOutcome, Error, ErrorKind, Outcome, RawOutcome};
use crate::panic::Panicked;

/// An action whose extractors work with the state `S`.
pub trait Endpoint<S>: Action<Caller: FromRequestParts<S>, Extractors: Extractors<S>> {}

impl<S, A> Endpoint<S> for A where A: Action<Caller: FromRequestParts<S>, Extractors: Extractors<S>> {}

/// An action together with the app's state.
pub(crate) struct ErasedAction<A, S> {
    state: S,
    action: PhantomData<fn() -> A>,
}

impl<A, S> ErasedAction<A, S> {
    pub(crate) fn new(state: S) -> Self {
        Self {
            state,
            action: PhantomData,
        }
    }
}

pub(crate) fn info<A: Action>() -> ActionInfo {
    let settings = A::SETTINGS;
    ActionInfo {
        name: A::NAME,
        path: A::PATH,
        public: settings.public,
        anywhere: settings.anywhere,
        caller: (!settings.public).then(std::any::type_name::<A::Caller>),
        once: settings.once,
        no_store: settings.no_store,
        rates: settings.rates,
        body_limit: body::limit::<A>(),
        takes_files: A::Form::MULTIPART,
        timeout: settings.timeout,
        revalidates: settings.revalidates.unwrap_or_default(),
    }
}

impl<A, S> DynAction for ErasedAction<A, S>
where
    A: Endpoint<S>,
    S: Clone + Send + Sync + 'static,
{
    fn info(&self) -> ActionInfo {
        info::<A>()
    }

    fn hidden_type(&self) -> TypeId {
        TypeId::of::<A>()
    }

    fn instance(&self, keys: &Keys, keyed: Option<&str>, arguments: &str) -> Option<String> {
        early_instance::<A>(keys, keyed, arguments).or_else(|| {
            let arguments = A::Arguments::read(arguments, SealContext::of::<A>(keys));
            Some(instance::<A>(keys, None, &arguments.ok()?.plain_of()))
        })
    }

    fn form(&self) -> ActionForm {
        ActionForm {
            info: info::<A>(),
            knows: is_known::<A::Form>,
            has_file: |name| A::Form::file(name).is_some(),
            is_secret: A::Form::is_secret,
        }
    }

    fn run(
        self: Arc<Self>,
        call: Invocation,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Arc<ActionOutcome>> + Send>> {
        let span = tracing::info_span!(
            "action",
            name = A::NAME,
            path = A::PATH,
            outcome = Empty,
            status = Empty,
            duration_ms = Empty,
            body_bytes = Empty,
            fields = Empty,
            repeat = Empty,
            revalidated = Empty,
        );
        let started = tokio::time::Instant::now();
        let run = async move {
            let mut attempts = Attempts::of::<A>(&call);
            let steps = self.steps(&call, &mut attempts, request);
            let steps = AssertUnwindSafe(steps).catch_unwind();
            // A panic caught here happened before the form was read, in the caller's extractor.
            let ended = steps.await.unwrap_or_else(|panic| {
                OutcomeBuilder::of::<A>(&*self, &call).with(Error::from(Panicked::new(&*panic)))
            });
            attempts.settle(&ended);
            let facts = ended.facts();
            let span = tracing::Span::current();
            span.record("outcome", facts.name);
            span.record("status", facts.status.as_u16());
            if !ended.revalidated.is_empty() {
                span.record("revalidated", names_of(&ended.revalidated));
            }
            span.record("duration_ms", started.elapsed().as_secs_f64() * 1000.0);
            tracing::debug!(target: "postback::action", "the action ended");
            ended
        };
        Box::pin(run.instrument(span))
    }

    fn out_of_place(
        self: Arc<Self>,
        call: Invocation,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Arc<ActionOutcome>> + Send>> {
        tracing::info!(target: "postback::refused", action = A::PATH, page = call.render.url.path(), "the form was not rendered on this route, or the keys have changed: an action of a fragment that other pages show needs `#[action(anywhere)]`");
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let stale = Error::new(ErrorKind::Stale);
            OutcomeBuilder::of::<A>(&*self, &call)
                .unread(&parts, body, stale)
                .await
        })
    }
}

impl<A, S> ErasedAction<A, S>
where
    A: Endpoint<S>,
    S: Clone + Send + Sync + 'static,
{
    async fn steps(
        &self,
        call: &Invocation,
        attempts: &mut Attempts<'_>,
        request: Request,
    ) -> Arc<ActionOutcome> {
        let (mut parts, body) = request.into_parts();
        let app = &call.app;
        let mut ended = OutcomeBuilder::of::<A>(self, call);

        // 4. The caller. The body is not read for a client that may not call the action, or calls
        //    it too often.
        let early = attempts.arrives(&parts);
        let caller = match self.caller(&mut parts).await {
            Ok(caller) => caller,
            Err(rejection) => {
                // An unknown client learns nothing by guessing further; a known one may be
                // repeating a submission.
                let error = early.err().unwrap_or(rejection);
                // The runtime leaves the form unchanged and shows no page, so the values need not
                // return.
                if error.asks_to_sign_in() && is_enhanced(&parts.headers) {
                    return ended.with(error);
                }
                return ended.unread(&parts, body, error).await;
            }
        };
        let who = caller.key();
        let whose = whose::<A>(call, &who, &parts);
        if call.slot.belongs_to(whose) == Err(NoRoom) {
            attempts.give_back();
            return ended.with(body::busy(app, A::PATH));
        }
        let context = SealContext::of::<A>(&app.keys);
        let arguments = match A::Arguments::read(&call.arguments, context) {
            Ok(arguments) => arguments,
            Err(error) => return ended.unread(&parts, body, error).await,
        };
        let plain = arguments.plain_of();
        ended.instance = Some(instance::<A>(&app.keys, call.keyed.as_deref(), &plain));
        let submission = Submission {
            call,
            who: &who,
            arguments: &plain,
            whose,
        };
        if let Err(error) = early.and_then(|()| attempts.calls(submission.who)) {
            return ended.too_often::<A>(&parts, body, &submission, error).await;
        }

        // 5. The body: text values into memory, files to disk.
        let mut sent = Sent::default();
        let read = body::read::<A>(app, &parts.headers, body, &call.slot, whose, &mut sent).await;
        let span = tracing::Span::current();
        span.record("body_bytes", sent.bytes);
        span.record("fields", sent.pairs.len());
        ended.keep(&sent);
        let (digest, rows) = match read {
            Ok(read) => read,
            Err(error) => {
                if matches!(error.kind, ErrorKind::Busy) {
                    attempts.give_back();
                }
                return ended.with(error);
            }
        };

        // 6. A repeat receives the outcome of the first submission.
        let mine = match submission.first::<A>(&digest).await {
            First::Me(mine) => mine,
            First::Was(outcome) => {
                span.record("repeat", true);
                attempts.give_back();
                return outcome;
            }
            First::Refused(error) => return ended.with(error),
        };

        // 7. The other extractors, then the function. A call that is refused here does not count as
        //    the first.
        let form = || app.in_own_words(|| A::Form::read(sent.submitted(&app.limits)));
        let form = match catch_unwind(AssertUnwindSafe(form)) {
            Ok(form) => form,
            Err(panic) => return ended.with(Error::from(Panicked::new(&*panic))),
        };
        if let Err(error) = attempts.begins(form.as_ref().ok(), &sent.pairs) {
            return ended.with(error);
        }
        let is_too_large = sent.has_too_large_a_file();
        // The action has its input; the remaining files are removed.
        drop(sent);
        let timeout = A::SETTINGS.timeout;
        let end = match form {
            Err(errors) if is_too_large => {
                Error::new(ErrorKind::FileTooLarge(Arc::new(errors))).into()
            }
            Err(errors) => RawOutcome::from(Error::invalid(errors)),
            Ok(form) => {
                ended.rows = rows;
                let run = self.call(caller, arguments, form, &mut parts, &call.render, &mine);
                let run = AssertUnwindSafe(run).catch_unwind();
                match tokio::time::timeout(timeout, run).await {
                    Ok(Ok(Ok(end))) => end,
                    Ok(Ok(Err(rejection))) => rejection.into(),
                    Ok(Err(panic)) => Error::from(Panicked::new(&*panic)).into(),
                    Err(_) => stopped(timeout).into(),
                }
            }
        };
        let ended = ended.with(end);
        mine.finish(&ended);
        ended
    }

    /// # Errors
    ///
    /// Returns the outcome for a client that may not call the action.
    async fn caller(&self, parts: &mut Parts) -> Result<A::Caller, Error> {
        let limit = A::SETTINGS.timeout;
        let caller = A::Caller::from_request_parts(parts, &self.state);
        let rejection = match tokio::time::timeout(limit, caller).await {
            Ok(Ok(caller)) => return Ok(caller),
            Ok(Err(rejection)) => rejection.into_response(),
            Err(_) => return Err(stopped(limit)),
        };
        Err(rejected(rejection, true).await)
    }

    /// # Errors
    ///
    /// Returns why the function was not called.
    async fn call(
        &self,
        caller: A::Caller,
        arguments: A::Arguments,
        form: A::Form,
        parts: &mut Parts,
        render: &RenderContext,
        mine: &Mine<'_>,
    ) -> Result<RawOutcome, Error> {
        match A::Extractors::extract(parts, &self.state).await {
            Ok(extractors) => {
                // From here on the action may have changed something, however it ends.
                mine.begins();
                render.note(|notes| notes.has_begun = true);
                if let Some(declared) = A::SETTINGS.revalidates {
                    render.cache().record_declared(declared);
                }
                let outcome = A::call(caller, arguments, extractors, form).await;
                Ok(outcome.into_end())
            }
            Err(rejection) => Err(rejected(rejection, false).await),
        }
    }
}

/// Returns the owner of the submission. Clients of a public action are identified by their address,
/// if it is known.
fn whose<'a, A: Action>(call: &'a Invocation, key: &'a str, parts: &Parts) -> Option<Whose<'a>> {
    if A::SETTINGS.public {
        return address::of(parts, call.app.trusted_proxies).map(Whose::Address);
    }
    let partition = call.render.partition();
    Some(Whose::Caller { partition, key })
}

fn stopped(limit: std::time::Duration) -> Error {
    Error::from(format!(
        "the action was stopped after {limit:?} (`timeout` of #[action])"
    ))
}
