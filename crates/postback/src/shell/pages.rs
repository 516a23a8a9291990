//! The page cache: a declared page is rendered once for everybody, by a new request.
//!
//! `declared` is what the app says, `routes` finds it by the path. `request` reads from a visitor's
//! request what is declared, and nothing else; of that, `fill` renders the page. What may be kept of
//! it decides `stored`, and `conditional` and `encoding` say how it is sent.

mod conditional;
mod declared;
#[cfg(feature = "compression")]
mod encoding;
mod fill;
mod request;
mod routes;
mod stored;

pub use self::declared::CachedPage;

use std::borrow::Cow;
use std::future::Future;
use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, Method, Uri};

use self::fill::{Fill, NotKept, Page};
use self::request::Asked;
use self::routes::Routes;
use super::{Shell, development, state};
use crate::cache::{Cache, Found, Key, Kind, Reader, Scope};

/// The declared pages of an app.
pub(crate) struct Pages(Routes);

impl Pages {
    /// `None` for an app that declares no page.
    ///
    /// # Errors
    /// A sentence about a pattern that no route can have, or that is declared twice.
    pub(crate) fn new(
        declared: Vec<(Cow<'static, str>, CachedPage)>,
    ) -> Result<Option<Self>, String> {
        if declared.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self(Routes::new(declared)?)))
    }
}

/// The page that the request asks for, from the cache; `None` if it is not for everybody, and the
/// visitor's own request is run as it came.
pub(super) fn cached<'r>(
    shell: &'r Shell,
    partition: Option<Arc<str>>,
    request: &'r Request,
) -> Option<impl Future<Output = Option<Response>> + Send + use<'r>> {
    let Pages(routes) = shell.app.pages.as_ref()?;
    let (method, headers) = (request.method(), request.headers());
    if *method != Method::GET && *method != Method::HEAD {
        return None;
    }
    let asked = Asked::of(routes, &shell.app.origins, request)?;
    // What an action has left for this visitor is for nobody else.
    if state::is_carried(request::external_path(request), headers) {
        return None;
    }
    let url = request::external(request);
    Some(answered(shell, partition, asked, method, headers, url))
}

async fn answered(
    shell: &Shell,
    partition: Option<Arc<str>>,
    asked: Asked<'_>,
    method: &Method,
    headers: &HeaderMap,
    url: &Uri,
) -> Option<Response> {
    let engine = Arc::clone(&shell.app.cache);
    let key = asked.key();
    let weight = key.len() as u64;
    let pattern = asked.declared.pattern.clone();
    let key = Key::new::<Page>(partition.as_ref(), pattern, key);
    let began = engine.log.applied();
    let cache = Cache::new(Scope::new(engine, partition, began, Reader::Page));
    let life = asked.declared.page.life;
    let fill = || {
        let tags = asked.declared.page.tags.clone();
        let fill = Fill::new(shell, asked, weight);
        (tags, move |cache| fill.run(cache))
    };
    match cache.read(Kind::Page, key, Some(life), fill).await {
        Ok(Found {
            value: Page::Kept(page),
            how,
            made,
        }) => {
            let mut response = page.answer(method, headers).await;
            development::served(url, how, made, response.headers_mut());
            Some(response)
        }
        Err(NotKept::Gone(page)) => Some(page.answer(method, headers).await),
        Ok(Found {
            value: Page::AsItComes,
            ..
        })
        | Err(NotKept::AsItComes) => None,
    }
}
