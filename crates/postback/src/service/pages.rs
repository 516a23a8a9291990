//! The page cache: renders a declared page once for everyone, by a new request.
//!
//! `declared` holds what the app declares, and `routes` finds it by path. `request` reads the
//! declared parts of a visitor's request, from which `render_job` renders the page. `stored`
//! decides what may be kept, and `conditional` and `encoding` decide how it is sent.

mod conditional;
mod declared;
#[cfg(feature = "compression")]
mod encoding;
mod render_job;
mod request;
mod routes;
mod stored;
mod variant;

pub use self::declared::CachedPage;
pub(crate) use self::routes::DeclaredPages;

use std::future::{Future, ready};
use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use futures_util::future::Either;
use http::{HeaderMap, Method, Uri};

use self::render_job::{NotKept, PageEntry, RenderJob};
use self::request::PageKey;
use super::site::Site;
use super::{asof, development, state};
use crate::cache::{Cache, CacheStatus, Cached, Key, Position, Reader, Scope, StoreKind};
use crate::context::{App, Part};

/// Returns the requested page from the cache, or `None` if the request has to be handled by the app
/// itself.
pub(super) fn cached<'r>(
    site: &'r Arc<Site>,
    part: &'r Part,
    request: &'r Request,
) -> Option<impl Future<Output = Option<Response>> + Send + use<'r>> {
    let (app, routes) = (&site.app, site.cached.as_ref()?);
    let (method, headers) = (request.method(), request.headers());
    if *method != Method::GET && *method != Method::HEAD {
        return None;
    }
    let asked = PageKey::of(routes, &app.origins, request)?;
    // State that an action has left for this visitor is personal.
    let url = request::external(request);
    if state::is_carried(app, url.path(), request) {
        return None;
    }
    // The position is read before the lookup.
    let applied = app.cache.log.applied();
    let pattern = asked.declared.pattern.clone();
    let key = Key::new::<PageEntry>(part.name(), pattern, asked.key());
    let found = match app.cache.fresh(StoreKind::Page, &key) {
        Some(found) => Either::Left(ready(Ok(found))),
        // Boxed, because it is rare and its future is large.
        None => Either::Right(Box::pin(read(site, part.name().cloned(), key, asked))),
    };
    Some(async move { answer(app, applied, found.await, method, headers, url).await })
}

/// Renders the page, unless the stored one may still be served.
async fn read(
    site: &Arc<Site>,
    partition: Option<Arc<str>>,
    key: Key,
    asked: PageKey<'_>,
) -> Result<Cached<PageEntry>, NotKept> {
    let engine = Arc::clone(&site.app.cache);
    let began = engine.log.applied();
    let cache = Cache::new(Scope::new(engine, partition, began, Reader::Page));
    let CachedPage { life, ref tags, .. } = asked.declared.page;
    let tags = tags.clone();
    let fill = || {
        let fill = RenderJob::new(site, asked);
        (tags, move |cache| fill.run(cache))
    };
    cache.read(StoreKind::Page, key, Some(life), fill).await
}

async fn answer(
    app: &App,
    applied: Position,
    found: Result<Cached<PageEntry>, NotKept>,
    method: &Method,
    headers: &HeaderMap,
    url: &Uri,
) -> Option<Response> {
    let (page, seen) = match found {
        Ok(Cached {
            value,
            how,
            made,
            oldest,
        }) => (value, Some((how, made, oldest))),
        Err(NotKept::Gone(page)) => (PageEntry::Kept(page), None),
        Err(NotKept::AsItComes) => return None,
    };
    let PageEntry::Kept(page) = page else {
        return None;
    };
    let mut response = page.answer(method, headers).await;
    let as_of = page.as_of.map(|rendered| match seen {
        // Nothing in it has changed up to this position.
        Some((CacheStatus::Hit, ..)) => applied,
        Some((CacheStatus::Stale, _, oldest)) => oldest,
        Some((CacheStatus::Miss, ..)) | None => rendered,
    });
    asof::write(app, as_of, response.headers_mut());
    if let Some((how, made, _)) = seen {
        development::served(url, how, made, response.headers_mut());
    }
    Some(response)
}
