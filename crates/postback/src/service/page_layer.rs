//! `page(..)`: the layer in which an action runs, inside everything that guards the page.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::{OriginalUri, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use futures_util::FutureExt;
use futures_util::future::Shared;
use http::request::Parts;
use http::{HeaderMap, Method};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::begin;
use super::find::FoundAction;
use super::snapshot::Snapshot;
use crate::action::Invocation;
use crate::context::{PageIdentity, RenderContext, Route, is_enhanced};
use crate::guard::running::Slot;
use crate::outcome::ActionOutcome;

/// Makes a page accept actions: `page(get(settings))`.
///
/// The forms of the page post to the page's own URL, where `page(..)` runs their actions. Every
/// layer and guard *around* it therefore protects them, and `Path` extractors work in them.
/// Handlers of other methods are unchanged, and so is a `post` handler for requests that name no
/// action.
///
/// Put guards around it: `page(get(settings)).layer(guard)`, or on the router. A layer inside,
/// `page(get(settings).layer(guard))`, applies to the page only. The `caller` of an action is
/// checked in both cases.
///
/// A form is valid on the route of the page that rendered it, with any path parameters, and on no
/// other route. Posted elsewhere, the action does not run and the response says "this page was out
/// of date". Posting to another page thus does not bypass the guards around a page. Forms of a
/// fragment that is inserted into other pages need [`#[action(anywhere)]`](crate::action).
///
/// ```
/// use axum::{Router, routing::get};
/// use postback::page;
///
/// async fn settings() -> &'static str { "settings" }
///
/// let pages: Router = Router::new().route("/settings", page(get(settings)));
/// ```
pub fn page<S: Clone + Send + Sync + 'static>(route: MethodRouter<S>) -> MethodRouter<S> {
    route.layer(PageLayer(PageIdentity::default()))
}

#[derive(Clone, Debug)]
struct PageLayer(PageIdentity);

impl<T> Layer<T> for PageLayer {
    type Service = PageService<T>;

    fn layer(&self, inner: T) -> PageService<T> {
        let identity = Arc::clone(&self.0);
        PageService { inner, identity }
    }
}

#[derive(Clone, Debug)]
struct PageService<T> {
    inner: T,
    identity: PageIdentity,
}

/// The pending call in a request's extensions. Its type is private, so only the service can request
/// an action.
#[derive(Clone)]
struct Marked(Arc<Waiting>);

/// A call that runs at most once. If a layer repeats the request (a retry, a hedge), every repeat
/// waits for the outcome of the first.
struct Waiting {
    call: Mutex<Option<(FoundAction, Invocation)>>,
    running: OnceLock<Running>,
}

type Running = Shared<Pin<Box<dyn Future<Output = Arc<ActionOutcome>> + Send>>>;

impl Marked {
    fn of(found: FoundAction, call: Invocation) -> Self {
        Self(Arc::new(Waiting {
            call: Mutex::new(Some((found, call))),
            running: OnceLock::new(),
        }))
    }

    /// Starts the action, if its id was rendered on this route.
    fn begun(&self, route: &Route, request: Request) -> Running {
        let begin = || {
            let call = self
                .0
                .call
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            let (found, call) = call.expect("it is begun once");
            if found.may_run_on(route, &call.app) {
                found.action.run(call, request).shared()
            } else {
                found.action.out_of_place(call, request).shared()
            }
        };
        self.0.running.get_or_init(begin).clone()
    }
}

/// Builds the request that the app's layers and guards receive: the page's own URL, with the call
/// in its extensions.
pub(crate) fn marked(
    page: &Snapshot,
    mut found: FoundAction,
    slot: Slot,
    mut parts: Parts,
    body: Body,
) -> (Arc<RenderContext>, Request) {
    parts.uri = page.inner().clone();
    if parts.extensions.get::<OriginalUri>().is_some() {
        parts.extensions.insert(OriginalUri(page.url().clone()));
    }
    let submission = submission(&parts.headers);
    let is_call = found.named.call.is_some() && is_enhanced(&parts.headers);
    let mut request = Request::from_parts(parts, body);
    let render = begin::action(page.app(), page.url().clone(), &mut request);
    let call = Invocation {
        app: Arc::clone(page.app()),
        render: Arc::clone(&render),
        page: page.url().to_string(),
        arguments: std::mem::take(&mut found.named.arguments),
        keyed: found.named.keyed.take(),
        once: found.named.once.take(),
        pressed: found.named.pressed.take(),
        submission,
        is_call,
        slot,
    };
    let marked = Marked::of(found, call);
    request.extensions_mut().insert(marked);
    (render, request)
}

/// Returns the id that the runtime gives to each submission, or `None` if the runtime cannot have
/// sent it.
fn submission(headers: &HeaderMap) -> Option<String> {
    if !is_enhanced(headers) {
        return None;
    }
    let id = headers.get("postback-id")?.to_str().ok()?;
    let fits = (16..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    fits.then(|| id.to_owned())
}

impl<T> Service<Request> for PageService<T>
where
    T: Service<Request, Error = Infallible>,
    T::Response: IntoResponse,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Taken<T::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let Some(render) = request.extensions().get::<Arc<RenderContext>>() else {
            return Taken::Page {
                future: self.inner.call(request),
            };
        };
        let render = Arc::clone(render);
        let routes = &render.app.routes;
        let actions = render.app.ids.len();
        let route = routes.of(
            request.extensions(),
            &self.identity,
            render.route.get(),
            actions,
        );
        let first = render.route.get_or_init(|| Arc::clone(&route));
        if *request.method() == Method::POST
            && let Some(marked) = request.extensions_mut().remove::<Marked>()
        {
            render.note(|notes| notes.is_taken_over = true);
            return Taken::Action {
                future: Box::pin(answered(marked.begun(&route, request))),
            };
        }
        // A layer may have tried another page before.
        if !Arc::ptr_eq(first, &route) {
            request.extensions_mut().insert(route);
        }
        Taken::Page {
            future: self.inner.call(request),
        }
    }
}

/// Returns the outcome as an extension of an empty response with the matching status. Layers on the
/// way out (such as one that saves a session) see the status, and the service then renders the
/// response.
async fn answered(running: Running) -> Response {
    let ended = running.await;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = ended.facts().status;
    *response.headers_mut() = ended.headers.clone();
    response.extensions_mut().insert(ended);
    response
}

pin_project! {
    #[project = TakenProjection]
    enum Taken<F> {
        Action { future: Pin<Box<dyn Future<Output = Response> + Send>> },
        Page { #[pin] future: F },
    }
}

impl<F, R> Future for Taken<F>
where
    F: Future<Output = Result<R, Infallible>>,
    R: IntoResponse,
{
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            TakenProjection::Action { future } => future.as_mut().poll(context).map(Ok),
            TakenProjection::Page { future } => {
                future.poll(context).map_ok(IntoResponse::into_response)
            }
        }
    }
}
