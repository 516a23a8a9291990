//! Renders a page for everyone, and decides whether it is one.

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::request::{CanonicalRequest, PageKey};
use super::routes::Declared;
use super::stored::{Stored, Uncacheable};
use crate::cache::{Cache, Interrupted, Life};
use crate::context::{Before, RenderContext};
use crate::service::site::Site;
use crate::service::{begin, development, failure, headers};

/// How long a page that turned out to be personal is not tried again.
const NOT_TRIED: Life = Life {
    fresh: Duration::from_secs(10),
    expire: Duration::from_secs(10),
};

/// The cache entry of a page.
#[derive(Clone)]
pub(super) enum PageEntry {
    Kept(Arc<Stored>),
    /// Each visitor's request is handled by the app itself.
    AsItComes,
}

/// A result that the cache does not store at all.
#[derive(Clone)]
pub(super) enum NotKept {
    /// The page answered 404 or 410. There is no limit to the addresses that lead nowhere, and each
    /// may become a page at any time.
    Gone(Arc<Stored>),
    AsItComes,
}

/// The cause is in the log already.
impl From<Interrupted> for NotKept {
    fn from(_: Interrupted) -> Self {
        Self::AsItComes
    }
}

/// The result of a render.
enum Verdict {
    Page(Stored),
    Gone(Stored),
    /// The app routes the path to another page.
    Elsewhere,
    /// A failure; the next render may succeed.
    Failed,
    /// Another status, set by the app.
    NoPage,
    /// A page that cannot be cached.
    Uncacheable(&'static str),
}

/// One render of a declared page.
pub(super) struct RenderJob {
    site: Arc<Site>,
    declared: Arc<Declared>,
    new: CanonicalRequest,
}

impl RenderJob {
    pub(super) fn new(site: &Arc<Site>, asked: PageKey<'_>) -> Self {
        Self {
            site: Arc::clone(site),
            declared: Arc::clone(&asked.declared),
            new: asked.into_new(),
        }
    }

    /// Renders the page, and returns the entry with its memory in bytes.
    pub(super) async fn run(self, cache: Cache) -> Result<(PageEntry, usize), NotKept> {
        let Self {
            site,
            declared,
            new,
        } = self;
        let path = new.url().path().to_owned();
        let (render, response) = rendered(&site, &declared, new, &cache).await;
        match verdict(&site, &declared, &render, response).await {
            Verdict::Page(page) => {
                let weight = page.weight();
                return Ok((PageEntry::Kept(Arc::new(page)), weight));
            }
            Verdict::Elsewhere => return Err(NotKept::AsItComes),
            // A stored page must be replaced, because it would be served otherwise.
            Verdict::Gone(page) if !cache.is_refresh() => {
                return Err(NotKept::Gone(Arc::new(page)));
            }
            // The stored page is better than a failure.
            Verdict::Failed if cache.is_refresh() => return Err(NotKept::AsItComes),
            Verdict::Gone(_) | Verdict::Failed | Verdict::NoPage => {}
            Verdict::Uncacheable(reason) => declared.warn(&path, reason),
        }
        cache.lives(NOT_TRIED);
        Ok((PageEntry::AsItComes, 0))
    }
}

async fn rendered(
    site: &Site,
    declared: &Declared,
    new: CanonicalRequest,
    cache: &Cache,
) -> (Arc<RenderContext>, Response) {
    let (url, inner) = (new.url().clone(), new.uri().clone());
    let prefix = url.path().strip_suffix(inner.path()).unwrap_or_default();
    let outside = format!("{prefix}{}", declared.pattern);
    let names = [url.path(), inner.path(), &declared.pattern, &outside];
    cache.makes_page_at(names);
    cache.is_page_at(names);

    let app = &site.app;
    let mut request = new.request();
    let render = begin::for_everybody(app, url, cache.clone(), &mut request);
    let is_https = app.origins.is_https(&HeaderMap::new());
    let response = failure::caught(site.pages.clone(), request).await;
    let mut response =
        failure::explained(app, render.url.path(), is_https, Before::Nothing, response);
    development::rendered(&render, response.headers_mut());
    if headers::is_html(response.headers()) {
        headers::framing(app, response.headers_mut());
    }
    (render, response)
}

async fn verdict(
    site: &Site,
    declared: &Declared,
    render: &RenderContext,
    response: Response,
) -> Verdict {
    let Some(routed) = render.route.get().and_then(|route| route.pattern()) else {
        return Verdict::Uncacheable(
            "a guard, a layer or a route without `page(..)` answered in its place. Route it with \
             `page(get(..))`; what a guard protects is not for everybody",
        );
    };
    if routed != declared.pattern {
        let is_learned = site
            .cached
            .as_ref()
            .is_some_and(|pages| pages.learn(declared, routed));
        return if is_learned {
            Verdict::Elsewhere
        } else {
            Verdict::NoPage
        };
    }
    let limit = usize::try_from(site.app.cache.limits.page).unwrap_or(usize::MAX);
    let vary = &declared.page.vary;
    let page = match response.status() {
        StatusCode::OK | StatusCode::PERMANENT_REDIRECT => Stored::of(response, vary, limit)
            .await
            .map(|page| Verdict::Page(page.rendered_by(render))),
        StatusCode::NOT_FOUND | StatusCode::GONE => Stored::once(response, vary, limit)
            .await
            .map(|page| Verdict::Gone(page.rendered_by(render))),
        status if status.is_server_error() => Ok(Verdict::Failed),
        _ => Ok(Verdict::NoPage),
    };
    match page {
        // Known at the end of the body.
        Ok(_) if render.notes().for_one_visitor => {
            Verdict::Uncacheable("it has a form of an `#[action(once)]`, which is for one visitor")
        }
        Ok(verdict) => verdict,
        Err(Uncacheable::Broken) => Verdict::Failed,
        Err(Uncacheable::NotForEverybody(reason)) => Verdict::Uncacheable(reason),
    }
}
