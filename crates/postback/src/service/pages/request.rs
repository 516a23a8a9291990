//! The request for a cached page, and the new request that renders it.
//!
//! Only the path, the declared query parameters, the declared headers and the public host reach the
//! page. All of them are part of the key, so two visitors with the same key cannot have received
//! different pages.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{OriginalUri, Request};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::routes::{Declared, DeclaredPages};
use crate::guard::origin::OriginPolicy;

/// The longest path and the longest query of a cached page, in bytes.
const LONGEST: usize = 2 << 10;
/// The longest value of a declared header, in bytes.
const LONGEST_VALUE: usize = 256;

/// Only `pchar` (RFC 3986, section 3.3) is not encoded in a path.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The key of a cached page, from a visitor's request.
pub(super) struct PageKey<'r> {
    pub(super) declared: Arc<Declared>,
    host: Option<&'r str>,
    /// The path that the app routes.
    path: Cow<'r, str>,
    /// The path as the browser sees it, where a `nest` has stripped a prefix.
    external: Option<Cow<'r, str>>,
    /// The declared part of the query, in canonical form.
    query: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl<'r> PageKey<'r> {
    /// Returns the key, or `None` if the page is not declared or the request is unusual; the app
    /// then handles the request itself.
    pub(super) fn of(
        routes: &DeclaredPages,
        origins: &'r OriginPolicy,
        request: &'r Request,
    ) -> Option<Self> {
        let raw = request.uri().path();
        let declared = routes.find(raw)?;
        let path = canonical_path(raw)?;
        // The app routes the canonical path, and the sent spelling may lead to another route.
        if let Cow::Owned(path) = &path
            && !routes
                .find(path)
                .is_some_and(|found| Arc::ptr_eq(&found, &declared))
        {
            return None;
        }
        let external = match external(request).path() {
            external if external == raw => None,
            external => Some(canonical_path(external)?),
        };
        let query = match request.uri().query() {
            Some(query) if !declared.page.query.is_empty() => {
                canonical_query(&declared.page.query, query)?
            }
            _ => String::new(),
        };
        Some(Self {
            host: origins.public_host(request.headers(), request.uri()).ok()?,
            headers: declared_headers(&declared.page.vary, request.headers())?,
            declared,
            path,
            external,
            query,
        })
    }

    /// Returns everything that the page can depend on. The separators are bytes that occur in none
    /// of the parts.
    pub(super) fn key(&self) -> Vec<u8> {
        let parts = [
            self.host.unwrap_or_default(),
            &self.path,
            self.external.as_deref().unwrap_or_default(),
            &self.query,
        ];
        let length = parts.iter().map(|part| part.len() + 1).sum();
        let mut key = Vec::with_capacity(length);
        for part in parts {
            key.extend_from_slice(part.as_bytes());
            key.push(0);
        }
        for name in &self.declared.page.vary {
            key.push(1);
            for (_, value) in self.headers.iter().filter(|(sent, _)| sent == name) {
                key.push(2);
                key.extend_from_slice(value.as_bytes());
            }
        }
        key
    }

    /// Builds the request that renders the page, as far as it depends on the visitor's request.
    pub(super) fn into_new(self) -> CanonicalRequest {
        let query = Some(&*self.query).filter(|query| !query.is_empty());
        CanonicalRequest {
            external: self.external.as_deref().map(|path| uri(path, query)),
            uri: uri(&self.path, query),
            headers: self
                .host
                .and_then(|host| HeaderValue::from_str(host).ok())
                .map(|host| (header::HOST, host))
                .into_iter()
                .chain(self.headers)
                .collect(),
        }
    }
}

/// A request that contains only what is declared.
pub(super) struct CanonicalRequest {
    uri: Uri,
    /// The URL as the browser sees it, under a `nest`.
    external: Option<Uri>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl CanonicalRequest {
    /// Returns the URL that the app routes.
    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Returns the URL as the browser sees it.
    pub(super) fn url(&self) -> &Uri {
        self.external.as_ref().unwrap_or(&self.uri)
    }

    pub(super) fn request(self) -> Request {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = Method::GET;
        if let Some(external) = self.external {
            request.extensions_mut().insert(OriginalUri(external));
        }
        *request.uri_mut() = self.uri;
        let mut headers = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in self.headers {
            headers.append(name, value);
        }
        *request.headers_mut() = headers;
        request
    }
}

/// Returns the address as the browser sees it.
pub(super) fn external(request: &Request) -> &Uri {
    let original = request.extensions().get::<OriginalUri>();
    original.map_or(request.uri(), |OriginalUri(uri)| uri)
}

fn uri(path: &str, query: Option<&str>) -> Uri {
    let path_and_query = match query {
        Some(query) => format!("{path}?{query}").parse::<PathAndQuery>(),
        None => path.parse(),
    };
    Uri::from(path_and_query.expect("what is percent-encoded is a path and a query"))
}

/// Decodes every path segment once and encodes it canonically. It returns `None` for a path that no
/// link of the app has, or that is interpreted differently by different programs.
fn canonical_path(raw: &str) -> Option<Cow<'_, str>> {
    if raw.len() > LONGEST {
        return None;
    }
    if raw.bytes().all(stands_for_itself) {
        let has_dots = raw.contains("/.") && !raw.split('/').all(is_ordinary);
        return (!has_dots).then_some(Cow::Borrowed(raw));
    }
    let mut path = String::with_capacity(raw.len());
    for segment in raw.split('/').skip(1) {
        let segment = percent_decode_str(segment).decode_utf8().ok()?;
        if !is_ordinary(&segment) || segment.contains(char::is_control) {
            return None;
        }
        path.push('/');
        path.extend(utf8_percent_encode(&segment, ENCODED));
    }
    let canonical = if path == raw {
        Cow::Borrowed(raw)
    } else {
        Cow::Owned(path)
    };
    (canonical.len() <= LONGEST).then_some(canonical)
}

fn stands_for_itself(byte: u8) -> bool {
    matches!(byte,
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' | b'!' | b'$'
        | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@')
}

/// Returns whether a segment is no dot segment, which browsers and proxies resolve.
fn is_ordinary(segment: &str) -> bool {
    segment != "." && segment != ".."
}

/// Returns the declared parameters in the order of their declaration, and repeated values in the
/// order of the query.
fn canonical_query(names: &[String], query: &str) -> Option<String> {
    let mut pairs: Vec<_> = form_urlencoded::parse(query.as_bytes())
        .filter_map(|(name, value)| Some((declared_at(names, &name)?, name, value)))
        .collect();
    // The sort is stable.
    pairs.sort_by_key(|(at, ..)| *at);
    let mut canonical = form_urlencoded::Serializer::new(String::new());
    for (_, name, value) in pairs {
        canonical.append_pair(&name, &value);
    }
    Some(canonical.finish()).filter(|query| query.len() <= LONGEST)
}

/// Returns the position of the declared name, as [`Search`](crate::Search) reads it: `items` covers
/// `items[0].name`.
fn declared_at(names: &[String], name: &str) -> Option<usize> {
    let first = name.split(['.', '[']).next().unwrap_or_default();
    names
        .iter()
        .position(|declared| declared == name || declared == first)
}

fn declared_headers(
    names: &[HeaderName],
    headers: &HeaderMap,
) -> Option<Vec<(HeaderName, HeaderValue)>> {
    let mut sent = Vec::new();
    for name in names {
        for value in headers.get_all(name) {
            if value.len() > LONGEST_VALUE {
                return None;
            }
            sent.push((name.clone(), value.clone()));
        }
    }
    Some(sent)
}

#[cfg(test)]
mod tests;
