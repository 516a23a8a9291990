//! The site of a page as the browser knows it, which decides which cookies the browser accepts.

use http::{HeaderMap, Uri};

use crate::guard::origin::OriginPolicy;

/// The host and the scheme of a page. An unknown host is `None`, and refuses no cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// The host in lower case, without a port.
    host: Option<String>,
    /// Whether the page uses HTTPS, or is on this machine (`localhost`, names below it, loopback
    /// addresses), where Chromium accepts and sends `Secure` cookies over plain HTTP. Other
    /// browsers may not: during local development such a cookie may then be reflected once, in the
    /// response to the action.
    is_trustworthy: bool,
}

impl Site {
    /// Returns the site of the page that sent this request. Behind a proxy its `Origin` is most
    /// reliable, then the requested host.
    pub(crate) fn of(origins: &OriginPolicy, headers: &HeaderMap, uri: &Uri) -> Self {
        let host = origins.browsers_host(headers, uri).map(without_port);
        // Browsers only send this header to trustworthy addresses.
        let says_so = headers.contains_key("sec-fetch-site");
        let is_trustworthy =
            says_so || origins.is_https(headers) || host.as_deref().is_none_or(is_this_machine);
        Self {
            host,
            is_trustworthy,
        }
    }

    pub(super) fn is_trustworthy(&self) -> bool {
        self.is_trustworthy
    }

    /// Returns whether a cookie with this `Domain` (lower case, without its leading dot) applies
    /// here. Public suffixes of more than one label are not recognised.
    pub(super) fn is_within(&self, domain: &str) -> bool {
        let Some(host) = self.host.as_deref() else {
            return true;
        };
        if host == domain {
            return true;
        }
        let is_parent = host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'));
        is_parent && domain.contains('.') && !is_address(host)
    }
}

fn without_port(authority: &str) -> String {
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    host.to_ascii_lowercase()
}

fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok()
}

fn is_this_machine(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    name == "localhost"
        || name.ends_with(".localhost")
        || name == "[::1]"
        || name
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(public: &[&str], headers: &[(&'static str, &'static str)]) -> Site {
        let origins = OriginPolicy::new(public.iter().copied()).unwrap();
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        Site::of(&origins, &headers, &Uri::from_static("/"))
    }

    fn known(host: &str, is_trustworthy: bool) -> Site {
        let host = Some(host.to_owned());
        Site {
            host,
            is_trustworthy,
        }
    }

    #[test]
    fn what_the_browser_says_counts_more_than_what_a_proxy_made_of_it() {
        let behind = [("host", "10.0.0.7:3000"), ("origin", "https://App.example")];
        assert_eq!(site(&[], &behind), known("app.example", true));
        let null = [("host", "app.example:8080"), ("origin", "null")];
        assert_eq!(site(&[], &null), known("app.example", false));
        let fetched = [("host", "app.example"), ("sec-fetch-site", "same-origin")];
        assert_eq!(site(&[], &fetched), known("app.example", true));
        let rewritten = [("host", "10.0.0.7:3000")];
        assert_eq!(
            site(&["https://app.example"], &rewritten),
            known("app.example", true)
        );
    }

    #[test]
    fn http_is_trustworthy_on_this_machine_only() {
        for (host, expected) in [
            ("localhost:3000", true),
            ("a.localhost", true),
            ("127.0.0.1:80", true),
            ("[::1]:3000", true),
            ("app.example", false),
            ("10.0.0.1", false),
            ("notlocalhost", false),
        ] {
            assert_eq!(
                site(&[], &[("host", host)]).is_trustworthy(),
                expected,
                "{host}"
            );
        }
    }

    #[test]
    fn a_domain_covers_its_own_hosts() {
        let site = known("x.app.example", true);
        for (domain, expected) in [
            ("x.app.example", true),
            ("app.example", true),
            ("example", false),
            ("pp.example", false),
            ("y.app.example", false),
            ("z.x.app.example", false),
            ("", false),
        ] {
            assert_eq!(site.is_within(domain), expected, "{domain}");
        }
        assert!(known("localhost", true).is_within("localhost"));
        assert!(!known("127.0.0.1", true).is_within("0.0.1"));
        assert!(known("127.0.0.1", true).is_within("127.0.0.1"));
    }
}
