//! What `page(..)` runs when a marked request reaches it: steps 4 to 7 of a request's life.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request};
use axum::response::IntoResponse;
use futures_util::FutureExt;
use http::StatusCode;
use http::request::Parts;
use tracing::Instrument;
use tracing::field::Empty;

use super::{Action, ActionInfo, Arguments, Caller, Extractors, SealContext};
use crate::cache::{Cache, Revalidation};
use crate::form::{FromForm, Pairs, body, is_known};
use crate::guard::once::Unfit;
use crate::guard::repeats::{Key, Lead, Repeats, Turn};
use crate::outcome::{End, Ended, Error, HiddenEnd, Kind, Outcome};
use crate::page::{early_instance, instance};
use crate::shell::{App, Panicked, Visit, echoed, rejected};

/// An action whose extractors work with the state `S`.
pub trait Endpoint<S>: Action<Caller: FromRequestParts<S>, Extractors: Extractors<S>> {}

impl<S, A> Endpoint<S> for A where A: Action<Caller: FromRequestParts<S>, Extractors: Extractors<S>> {}

/// What the shell found in the request, for the action to run with.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) app: Arc<App>,
    pub(crate) visit: Arc<Visit>,
    /// The page that was posted to, with its own query.
    pub(crate) page: String,
    pub(crate) arguments: String,
    pub(crate) keyed: Option<String>,
    pub(crate) once: Option<String>,
    /// The id of this submission, which the runtime gives to each.
    pub(crate) submission: Option<String>,
}

/// An action behind a pointer.
pub(crate) trait Callable: Send + Sync {
    fn info(&self) -> ActionInfo;
    fn run(
        self: Arc<Self>,
        call: Call,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Arc<Ended>> + Send>>;
}

/// An action with the app's state.
pub(crate) struct Bound<A, S> {
    state: S,
    action: PhantomData<fn() -> A>,
}

impl<A, S> Bound<A, S> {
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
        caller: (!settings.public).then(std::any::type_name::<A::Caller>),
        once: settings.once,
        body_limit: settings.body,
        timeout: settings.timeout,
        revalidates: settings.revalidates.unwrap_or_default(),
    }
}

impl<A, S> Callable for Bound<A, S>
where
    A: Endpoint<S>,
    S: Clone + Send + Sync + 'static,
{
    fn info(&self) -> ActionInfo {
        info::<A>()
    }

    fn run(
        self: Arc<Self>,
        call: Call,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Arc<Ended>> + Send>> {
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
            let steps = AssertUnwindSafe(self.steps(&call, request)).catch_unwind();
            // What is caught here panicked before the action: its caller, the decoding of its form.
            let ended = steps.await.unwrap_or_else(|panic| {
                Drafted::of::<A>(&call).with(Error::from(Panicked::new(&*panic)))
            });
            let means = ended.means();
            let span = tracing::Span::current();
            span.record("outcome", means.name);
            span.record("status", means.status.as_u16());
            if !ended.revalidated.is_empty() {
                span.record("revalidated", told(&ended.revalidated));
            }
            span.record("duration_ms", started.elapsed().as_secs_f64() * 1000.0);
            tracing::debug!(target: "postback::action", "the action ended");
            ended
        };
        Box::pin(run.instrument(span))
    }
}

