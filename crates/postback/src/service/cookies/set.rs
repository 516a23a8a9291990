//! `Set-Cookie`, parsed as browsers do (RFC 6265bis, sections 5.6 and 5.7).
//!
//! The header is parsed as bytes, because a value that is not UTF-8 is a valid cookie. The existing
//! libraries parse text, and only some formats of dates.

use http::HeaderValue;

use super::date::date;
use super::site::Site;
use crate::wall_clock;

/// The largest size of name and value together, in bytes.
const LARGEST: usize = 4096;
/// The largest size of an attribute's value, in bytes; longer attributes are ignored.
const LARGEST_ATTRIBUTE: usize = 1024;

/// A parsed header line, not yet checked for acceptance by browsers.
#[derive(Debug, Default)]
pub(super) struct SetCookie<'v> {
    /// The name, which may be empty.
    pub(super) name: &'v [u8],
    pub(super) value: &'v [u8],
    /// The domain in lower case, without its leading dot; an empty one is `None`.
    pub(super) domain: Option<Vec<u8>>,
    /// The path attribute.
    pub(super) path: Option<&'v [u8]>,
    is_secure: bool,
    is_http_only: bool,
    same_site: &'v [u8],
    is_partitioned: bool,
    /// Whether `Max-Age` is zero or negative.
    max_age: Option<bool>,
    /// In Unix seconds.
    expires: Option<i64>,
}

impl<'v> SetCookie<'v> {
    /// Parses a header line, or returns `None` if browsers ignore it.
    pub(super) fn read(line: &'v HeaderValue) -> Option<Self> {
        let mut parts = line.as_bytes().split(|byte| *byte == b';');
        let pair = parts.next().unwrap_or_default();
        let (name, value) = named(pair);
        if (name.is_empty() && value.is_empty()) || name.len() + value.len() > LARGEST {
            return None;
        }
        let mut cookie = Self {
            name,
            value,
            ..Self::default()
        };
        for attribute in parts {
            let (name, value) = split(attribute).unwrap_or((attribute.trim_ascii(), b""));
            if value.len() <= LARGEST_ATTRIBUTE {
                cookie.attribute(name, value);
            }
        }
        Some(cookie)
    }

    /// Sets an attribute. The last one of a name counts.
    fn attribute(&mut self, name: &[u8], value: &'v [u8]) {
        match &*name.to_ascii_lowercase() {
            b"expires" => self.expires = date(value).or(self.expires),
            b"max-age" => self.max_age = is_over(value).or(self.max_age),
            b"domain" => {
                let domain = value.strip_prefix(b".").unwrap_or(value);
                let domain = domain.to_ascii_lowercase();
                self.domain = Some(domain).filter(|domain| !domain.is_empty());
            }
            b"path" => self.path = Some(value).filter(|path| path.starts_with(b"/")),
            b"secure" => self.is_secure = true,
            b"httponly" => self.is_http_only = true,
            b"partitioned" => self.is_partitioned = true,
            b"samesite" => self.same_site = value,
            _ => {}
        }
    }

    /// Returns why browsers refuse the cookie from a page of this site.
    pub(super) fn refused_at(&self, site: &Site) -> Option<&'static str> {
        let domain = self.domain.as_deref();
        let is_within = |domain| str::from_utf8(domain).is_ok_and(|domain| site.is_within(domain));
        if domain.is_some_and(|domain| !is_within(domain)) {
            return Some("its `Domain` does not cover the host of the page");
        }
        if self.is_secure && !site.is_trustworthy() {
            return Some("it is `Secure`, and the page is not on https");
        }
        if self.is_same_site_none() && !self.is_secure {
            return Some("it is `SameSite=None` without `Secure`");
        }
        if self.is_partitioned && !self.is_secure {
            return Some("it is `Partitioned` without `Secure`");
        }
        // It would return as a cookie with a name.
        if self.name.is_empty() && self.value.contains(&b'=') {
            return Some("it has no name, and there is a `=` in its value");
        }
        // A nameless cookie's value could pass for a name with a prefix such as `__Host-`.
        let name = if self.name.is_empty() {
            self.value
        } else {
            self.name
        };
        let promises = |prefix: &[u8]| {
            let start = name.get(..prefix.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        let is_of_host = self.is_secure && domain.is_none() && self.path == Some(b"/");
        let is_kept = [
            ("__Host-Http-", is_of_host && self.is_http_only),
            ("__Http-", self.is_secure && self.is_http_only),
            ("__Host-", is_of_host),
            ("__Secure-", self.is_secure),
        ];
        let found = is_kept
            .iter()
            .find(|(prefix, _)| promises(prefix.as_bytes()));
        match found {
            Some(_) if self.name.is_empty() => {
                Some("it has no name, and its value looks like a name with a prefix")
            }
            Some((_, false)) => Some("its attributes do not match the prefix of its name"),
            _ => None,
        }
    }

    fn is_same_site_none(&self) -> bool {
        self.same_site.eq_ignore_ascii_case(b"none")
    }

    /// Returns the identity of the cookie and everything that decides whether browsers keep it: a
    /// later cookie that is equal in this replaces it everywhere. For a nameless cookie the value
    /// is part of it.
    pub(super) fn replaced(&self) -> Option<impl PartialEq + use<'v>> {
        let promises = [
            self.is_secure,
            self.is_http_only,
            self.is_same_site_none(),
            self.is_partitioned,
        ];
        let identity = (self.name, self.domain.clone(), self.path, promises);
        (!self.name.is_empty()).then_some(identity)
    }

    /// Returns whether the cookie expires immediately. `Max-Age` takes precedence over `Expires`.
    pub(super) fn is_over(&self) -> bool {
        self.max_age.unwrap_or_else(|| {
            self.expires
                .is_some_and(|expires| expires <= wall_clock::unix_seconds())
        })
    }
}

/// Splits a pair into name and value; without a `=` the name is empty.
pub(super) fn named(pair: &[u8]) -> (&[u8], &[u8]) {
    split(pair).unwrap_or((b"", pair.trim_ascii()))
}

fn split(pair: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = pair.iter().position(|byte| *byte == b'=')?;
    Some((pair[..at].trim_ascii(), pair[at + 1..].trim_ascii()))
}

/// Returns whether this `Max-Age` expires immediately, or `None` if it is invalid.
fn is_over(value: &[u8]) -> Option<bool> {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let is_negative = digits.len() < value.len();
    is_number.then(|| is_negative || digits.iter().all(|digit| *digit == b'0'))
}
