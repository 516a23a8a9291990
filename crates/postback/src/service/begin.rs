//! The [`RenderContext`] of each kind of request.

use std::sync::{Arc, OnceLock};

use axum::extract::{OriginalUri, Request};
use http::{HeaderMap, Method, Uri};

use super::state;
use crate::cache::{Cache, Reader};
use crate::context::{App, Part, RenderContext, Shown, external, is_enhanced};

/// Prepares a request from a client.
pub(crate) fn page(app: &Arc<App>, part: Part, request: &mut Request) -> Arc<RenderContext> {
    let url = external(request.uri(), request.extensions().get::<OriginalUri>());
    let carried = if *request.method() == Method::GET {
        state::carried(app, url.path(), request)
    } else {
        None
    };
    if carried.is_some() {
        state::rendered_anew(request.headers_mut());
    }
    let shown = carried.map(|(ended, cookie)| Shown::new(Arc::new(ended), Some(cookie)));
    let inner = request.uri().clone();
    given(RenderContext::new(app, url, inner, part, shown), request)
}

/// Prepares a request of the page cache, which is rendered in `cache`.
pub(crate) fn for_everybody(
    app: &Arc<App>,
    url: Uri,
    cache: Cache,
    request: &mut Request,
) -> Arc<RenderContext> {
    let inner = request.uri().clone();
    let mut render = RenderContext::new(app, url, inner, Part::of_everybody(), None);
    render.is_for_everybody = true;
    render.cache = OnceLock::from(cache);
    given(render, request)
}

/// Prepares the request that runs an action, which has nothing to show yet.
pub(crate) fn action(app: &Arc<App>, url: Uri, request: &mut Request) -> Arc<RenderContext> {
    let part = Part::of(app.partition.as_ref(), request);
    let inner = request.uri().clone();
    let mut render = RenderContext::new(app, url, inner, part, None);
    render.reader = Reader::Action;
    given(render, request)
}

/// Prepares the refresh after an action. `sent` are the headers of the POST and `query` its query.
/// The refresh uses no stale values: the browser would consider such a page older than its own, and
/// not show the outcome.
pub(crate) fn refresh(
    app: &Arc<App>,
    url: Uri,
    shown: Shown,
    sent: &HeaderMap,
    query: &str,
    request: &mut Request,
) -> Arc<RenderContext> {
    let part = Part::after(app.partition.as_ref(), request, sent);
    let inner = request.uri().clone();
    let mut render = RenderContext::new(app, url, inner, part, Some(shown));
    // Under another name it is another form to the runtime.
    render.keeps_files = is_enhanced(sent) && !app.renamed.has_form_of(query);
    render.reader = Reader::Action;
    given(render, request)
}

fn given(render: RenderContext, request: &mut Request) -> Arc<RenderContext> {
    let render = Arc::new(render);
    request.extensions_mut().insert(Arc::clone(&render));
    render
}