impl<A, S> Bound<A, S>
where
    A: Endpoint<S>,
    S: Clone + Send + Sync + 'static,
{
    async fn steps(&self, call: &Call, request: Request) -> Arc<Ended> {
        let (mut parts, body) = request.into_parts();
        let app = &call.app;
        let mut ended = Drafted::of::<A>(call);

        // 4. The caller: nothing of the body is read for somebody who may not call.
        let caller = match self.caller(&mut parts).await {
            Ok(caller) => caller,
            Err(error) => return ended.with(error),
        };
        let context = SealContext::of::<A>(&app.keys);
        let arguments = match A::Arguments::read(&call.arguments, context) {
            Ok(arguments) => arguments,
            Err(error) => {
                // Nothing ran, but what was typed is still there.
                let echoed = echoed(&parts.headers, body).await;
                ended.values = echoed.map(|pairs| kept::<A>(&pairs));
                return ended.with(error);
            }
        };
        let plain = arguments.plain_of();
        ended.instance = Some(instance::<A>(&app.keys, call.keyed.as_deref(), &plain));

        // 5. The body, into the concrete type, with every error at once.
        let timeout = A::SETTINGS.timeout;
        let read =
            match tokio::time::timeout(timeout, body::read(&parts.headers, body, A::SETTINGS.body))
                .await
            {
                Ok(Ok(read)) => read,
                Ok(Err(error)) => return ended.with(unread(error)),
                Err(_) => return ended.with(late(timeout)),
            };
        let span = tracing::Span::current();
        span.record("body_bytes", read.bytes);
        span.record("fields", read.pairs.len());
        ended.values = Some(kept::<A>(&read.pairs));

        // 6. A repeat gets the first one's outcome.
        let who = caller.key();
        let identity = [
            call.visit.partition().unwrap_or_default().as_bytes(),
            who.as_bytes(),
            A::PATH.as_bytes(),
            plain.as_bytes(),
            call.keyed.as_deref().unwrap_or_default().as_bytes(),
            &read.digest[..],
        ];
        let remembered =
            |id: &str, kind: &[u8]| Key::of(identity.into_iter().chain([kind, id.as_bytes()]));
        let repeated = match (A::SETTINGS.once, &call.once, &call.submission) {
            (true, id, _) => {
                let id = id.as_deref().unwrap_or_default();
                if let Err(unfit) = app.once_ids.check(&app.keys, id) {
                    return ended.with(uncounted::<A>(unfit));
                }
                Some((&app.once, remembered(id, b"once")))
            }
            // Its id is new for every click, and the same when the browser sends it again.
            (false, _, Some(id)) => Some((&app.submissions, remembered(id, b"submission"))),
            // Two strangers who send the same are not one person who clicked twice.
            (false, _, None) if A::SETTINGS.public => None,
            (false, _, None) => Some((
                &app.in_flight,
                Key::of(identity.into_iter().chain([call.page.as_bytes()])),
            )),
        };
        let lead = match repeated {
            None => None,
            Some((table, key)) => match first_of(table, key).await {
                First::Me(lead) => Some(lead),
                First::Was(outcome) => {
                    span.record("repeat", true);
                    return outcome;
                }
                First::Full => return ended.with(busy()),
            },
        };

        // 7. The other extractors, then the function.
        let end = match app.in_own_words(|| A::Form::decode(&read.pairs)) {
            Err(errors) => HiddenEnd::from(Error::invalid(errors)),
            Ok(form) => {
                let run = self.call(caller, arguments, form, &mut parts, &call.visit);
                let run = AssertUnwindSafe(run).catch_unwind();
                match tokio::time::timeout(timeout, run).await {
                    Ok(Ok(end)) => end,
                    Ok(Err(panic)) => Error::from(Panicked::new(&*panic)).into(),
                    Err(_) => stopped(timeout).into(),
                }
            }
        };
        let ended = ended.with(end);
        if let Some(lead) = lead {
            lead.done(Arc::clone(&ended));
        }
        ended
    }

    /// # Errors
    /// How the call ends for somebody who may not call.
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

    async fn call(
        &self,
        caller: A::Caller,
        arguments: A::Arguments,
        form: A::Form,
        parts: &mut Parts,
        visit: &Visit,
    ) -> HiddenEnd {
        match A::Extractors::extract(parts, &self.state).await {
            Ok(extractors) => {
                // From here on it may have changed something, however it ends.
                if let Some(declared) = A::SETTINGS.revalidates {
                    visit.cache().say_declared(declared);
                }
                A::call(caller, arguments, extractors, form)
                    .await
                    .into_end()
            }
            Err(rejection) => rejected(rejection, false).await.into(),
        }
    }
}

