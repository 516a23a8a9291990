//! The extractors of lower modules that read the [`RenderContext`].

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath};
use http::request::Parts;

use super::RenderContext;
use crate::cache::Cache;
use crate::form::{FormField, FromForm, Search};
use crate::outcome::Error;

impl<S: Sync> FromRequestParts<S> for Cache {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let Some(render) = parts.extensions.get::<Arc<RenderContext>>() else {
            return Err(
                "`Cache` works in the pages of a `Postback`: wrap the Router in `Postback::new(..)`"
                    .into(),
            );
        };
        let cache = render.cache();
        if let Some(pattern) = parts.extensions.get::<MatchedPath>() {
            cache.is_page_at([pattern.as_str()]);
        }
        Ok(cache.clone())
    }
}

impl<T: FromForm + FormField, S: Sync> FromRequestParts<S> for Search<T> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let read = || Self::from_query(parts.uri.query().unwrap_or_default());
        Ok(match parts.extensions.get::<Arc<RenderContext>>() {
            Some(render) => render.app.in_own_words(read),
            None => read(),
        })
    }
}
