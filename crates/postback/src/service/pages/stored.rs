//! [`Stored`]: a page that was rendered for everyone.

use axum::body::{Body, HttpBody as _};
use axum::response::Response;
use bytes::Bytes;
use http::response::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};

use super::conditional;
#[cfg(feature = "compression")]
use super::encoding::Encoded;
use super::variant::{Variant, tag};
use crate::cache::Position;
use crate::context::RenderContext;

/// A page in a browser or a proxy cannot be removed, so they have to revalidate it each time; an
/// `ETag` keeps the response short.
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");

/// Headers of one connection or one response, and those that the cache writes itself.
const DROPPED: [HeaderName; 17] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::DATE,
    header::AGE,
    header::EXPIRES,
    header::PRAGMA,
    header::CONTENT_LENGTH,
    header::ACCEPT_RANGES,
    header::ETAG,
    header::LAST_MODIFIED,
    HeaderName::from_static("server-timing"),
];

/// Why a response cannot be cached.
#[derive(Debug, PartialEq)]
pub(super) enum Uncacheable {
    /// It is personal; the reason is for the log.
    NotForEverybody(&'static str),
    /// Its body ended in an error.
    Broken,
}

/// A page in the cache.
pub(super) struct Stored {
    status: StatusCode,
    /// The position as of which it was rendered, if it loads the runtime.
    pub(super) as_of: Option<Position>,
    plain: Variant,
    #[cfg(feature = "compression")]
    encoded: Option<Encoded>,
}

impl Stored {
    /// Converts a response into a page for everyone.
    ///
    /// # Errors
    ///
    /// Returns why the response cannot be cached.
    pub(super) async fn of(
        response: Response,
        vary: &[HeaderName],
        largest: usize,
    ) -> Result<Self, Uncacheable> {
        if tokens(response.headers(), &header::CACHE_CONTROL).any(forbids) {
            return Err(Uncacheable::NotForEverybody(
                "its `Cache-Control` says `no-store` or `private`",
            ));
        }
        Self::once(response, vary, largest).await
    }

    /// Converts a response that is the same for everyone, but is not stored.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`of`](Self::of).
    pub(super) async fn once(
        response: Response,
        vary: &[HeaderName],
        largest: usize,
    ) -> Result<Self, Uncacheable> {
        let (parts, body) = response.into_parts();
        is_for_everybody(&parts.headers).map_err(Uncacheable::NotForEverybody)?;
        let body = whole(body, largest).await?;
        Ok(Self::new(parts, vary, body))
    }

    fn new(parts: Parts, vary: &[HeaderName], body: Bytes) -> Self {
        let Parts {
            status,
            mut headers,
            ..
        } = parts;
        clean(&mut headers);
        if is_kept(status) {
            headers.insert(header::CACHE_CONTROL, CACHE_CONTROL);
        }
        for name in vary {
            varies_by(&mut headers, name);
        }
        let tag = (status == StatusCode::OK).then(|| tag(&body));
        let mut plain = Variant {
            headers,
            etag: None,
            body,
        };
        #[cfg(feature = "compression")]
        let encoded = tag.as_ref().and_then(|_| Encoded::of(&plain));
        #[cfg(feature = "compression")]
        if encoded.is_some() {
            varies_by(&mut plain.headers, &header::ACCEPT_ENCODING);
        }
        plain.finish(tag);
        Self {
            status,
            as_of: None,
            plain,
            #[cfg(feature = "compression")]
            encoded,
        }
    }

    /// Adds the position, which is known at the end of the body.
    pub(super) fn rendered_by(self, render: &RenderContext) -> Self {
        Self {
            as_of: render.as_of_for_runtime(),
            ..self
        }
    }

    pub(super) async fn answer(&self, method: &Method, headers: &HeaderMap) -> Response {
        conditional::answer(self.status, self.variant(headers).await, method, headers)
    }

    #[cfg(feature = "compression")]
    async fn variant(&self, headers: &HeaderMap) -> &Variant {
        match &self.encoded {
            Some(encoded) => encoded
                .variant(&self.plain, headers)
                .await
                .unwrap_or(&self.plain),
            None => &self.plain,
        }
    }

    #[cfg(not(feature = "compression"))]
    #[expect(
        clippy::unused_async,
        reason = "making a compressed variant takes time"
    )]
    async fn variant(&self, _: &HeaderMap) -> &Variant {
        &self.plain
    }

    /// Returns the memory of the page with all possible variants, in bytes.
    pub(super) fn weight(&self) -> usize {
        let Self {
            status: _,
            as_of: _,
            plain,
            #[cfg(feature = "compression")]
            encoded,
        } = self;
        let one = size_of::<Self>() + plain.heap();
        #[cfg(feature = "compression")]
        let one = one + encoded.as_ref().map_or(0, |encoded| encoded.heap(plain));
        one
    }
}

fn is_kept(status: StatusCode) -> bool {
    matches!(status, StatusCode::OK | StatusCode::PERMANENT_REDIRECT)
}

/// # Errors
///
/// Returns why a response with these headers is personal, or cannot be sent in every coding.
fn is_for_everybody(headers: &HeaderMap) -> Result<(), &'static str> {
    if headers.contains_key(header::SET_COOKIE) || headers.contains_key("clear-site-data") {
        return Err("it sets or clears a cookie");
    }
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err("it is compressed: the cache does that, and keeps one page for all codings");
    }
    if tokens(headers, &header::VARY).any(|name| name == "*") {
        return Err("it says `Vary: *`");
    }
    let policies = headers.get_all(header::CONTENT_SECURITY_POLICY);
    let mut policies = policies.iter().filter_map(|value| value.to_str().ok());
    if policies.any(|policy| policy.contains("'nonce-")) {
        return Err(
            "its `Content-Security-Policy` has a nonce, which is for one answer only: name hashes or files instead",
        );
    }
    Ok(())
}

/// Returns whether a directive of `Cache-Control` forbids sharing the response.
fn forbids(directive: &str) -> bool {
    let name = directive.split('=').next().unwrap_or_default().trim_end();
    name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("private")
}

fn tokens<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h str> {
    let values = headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

/// # Errors
///
/// Returns why the body is incomplete or too large.
async fn whole(body: Body, largest: usize) -> Result<Bytes, Uncacheable> {
    const TOO_LARGE: Uncacheable = Uncacheable::NotForEverybody(
        "it is larger than a page in the cache may be: see `CacheLimits::page`",
    );
    if body.size_hint().lower() > largest as u64 {
        return Err(TOO_LARGE);
    }
    match Limited::new(body, largest).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(TOO_LARGE),
        Err(_) => Err(Uncacheable::Broken),
    }
}

/// Removes headers that apply to one connection only.
fn clean(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = tokens(headers, &header::CONNECTION)
        .filter_map(|name| name.parse().ok())
        .collect();
    for name in DROPPED.iter().chain(&named) {
        headers.remove(name);
    }
}

fn varies_by(headers: &mut HeaderMap, name: &HeaderName) {
    if !tokens(headers, &header::VARY).any(|own| own.eq_ignore_ascii_case(name.as_str())) {
        headers.append(header::VARY, HeaderValue::from_name(name.clone()));
    }
}

#[cfg(test)]
mod tests;