/// Who runs this submission.
enum First {
    Me(Lead<Arc<Ended>>),
    Was(Arc<Ended>),
    Full,
}

async fn first_of(table: &Repeats<Arc<Ended>>, key: Key) -> First {
    loop {
        match table.enter(key) {
            Turn::First(lead) => return First::Me(lead),
            Turn::Done(outcome) => return First::Was(outcome),
            Turn::Full => return First::Full,
            // Without an outcome the first one was cut off, and the next one is first.
            Turn::Wait(wait) => {
                if let Some(outcome) = wait.outcome().await {
                    return First::Was(outcome);
                }
            }
        }
    }
}

/// What is known of the outcome so far.
struct Drafted<'a> {
    app: &'a App,
    visit: &'a Visit,
    name: &'static str,
    path: &'static str,
    instance: Option<String>,
    values: Option<Arc<Pairs>>,
    /// It declares nothing about what it changes.
    may_be_quiet: bool,
}

impl<'a> Drafted<'a> {
    fn of<A: Action>(call: &'a Call) -> Self {
        Self {
            app: &call.app,
            visit: &call.visit,
            path: A::PATH,
            name: A::NAME,
            instance: early_instance::<A>(&call.app.keys, call.keyed.as_deref(), &call.arguments),
            values: None,
            may_be_quiet: A::SETTINGS.revalidates.is_none(),
        }
    }

    fn with(self, end: impl Into<HiddenEnd>) -> Arc<Ended> {
        let settled = self.app.settle(end.into());
        let values = match settled.end {
            End::Error(_) => self.values,
            _ => None,
        };
        let revalidated = self.visit.cache_used().map_or_else(Vec::new, Cache::said);
        let is_quiet = cfg!(debug_assertions)
            && self.may_be_quiet
            && revalidated.is_empty()
            && !matches!(settled.end, End::Error(_));
        Arc::new(Ended {
            name: self.name.to_owned(),
            path: self.path,
            instance: self.instance,
            values,
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
fn told(revalidated: &[Revalidation]) -> String {
    let names: Vec<&str> = revalidated.iter().map(Revalidation::as_str).collect();
    names.join(", ")
}

/// What was submitted, without its secrets.
fn kept<A: Action>(pairs: &Pairs) -> Arc<Pairs> {
    // A name that the form does not have may be a token, or a password of another form.
    let kept = pairs
        .iter()
        .filter(|(name, _)| is_known::<A::Form>(name) && !A::Form::is_secret(name));
    Arc::new(kept.cloned().collect())
}

fn uncounted<A: Action>(unfit: Unfit) -> Error {
    tracing::info!(target: "postback::refused", action = A::PATH, ?unfit, "a form that counts once has an id of which nothing is remembered");
    Error::new(match unfit {
        Unfit::Unknown => Kind::Stale,
        Unfit::Earlier => Kind::Forgotten,
    })
}

fn unread(error: body::BodyError) -> Error {
    match error {
        body::BodyError::TooLarge { limit } => Error::new(Kind::TooLarge {
            limit,
            setting: "`body` of the action",
        }),
        other => Error::refused(other.status(), other.sentence()),
    }
}

fn stopped(limit: std::time::Duration) -> Error {
    Error::from(format!(
        "the action was stopped after {limit:?} (`timeout` of #[action])"
    ))
}

fn late(limit: std::time::Duration) -> Error {
    Error::refused(
        StatusCode::REQUEST_TIMEOUT,
        format!(
            "What you sent did not arrive within {limit:?}, so nothing was changed. Please try again."
        ),
    )
}

fn busy() -> Error {
    Error::refused(
        StatusCode::SERVICE_UNAVAILABLE,
        "Too much is going on at the moment, so nothing was changed. Please try again.",
    )
}
