//! The origin check: is this POST from a page of this app?
//!
//! Browsers say where a request comes from, and no page can make them say something else. The
//! rules are those of Go's `http.CrossOriginProtection` (1.25) and of tower-http's `csrf` (0.7).
//! A request passes when
//!
//! 1. its `Origin` is one of the configured public origins, or
//! 2. its `Sec-Fetch-Site` is `same-origin` or `none`, or
//! 3. it has neither of the two headers: then it is not from a browser, and nobody's cookies
//!    were added to it behind their back, or
//! 4. it has no `Sec-Fetch-Site`, and the host and port of its `Origin` are, byte for byte, those
//!    that the request was sent to: the authority of its URI, else its `Host` header.
//!
//! Where the app has said which public origins it has, 2 and 4 hold for its own names only
//! ([`names`]): the host in `Origin`, or in a request without a readable one the host that it was sent
//! to. A page that somebody else's domain leads to this app by DNS is of one origin with it, but not of
//! one name.
//!
//! Everything else is refused, `Origin: null` and what cannot be read included. As in both
//! models an empty header counts as a missing one, rule 4 does not see `http` from `https` (only
//! a browser from before 2023, or a page over plain HTTP, has no `Sec-Fetch-Site`), and ports are
//! not interpreted: `example.com:443` is not `example.com`. Browsers leave default ports out of
//! both headers, so only a proxy that rewrites `Host` can make them differ.
//!
//! Stricter than both models, where no browser is concerned: a header that comes twice is
//! refused, an `Origin` is a scheme and an authority and nothing more, and a public origin that
//! no browser would ever send is an error at the start instead of a rule that never matches.
//!
//! The methods are the caller's matter: only a POST runs an action.

mod names;
mod parse;
mod refusal;

use http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use http::{HeaderValue, Uri};

use self::parse::Origin;
pub(crate) use self::refusal::CrossOrigin;
use self::refusal::{Escaped, Reason};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Which origins an app takes actions from, besides the one that a request was sent to.
#[derive(Clone, Debug, Default)]
pub(crate) struct OriginPolicy {
    public: Vec<String>,
}

impl OriginPolicy {
    /// A policy with the public origins of the app, each `scheme://host[:port]` exactly as
    /// browsers write it.
    ///
    /// # Errors
    ///
    /// A sentence that names the origin that can never match, and what to write instead.
    pub(crate) fn new<I>(public: I) -> Result<Self, String>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let public: Vec<String> = public.into_iter().map(Into::into).collect();
        public.iter().try_for_each(|origin| parse::public(origin))?;
        Ok(Self { public })
    }

    /// Decides whether the request with these headers, sent to this URI, may run an action.
    ///
    /// # Errors
    ///
    /// [`CrossOrigin`] with what was compared, for the log, and a sentence for the person.
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

    /// Why the request is refused, if it is.
    fn reason(&self, headers: &HeaderMap, uri: &Uri) -> Option<Reason> {
        let (Ok(site), Ok(origin)) = (single(headers, &SEC_FETCH_SITE), single(headers, &ORIGIN))
        else {
            return Some(Reason::Repeated);
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
            (_, Some(b"null")) => Some(Reason::Null),
            (Some(_), _) => Some(Reason::Site),
            (None, Some(origin)) => match Origin::parse(origin) {
                None => Some(Reason::Unreadable),
                Some(origin) => {
                    let named = Some(origin.authority.as_bytes());
                    if host(headers, uri) == named {
                        self.foreign(named)
                    } else {
                        Some(Reason::Host)
                    }
                }
            },
        }
    }

    /// Why the page is refused that a browser has opened under this host, if there are public origins
    /// to tell by.
    fn foreign(&self, named: Option<&[u8]>) -> Option<Reason> {
        let is_own = |named| self.public.is_empty() || names::is_own(&self.public, named);
        (!named.is_none_or(is_own)).then_some(Reason::Name)
    }

    /// Which public host and port the request was sent to; `None` if the app has not said which there
    /// are. A page that many visitors share takes its host from here: anybody can send a `Host`.
    ///
    /// # Errors
    ///
    /// [`ForeignHost`] if there are public origins, and this is none of them.
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

    /// Whether the host that the request was sent to is a public one, and on HTTPS alone. `false` says
    /// nothing: it may be a test, or behind a proxy that changes `Host`.
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

    /// The host and port of the page that sent this request, as the browser knows them: those of its
    /// `Origin`, else those that the request was sent to; but where that host is none of the public ones
    /// a proxy has put it there, and an only public one is meant.
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

    /// Whether the page that sent this request, and so the cookies that it gets, live on HTTPS.
    ///
    /// The browser knows best, whatever proxies stand in between: the scheme of its `Origin`
    /// counts. A request without a readable one (every GET) goes by the public origins: if there
    /// are any, and all of them are `https`. Meaningful for a request that passed
    /// [`check`](Self::check); the answer decides about `Secure` on cookies and nothing else.
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

/// A header came more than once.
struct Twice;

/// The request was sent to a host that is none of the app's own.
#[derive(Debug)]
pub(crate) struct ForeignHost;

/// The value of a header that may come once. An empty one counts as missing.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h [u8]>, Twice> {
    let mut values = headers.get_all(name).iter().map(HeaderValue::as_bytes);
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(Twice),
        (value, None) => Ok(value.filter(|value| !value.is_empty())),
    }
}

/// The host and port that the request was sent to (RFC 9110, section 7.2: a target with an
/// authority, as in HTTP/2, wins over `Host`).
fn host<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<&'r [u8]> {
    match uri.authority() {
        Some(authority) => Some(authority.as_str().as_bytes()),
        None => single(headers, &HOST).ok().flatten(),
    }
}

#[cfg(test)]
mod tests;
