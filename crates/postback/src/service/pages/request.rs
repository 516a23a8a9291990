//! What a request asks the page cache for, and the new request that renders it.
//!
//! Only what is read here reaches the page: the path, the declared query names, the declared headers
//! and the public host. All of it is in the key, so two visitors who share an answer could not have
//! made the page show anything else.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{OriginalUri, Request};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::routes::{Declared, DeclaredPages};
use crate::guard::origin::OriginPolicy;

/// The longest path and the longest query of a page in the cache, in bytes.
const LONGEST: usize = 2 << 10;
/// The longest value of a declared header.
const LONGEST_VALUE: usize = 256;

/// What stands for itself in a path is `pchar` (RFC 3986, section 3.3); everything else is encoded.
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

/// One page in the cache, as a request asks for it.
pub(super) struct PageKey<'r> {
    pub(super) declared: Arc<Declared>,
    host: Option<&'r str>,
    /// The path that the app routes.
    path: Cow<'r, str>,
    /// The path as the browser sees it, where a `nest` has stripped its prefix.
    external: Option<Cow<'r, str>>,
    /// What is declared of the query, written in one way.
    query: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl<'r> PageKey<'r> {
    /// `None` for what is not declared, or is not asked for in a way that the cache knows: the
    /// request is run as it came.
    pub(super) fn of(
        routes: &DeclaredPages,
        origins: &'r OriginPolicy,
        request: &'r Request,
    ) -> Option<Self> {
        let raw = request.uri().path();
        let declared = routes.find(raw)?;
        let path = canonical_path(raw)?;
        // The app routes the path that it gets from us: another spelling may fall elsewhere.
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

    /// Everything that the page can depend on. The separators are bytes that none of the parts has.
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

    /// The request that renders the page, as far as it is made of the one that asks.
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

/// A request made of nothing but what is declared.
pub(super) struct CanonicalRequest {
    uri: Uri,
    /// The same under a `nest`, as the browser sees it.
    external: Option<Uri>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl CanonicalRequest {
    /// As the app routes it.
    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// As the browser sees it.
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

/// The address as the browser sees it.
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

/// The path with every segment percent-decoded once and encoded again in one way. `None` for a path
/// that no link of the app has, and that not everybody reads alike.
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

/// Browsers and proxies resolve dots.
fn is_ordinary(segment: &str) -> bool {
    segment != "." && segment != ".."
}

/// The declared names, in the order of the declaration, each value in the order of its arrival.
fn canonical_query(names: &[String], query: &str) -> Option<String> {
    let mut pairs: Vec<_> = form_urlencoded::parse(query.as_bytes())
        .filter_map(|(name, value)| Some((declared_at(names, &name)?, name, value)))
        .collect();
    // It is stable.
    pairs.sort_by_key(|(at, ..)| *at);
    let mut canonical = form_urlencoded::Serializer::new(String::new());
    for (_, name, value) in pairs {
        canonical.append_pair(&name, &value);
    }
    Some(canonical.finish()).filter(|query| query.len() <= LONGEST)
}

/// As [`Search`](crate::Search) reads them: `items` is for `items[0].name`, too.
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
