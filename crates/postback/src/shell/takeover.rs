//! `page(..)`: where an action runs, inside everything that guards the page.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::{MatchedPath, OriginalUri, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use futures_util::FutureExt;
use futures_util::future::Shared;
use http::request::Parts;
use http::{HeaderMap, Method};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::find::Found;
use super::refresh::Snapshot;
use super::{Visit, answer};
use crate::action::{Call, Callable};
use crate::guard::running::Slot;
use crate::outcome::Ended;

/// A page that takes actions: `page(get(settings))`.
///
/// The forms of the page post to the page's own URL; `page(..)` runs their actions there, so every
/// layer and guard *around* it covers them, and `Path` extractors work in them. Handlers of other
/// methods stay as they are, and so does a `post` handler for requests that name no action.
///
/// Put guards around it: `page(get(settings)).layer(guard)` or on the router. A layer that goes
/// inside, `page(get(settings).layer(guard))`, sees the page only. The `caller` of an action is
/// checked either way.
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
    route.layer(PageLayer)
}

#[derive(Clone, Copy, Debug)]
struct PageLayer;

impl<T> Layer<T> for PageLayer {
    type Service = PageService<T>;

    fn layer(&self, inner: T) -> PageService<T> {
        PageService { inner }
    }
}

#[derive(Clone, Copy, Debug)]
struct PageService<T> {
    inner: T,
}

/// The call that waits in a request's extensions. Its type is private, so nothing but the shell
/// can ask for an action.
#[derive(Clone)]
struct Marked(Arc<Waiting>);

/// A layer that repeats requests (a retry, a hedge) repeats this one, too: the action runs once, and
/// every repeat waits for its outcome.
struct Waiting {
    call: Mutex<Option<(Arc<dyn Callable>, Call)>>,
    running: OnceLock<Running>,
}

type Running = Shared<Pin<Box<dyn Future<Output = Arc<Ended>> + Send>>>;

impl Marked {
    fn of(action: Arc<dyn Callable>, call: Call) -> Self {
        Self(Arc::new(Waiting {
            call: Mutex::new(Some((action, call))),
            running: OnceLock::new(),
        }))
    }

    fn begun(&self, request: Request) -> Running {
        let begin = || {
            let call = self
                .0
                .call
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            let (action, call) = call.expect("it is begun once");
            action.run(call, request).shared()
        };
        self.0.running.get_or_init(begin).clone()
    }
}

/// The request as the app's layers and guards see it: the page's own URL, and a call in its extensions.
pub(crate) fn marked(
    page: &Snapshot,
    found: Found,
    slot: Slot,
    mut parts: Parts,
    body: Body,
) -> (Arc<Visit>, Request) {
    parts.uri = page.inner().clone();
    if parts.extensions.get::<OriginalUri>().is_some() {
        parts.extensions.insert(OriginalUri(page.url().clone()));
    }
    let submission = submission(&parts.headers);
    let mut request = Request::from_parts(parts, body);
    let visit = Visit::acting(page, &mut request);
    let call = Call {
        app: Arc::clone(page.app()),
        visit: Arc::clone(&visit),
        page: page.url().to_string(),
        arguments: found.named.arguments,
        keyed: found.named.keyed,
        once: found.named.once,
        submission,
        slot,
    };
    let marked = Marked::of(found.action, call);
    request.extensions_mut().insert(marked);
    (visit, request)
}

/// The id that the runtime gives to each submission. What could not come from it is none.
fn submission(headers: &HeaderMap) -> Option<String> {
    if !answer::is_enhanced(headers) {
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
        if let Some(visit) = request.extensions().get::<Arc<Visit>>() {
            visit.takes_actions.store(true, Ordering::Relaxed);
            if let Some(routed) = &visit.routed
                && let Some(pattern) = request.extensions().get::<MatchedPath>()
            {
                // A layer that repeats requests repeats this one along the same route.
                let _ = routed.set(pattern.clone());
            }
        }
        if *request.method() == Method::POST
            && let Some(marked) = request.extensions_mut().remove::<Marked>()
        {
            return Taken::Action {
                future: Box::pin(answered(marked.begun(request))),
            };
        }
        Taken::Page {
            future: self.inner.call(request),
        }
    }
}

/// The outcome leaves as an extension of an empty response with the honest status: layers on its
/// way out (a session's save) see how it went, and the shell writes the answer.
async fn answered(running: Running) -> Response {
    let ended = running.await;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = ended.means().status;
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
