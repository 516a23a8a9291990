//! The origin check: whether a POST comes from a page of this app.
//!
//! Browsers send the origin of a request, and no page can forge it. The rules are those of Go's
//! `http.CrossOriginProtection` (1.25) and of tower-http's `csrf` (0.7). A request passes if
//!
//! 1. its `Origin` is one of the configured public origins, or
//! 2. its `Sec-Fetch-Site` is `same-origin` or `none`, or
//! 3. it has neither of the two headers, so that it does not come from a browser that adds cookies
//!    automatically, or
//! 4. it has no `Sec-Fetch-Site`, and the host and port of its `Origin` are, byte for byte, those
//!    to which the request was sent: the authority of its URI, otherwise its `Host` header.
//!
//! If the app has set public origins, 2 and 4 apply to its own names only ([`names`]): to the host
//! in `Origin`, or in a request without a readable one to the host to which it was sent. A page on
//! an attacker's domain that resolves to this app has the same origin, but another name.
//!
//! All other requests are refused, including `Origin: null` and unreadable headers. As in both
//! models an empty header counts as missing, rule 4 does not distinguish `http` from `https` (only
//! a browser from before 2023, or a page over plain HTTP, has no `Sec-Fetch-Site`), and ports are
//! not interpreted: `example.com:443` is not `example.com`. Browsers omit default ports in both
//! headers, so only a proxy that rewrites `Host` can make them differ.
//!
//! Three rules are stricter than in both models, without affecting browsers: a repeated header is
//! refused, an `Origin` consists of a scheme and an authority only, and a public origin that no
//! browser would send is an error at the start instead of a rule that never matches.
//!
//! Methods are not checked here; only a POST runs an action.

mod names;
mod parse;
mod refusal;

use http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use http::{HeaderValue, Uri};

use self::parse::Origin;
pub(crate) use self::refusal::CrossOrigin;
use self::refusal::{Escaped, RefusalReason};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origins from which an app accepts actions, besides the one to which a request was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct OriginPolicy {
    public: Vec<String>,
}

