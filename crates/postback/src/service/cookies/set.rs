//! `Set-Cookie` as browsers read it (RFC 6265bis, sections 5.6 and 5.7).
//!
//! It is read as bytes: a value that is no UTF-8 is a cookie like any other. No library does that:
//! those that there are read text, and a few spellings of a date.

use http::HeaderValue;

use super::date::date;
use super::site::Site;
use crate::wall_clock;

/// The longest name and value together.
const LARGEST: usize = 4096;
/// The longest value of an attribute; a longer one is not there.
const LARGEST_ATTRIBUTE: usize = 1024;

/// One line, read, before anybody asks whether a browser takes it.
#[derive(Debug, Default)]
pub(super) struct SetCookie<'v> {
    /// May be empty.
    pub(super) name: &'v [u8],
    pub(super) value: &'v [u8],
    /// In lower case, without its first dot; an empty one is none.
    pub(super) domain: Option<Vec<u8>>,
    /// The one that is named.
    pub(super) path: Option<&'v [u8]>,
    is_secure: bool,
    is_http_only: bool,
    same_site: &'v [u8],
    is_partitioned: bool,
    /// Whether `Max-Age` is over at once.
    max_age: Option<bool>,
    /// In seconds since 1970.
    expires: Option<i64>,
}

impl<'v> SetCookie<'v> {
    /// `None` for what no browser takes for a cookie.
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

    /// Of two with one name the later counts.
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

    /// Why browsers do not take it from a page of this site.
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
        // It would come back as one with a name.
        if self.name.is_empty() && self.value.contains(&b'=') {
            return Some("it has no name, and there is a `=` in its value");
        }
        // Without a name the value could pass for a name with a promise.
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
            Some((_, false)) => Some("it does not keep what the prefix of its name promises"),
            _ => None,
        }
    }

    fn is_same_site_none(&self) -> bool {
        self.same_site.eq_ignore_ascii_case(b"none")
    }

    /// All that says which cookie it is, and whether browsers keep it: one that is the same in this takes
    /// its place wherever it comes to be. Without a name the value decides, too.
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

    /// Whether it is gone as soon as it is set. A `Max-Age` wins over `Expires`.
    pub(super) fn is_over(&self) -> bool {
        self.max_age.unwrap_or_else(|| {
            self.expires
                .is_some_and(|expires| expires <= wall_clock::unix_seconds())
        })
    }
}

/// What is called the name and the value of a pair; without a `=` it has no name.
pub(super) fn named(pair: &[u8]) -> (&[u8], &[u8]) {
    split(pair).unwrap_or((b"", pair.trim_ascii()))
}

fn split(pair: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = pair.iter().position(|byte| *byte == b'=')?;
    Some((pair[..at].trim_ascii(), pair[at + 1..].trim_ascii()))
}

/// `None` for what is no `Max-Age`.
fn is_over(value: &[u8]) -> Option<bool> {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let is_negative = digits.len() < value.len();
    is_number.then(|| is_negative || digits.iter().all(|digit| *digit == b'0'))
}
