//! The service around the wrapped app: the life of a request from start to finish.

mod address;
mod answer;
mod asof;
mod begin;
mod builder;
mod cookies;
mod development;
mod error_page;
mod failure;
mod find;
mod finish;
mod handle;
mod headers;
mod notice;
mod page_layer;
mod pages;
mod publish;
mod refresh;
mod site;
mod snapshot;
pub(crate) mod state;
mod with_state;

pub use self::builder::Postback;
pub use self::handle::AppHandle;
pub use self::page_layer::page;
pub use self::pages::CachedPage;

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::Response;
use futures_util::future::OptionFuture;
use http::Method;
use tower_service::Service;

use self::answer::{Answer, Draft, says_nothing};
use self::find::FoundAction;
use self::finish::Finish;
use self::site::Site;
use self::snapshot::Snapshot;
use crate::client;
use crate::context::{Before, Part, enter, is_enhanced, names_an_action};
use crate::form::body;
use crate::outcome::ActionOutcome;

/// The fallback of the finished app, which receives every request before routing.
#[derive(Clone)]
pub(crate) struct AppService(Arc<Site>);

impl AppService {
    /// Handles a request without `_action`: a page, or a handler of the app's own.
    async fn page(self, mut request: Request) -> Response {
        let Self(site) = self;
        let app = &site.app;
        let part = Part::of(app.partition.as_ref(), &mut request);
        // The page cache, if the path is declared.
        let cached = pages::cached(&site, &part, &request);
        if let Some(Some(response)) = OptionFuture::from(cached).await {
            return response;
        }
        let render = begin::page(app, part, &mut request);
        let is_https = app.origins.is_https(request.headers());
        let response = failure::caught(site.pages.clone(), request).await;
        let path = render.url.path();
        let mut response = failure::explained(app, path, is_https, render.before(), response);
        asof::write(app, render.as_of_for_runtime(), response.headers_mut());
        publish::after_handler(&render).await;
        development::rendered(&render, response.headers_mut());
        let response = notice::finish(&render, response).await;
        error_page::message_first(app, response)
    }

    /// Handles a POST with `_action` in its query.
    async fn action(self, request: Request) -> Response {
        let Self(site) = self;
        let app = &site.app;
        let (parts, body) = request.into_parts();
        // A guard that redirects to the sign-in page has not read the typed values, so the body is
        // kept for the page that offers them again. The runtime keeps the form itself.
        let unread = (!is_enhanced(&parts.headers)).then(body::Unread::default);
        let body = body::DrainOnDrop::over(body, &app.tracker, unread.clone());
        let page = Snapshot::of(app, &site.pages, &parts);

        // 1. Origin. Nothing of a refused request is echoed.
        if let Err(refused) = app.origins.check(&parts.headers, &parts.uri) {
            return Answer::to(page).cross_origin(&refused);
        }
        // 2. Find the action.
        let found = match FoundAction::of(&site, parts.uri.query().unwrap_or_default()) {
            Ok(found) => found,
            Err(missing) => {
                return Answer::to(page)
                    .refused(missing.into_outcome(app, &parts.headers, body).await)
                    .await;
            }
        };
        // 3. Declared limits.
        if let Err(kind) = found.declared(&parts.headers) {
            let refused = found.refused(app, &parts.headers, body, kind).await;
            return Answer::to(page).refused(refused).await;
        }
        // A place among the running actions, before the body is read. A request that was refused
        // above has taken none.
        let slot = match found.room(app) {
            Ok(slot) => slot,
            Err(busy) => return Answer::to(page).refused(busy).await,
        };
        // 4 to 7, inside the app's guards and layers: `page(..)` takes over the request
        // (`ErasedAction::steps`).
        let path = found.action.info().path;
        let draft = Draft::of(&found, unread);
        let (render, request) = page_layer::marked(&page, found, slot.clone(), parts, body);
        let acting = Arc::clone(&render);
        let pages = site.pages.clone();
        let run = async move {
            let response = failure::caught(pages, request).await;
            // 8. Publish the changes, after the app's layers, because one of them may have
            //    committed a transaction.
            publish::after_action(&acting, response.extensions().get::<Arc<ActionOutcome>>()).await;
            response
        };
        let response = Finish::new(run, &app.tracker, slot).await;
        // 9. Refresh and 10. Answer.
        if let Some(ended) = response.extensions().get::<Arc<ActionOutcome>>().cloned() {
            return Answer::to(page).respond(ended, response.headers()).await;
        }
        if !render.notes().is_taken_over && says_nothing(&response) {
            tracing::warn!(target: "postback::refused", action = path, page = page.url().path(), status = response.status().as_u16(), "no `page(..)` has taken the action over, so it was not run: write `.route(path, page(..))`, also around a handler that answers every path");
            return Answer::to(page).not_taken(&response);
        }
        tracing::info!(target: "postback::refused", action = path, status = response.status().as_u16(), "a guard or a layer answered in place of the action, or the route is not in `page(..)`");
        let is_https = app.origins.is_https(&page.headers);
        let path = page.url().path();
        let response = failure::explained(app, path, is_https, render.before(), response);
        Answer::to(page).guarded(response, draft, &render).await
    }
}

impl Service<Request> for AppService {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        if let Some(script) = client::answer(request.method(), request.uri(), request.headers()) {
            return Box::pin(std::future::ready(Ok(script)));
        }
        self.0.app.public_path.tell(&mut request);
        enter(request.extensions_mut());
        let service = self.clone();
        let app = Arc::clone(&self.0.app);
        if *request.method() == Method::POST && names_an_action(request.uri().query()) {
            Box::pin(failure::last_resort(
                app,
                Before::Begun,
                service.action(request),
            ))
        } else {
            Box::pin(failure::last_resort(
                app,
                Before::Nothing,
                service.page(request),
            ))
        }
    }
}