impl OriginPolicy {
    /// Creates a policy with the public origins of the app, each `scheme://host[:port]` exactly as
    /// browsers write it.
    ///
    /// # Errors
    ///
    /// Returns a sentence that names the origin that can never match, and what to write instead.
    pub(crate) fn new<I>(public: I) -> Result<Self, String>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let public: Vec<String> = public.into_iter().map(Into::into).collect();
        public.iter().try_for_each(|origin| parse::public(origin))?;
        Ok(Self { public })
    }

    /// Checks whether the request with these headers, sent to this URI, may run an action.
    ///
    /// # Errors
    ///
    /// Returns [`CrossOrigin`] with the compared values, for the log, and a sentence for the
    /// visitor.
    pub(crate) fn check(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), CrossOrigin> {
        let Some(reason) = self.reason(headers, uri) else {
            return Ok(());
        };
        Err(CrossOrigin {
            reason,
            origin: Escaped::header(headers, &ORIGIN),
            site: Escaped::header(headers, &SEC_FETCH_SITE),
            host: match uri.authority() {
                Some(authority) => Some(Escaped::new(authority.as_str().as_bytes())),
                None => Escaped::header(headers, &HOST),
            },
            public: self.public.clone(),
        })
    }

    /// Returns why the request is refused, if it is.
    fn reason(&self, headers: &HeaderMap, uri: &Uri) -> Option<RefusalReason> {
        let (Ok(site), Ok(origin)) = (single(headers, &SEC_FETCH_SITE), single(headers, &ORIGIN))
        else {
            return Some(RefusalReason::Repeated);
        };
        if origin.is_some_and(|origin| self.public.iter().any(|p| p.as_bytes() == origin)) {
            return None;
        }
        match (site, origin) {
            (None, None) => None,
            (Some(b"same-origin" | b"none"), _) => {
                let named = origin.and_then(Origin::parse);
                let named = named.map(|origin| origin.authority.as_bytes());
                self.foreign(named.or_else(|| host(headers, uri)))
            }
            (_, Some(b"null")) => Some(RefusalReason::Null),
            (Some(_), _) => Some(RefusalReason::Site),
            (None, Some(origin)) => match Origin::parse(origin) {
                None => Some(RefusalReason::Unreadable),
                Some(origin) => {
                    let named = Some(origin.authority.as_bytes());
                    if host(headers, uri) == named {
                        self.foreign(named)
                    } else {
                        Some(RefusalReason::Host)
                    }
                }
            },
        }
    }

    /// Returns why a page that the browser opened under this host is refused, if public origins are
    /// set.
    fn foreign(&self, named: Option<&[u8]>) -> Option<RefusalReason> {
        let is_own = |named| self.public.is_empty() || names::is_own(&self.public, named);
        (!named.is_none_or(is_own)).then_some(RefusalReason::Name)
    }

    /// Returns the public host and port to which the request was sent, or `None` if no public
    /// origins are set. A shared page uses this host, because a client can send any `Host`.
    ///
    /// # Errors
    ///
    /// Returns [`ForeignHost`] if public origins are set and this is none of them.
    pub(crate) fn public_host(
        &self,
        headers: &HeaderMap,
        uri: &Uri,
    ) -> Result<Option<&str>, ForeignHost> {
        if self.public.is_empty() {
            return Ok(None);
        }
        let sent = host(headers, uri).ok_or(ForeignHost)?;
        let mut public = self
            .public
            .iter()
            .filter_map(|origin| origin.split_once("://"));
        let found = public.find(|(_, own)| own.as_bytes().eq_ignore_ascii_case(sent));
        found.map(|(_, own)| Some(own)).ok_or(ForeignHost)
    }

    /// Returns whether the host to which the request was sent is public, and on HTTPS only. `false`
    /// has no meaning: it may be a test, or behind a proxy that changes `Host`.
    pub(crate) fn is_https_host(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let Some(sent) = host(headers, uri) else {
            return false;
        };
        let origins = self.public.iter();
        let mut schemes = origins
            .filter_map(|origin| origin.split_once("://"))
            .filter(|(_, own)| own.as_bytes().eq_ignore_ascii_case(sent))
            .map(|(scheme, _)| scheme)
            .peekable();
        schemes.peek().is_some() && schemes.all(|scheme| scheme == "https")
    }

    /// Returns the host and port of the page that sent this request, as the browser knows them:
    /// from its `Origin`, otherwise the host to which it was sent. If that host is not public, a
    /// proxy has set it, and the only public host is returned.
    pub(crate) fn browsers_host<'r>(
        &'r self,
        headers: &'r HeaderMap,
        uri: &'r Uri,
    ) -> Option<&'r str> {
        let origin = single(headers, &ORIGIN).ok().flatten();
        if let Some(origin) = origin.and_then(Origin::parse) {
            return Some(origin.authority);
        }
        match (self.public_host(headers, uri), &*self.public) {
            (Err(ForeignHost), [only]) => only.split_once("://").map(|(_, host)| host),
            _ => std::str::from_utf8(host(headers, uri)?).ok(),
        }
    }

    /// Returns whether the page that sent this request, and so the cookies that it receives, use
    /// HTTPS.
    ///
    /// The scheme of `Origin` counts first, because the browser knows it whatever proxies are in
    /// between. A request without a readable one (every GET) counts as HTTPS if there are public
    /// origins and all of them are `https`. The result is meaningful for a request that passed
    /// [`check`](Self::check), and only decides about `Secure` on cookies.
    pub(crate) fn is_https(&self, headers: &HeaderMap) -> bool {
        let origin = single(headers, &ORIGIN).ok().flatten();
        match origin.and_then(Origin::parse) {
            Some(origin) => origin.https,
            None => {
                !self.public.is_empty() && self.public.iter().all(|o| o.starts_with("https://"))
            }
        }
    }
}

/// A header occurs more than once.
struct Twice;

/// The request was sent to a host that is not the app's own.
#[derive(Debug)]
pub(crate) struct ForeignHost;

/// Returns the value of a header that may occur once. An empty one counts as missing.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h [u8]>, Twice> {
    let mut values = headers.get_all(name).iter().map(HeaderValue::as_bytes);
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(Twice),
        (value, None) => Ok(value.filter(|value| !value.is_empty())),
    }
}

/// Returns the host and port to which the request was sent (RFC 9110, section 7.2: a target with an
/// authority, as in HTTP/2, takes precedence over `Host`).
fn host<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<&'r [u8]> {
    match uri.authority() {
        Some(authority) => Some(authority.as_str().as_bytes()),
        None => single(headers, &HOST).ok().flatten(),
    }
}

#[cfg(test)]
mod tests;
