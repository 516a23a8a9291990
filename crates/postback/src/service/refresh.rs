//! Step 9: renders the page after an action, by a new GET through the Router of pages in the same
//! process.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{OriginalUri, Request};
use http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use http_body_util::{BodyExt, Limited};

use super::cookies::{Journey, Site};
use super::snapshot::Snapshot;
use super::state::NOT_ANEW;
use super::{begin, cookies, development, failure, headers, notice};
use crate::cache::Position;
use crate::context::{App, Before, RenderContext, RenderNotes, Shown, at, with_query};
use crate::html::Html;
use crate::outcome::{ActionOutcome, PageError, StandsIn};
use crate::panic::Panicked;

const LARGEST: usize = 4 << 20;
const LONGEST: Duration = Duration::from_secs(5);

/// Headers of the POST that do not apply to the GET after it, besides those of [`NOT_ANEW`].
const DROPPED: [HeaderName; 14] = [
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::CONTENT_ENCODING,
    header::TRANSFER_ENCODING,
    header::TRAILER,
    header::TE,
    header::EXPECT,
    header::CONNECTION,
    header::UPGRADE,
    header::ORIGIN,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
];

/// A page that was rendered in the same process.
pub(crate) struct Rendered {
    status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) html: Vec<u8>,
    /// The position of the log of invalidations that it reflects.
    pub(crate) as_of: Position,
    /// The notes of its render.
    pub(crate) notes: RenderNotes,
}

impl Rendered {
    /// Returns whether the page does not exist, for example because the action has deleted its row.
    pub(crate) fn is_gone(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    /// Wraps a page of the library's own in place of the app's.
    pub(crate) fn of_ours(app: &App, html: Html) -> Self {
        Self {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            html: html.into_string().into_bytes(),
            as_of: app.cache.log.applied(),
            notes: RenderNotes::default(),
        }
    }
}

impl Snapshot {
    /// Renders the page that was posted to, with the outcome.
    pub(crate) async fn render(
        &self,
        ended: &Arc<ActionOutcome>,
        set: &HeaderMap,
    ) -> Option<Rendered> {
        self.get(self.url.clone(), self.inner.clone(), ended, set)
            .await
    }

    /// Renders the target of a redirect, or returns `None` outside this app, where the browser goes
    /// itself.
    pub(crate) async fn render_target(
        &self,
        location: &str,
        ended: &Arc<ActionOutcome>,
        set: &HeaderMap,
    ) -> Option<Rendered> {
        let location = location.split('#').next().unwrap_or_default();
        if location.is_empty() {
            return self.render(ended, set).await;
        }
        if let Some(query) = location.strip_prefix('?') {
            return self
                .get(
                    with_query(&self.url, Some(query)),
                    with_query(&self.inner, Some(query)),
                    ended,
                    set,
                )
                .await;
        }
        let url = at(&self.url, location)?;
        let inner = self.without_prefix(location)?;
        let rendered = self.get(url, inner, ended, set).await?;
        // A path that the app answers with 404 may exist outside: behind a proxy that strips a
        // prefix, or in a router into which this one is merged.
        (!rendered.is_gone()).then_some(rendered)
    }

    async fn get(
        &self,
        url: Uri,
        inner: Uri,
        ended: &Arc<ActionOutcome>,
        set: &HeaderMap,
    ) -> Option<Rendered> {
        let rendered = self.get_once(&url, &inner, ended, set, true).await?;
        if rendered.notes.is_doubtful {
            return self.get_once(&url, &inner, ended, set, false).await;
        }
        Some(rendered)
    }

    /// Renders a page once. With `may_claim`, a form that could be the submitted one shows the
    /// outcome.
    async fn get_once(
        &self,
        url: &Uri,
        inner: &Uri,
        ended: &Arc<ActionOutcome>,
        set: &HeaderMap,
        may_claim: bool,
    ) -> Option<Rendered> {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = Method::GET;
        *request.version_mut() = self.version;
        *request.headers_mut() = self.headers_of_a_get(url.path(), set);
        *request.extensions_mut() = self.extensions.clone();
        if self.extensions.get::<OriginalUri>().is_some() {
            request.extensions_mut().insert(OriginalUri(url.clone()));
        }
        *request.uri_mut() = inner.clone();
        // Everything else is derived from this complete request.
        let shown = || Shown::after(Arc::clone(ended), may_claim);
        let query = self.posted_query();
        let showing = || {
            begin::refresh(
                &self.app,
                url.clone(),
                shown(),
                &self.headers,
                query,
                &mut request,
            )
        };
        // The partition is computed by the app's own code, which may panic; the action is done
        // anyway.
        let render = catch_unwind(AssertUnwindSafe(showing))
            .inspect_err(|panic| {
                let panic = Panicked::new(&**panic);
                tracing::error!(target: "postback::failed", error = %panic, "the partition of the page after an action");
            })
            .ok()?;
        if let Ok(rendered) = tokio::time::timeout(LONGEST, self.taken(request, &render)).await {
            return rendered;
        }
        tracing::warn!(target: "postback::refresh", limit = ?LONGEST, "the page took too long to be rendered after its action");
        None
    }

    fn headers_of_a_get(&self, path: &str, set: &HeaderMap) -> HeaderMap {
        let is_dropped = |name: &HeaderName| {
            let text = name.as_str();
            DROPPED.contains(name)
                || NOT_ANEW.contains(name)
                || text.starts_with("sec-fetch-")
                || text.starts_with("postback-")
        };
        let mut headers = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in self.headers.iter().filter(|(name, _)| !is_dropped(name)) {
            headers.append(name, value.clone());
        }
        if set.contains_key(header::SET_COOKIE) {
            let way = Journey {
                site: Site::of(&self.app.origins, &self.headers, &self.url),
                from: self.url.path(),
                to: path,
            };
            cookies::overlay(&mut headers, set, &way);
        }
        headers
    }

    /// Returns a complete HTML page of any status (a sign-in page may be a 401), or `None`. An
    /// error page of the service does not count, except for a 404.
    async fn taken(&self, request: Request, render: &Arc<RenderContext>) -> Option<Rendered> {
        let mut response = failure::caught(self.pages.clone(), request).await;
        if response.extensions().get::<PageError>().is_some() {
            // Logs the cause.
            response = failure::explained(
                &self.app,
                render.url.path(),
                false,
                Before::Nothing,
                response,
            );
        }
        let (mut parts, body) = response.into_parts();
        development::rendered(render, &mut parts.headers);
        let has_failed = parts.extensions.get::<StandsIn>().is_some();
        if (has_failed && parts.status != StatusCode::NOT_FOUND)
            || parts.status.is_redirection()
            || !headers::is_readable(&parts.headers)
        {
            return None;
        }
        let Ok(body) = Limited::new(body, LARGEST).collect().await else {
            tracing::warn!(target: "postback::refresh", limit = LARGEST, "the page broke off or is too large to be rendered after its action");
            return None;
        };
        let notes = render.notes();
        let mut html = Vec::from(body.to_bytes());
        if html.is_empty() {
            return None;
        }
        if render
            .shown
            .as_ref()
            .is_some_and(|shown| shown.is_owed(&notes))
        {
            html = notice::inserted(render, &parts.headers, &html)?;
        }
        parts.headers.remove(header::CONTENT_LENGTH);
        Some(Rendered {
            status: parts.status,
            headers: parts.headers,
            html,
            as_of: render.as_of(),
            notes,
        })
    }
}
