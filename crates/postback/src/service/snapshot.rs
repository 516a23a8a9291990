//! [`Snapshot`]: a request as the service received it.

use std::sync::Arc;

use axum::Router;
use axum::extract::OriginalUri;
use http::request::Parts;
use http::{Extensions, HeaderMap, Uri, Version};

use crate::context::{App, at, external, own_query, with_query};

/// A request as the service received it, from which the page after an action is rendered.
pub(crate) struct Snapshot {
    pub(super) app: Arc<App>,
    pub(super) pages: Router,
    /// The URL as the browser sees it, without the library's query parameters.
    pub(super) url: Uri,
    /// The URL as `pages` sees it, without the prefix of a `nest`.
    pub(super) inner: Uri,
    /// The URL with the library's query parameters.
    posted: Uri,
    pub(super) version: Version,
    pub(crate) headers: HeaderMap,
    pub(super) extensions: Extensions,
}

impl Snapshot {
    pub(crate) fn of(app: &Arc<App>, pages: &Router, parts: &Parts) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let inner = with_query(&parts.uri, own_query(query).as_deref());
        let url = match parts.extensions.get::<OriginalUri>() {
            Some(original) if original.0 != parts.uri => external(&parts.uri, Some(original)),
            _ => inner.clone(),
        };
        Self {
            app: Arc::clone(app),
            pages: pages.clone(),
            url,
            inner,
            posted: parts.uri.clone(),
            version: parts.version,
            headers: parts.headers.clone(),
            extensions: parts.extensions.clone(),
        }
    }

    pub(crate) fn app(&self) -> &Arc<App> {
        &self.app
    }

    pub(crate) fn url(&self) -> &Uri {
        &self.url
    }

    /// Returns the query that was posted to, with the library's parameters: with the same fields it
    /// is the same submission.
    pub(crate) fn posted_query(&self) -> &str {
        self.posted.query().unwrap_or_default()
    }

    pub(crate) fn inner(&self) -> &Uri {
        &self.inner
    }

    /// Strips the prefix that a `nest` around the app removes from a path.
    pub(super) fn without_prefix(&self, location: &str) -> Option<Uri> {
        let outer = self.url.path();
        let prefix = match self.inner.path() {
            "/" => outer.strip_suffix('/').unwrap_or(outer),
            inner => outer.strip_suffix(inner)?,
        };
        match location.strip_prefix(prefix)? {
            rest if rest.starts_with('/') => at(&self.inner, rest),
            rest if rest.is_empty() || rest.starts_with('?') => {
                at(&self.inner, &format!("/{rest}"))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
impl Snapshot {
    pub(crate) fn for_tests(url: &str, inner: &str, headers: HeaderMap) -> Self {
        Self {
            app: Arc::new(App::default()),
            pages: Router::new(),
            url: url.parse().unwrap(),
            inner: inner.parse().unwrap(),
            posted: inner.parse().unwrap(),
            version: Version::HTTP_11,
            headers,
            extensions: Extensions::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(url: &str, inner: &str) -> Snapshot {
        Snapshot::for_tests(url, inner, HeaderMap::new())
    }

    #[test]
    fn a_target_under_a_nest_loses_its_prefix() {
        let nested = snapshot("/app/settings", "/settings");
        assert_eq!(
            nested.without_prefix("/app/dashboard?x=1").unwrap(),
            "/dashboard?x=1"
        );
        assert_eq!(nested.without_prefix("/app").unwrap(), "/");
        assert!(nested.without_prefix("/application").is_none());
        assert!(nested.without_prefix("/elsewhere").is_none());
        assert_eq!(
            snapshot("/app", "/").without_prefix("/app/x").unwrap(),
            "/x"
        );
        assert_eq!(snapshot("/x", "/x").without_prefix("/y").unwrap(), "/y");
    }

    #[test]
    fn a_target_keeps_the_host_that_http_2_names_in_the_uri() {
        let nested = snapshot("https://a.example/app/x", "https://a.example/x");
        assert_eq!(
            nested.without_prefix("/app/y?z").unwrap(),
            "https://a.example/y?z"
        );
        assert_eq!(
            at(&nested.url, "/app/y?z").unwrap(),
            "https://a.example/app/y?z"
        );
    }
}
