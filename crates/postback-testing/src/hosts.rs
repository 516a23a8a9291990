//! The hosts and paths that a cookie covers, and which URLs are trustworthy.

use url::{Host, Url};

/// Returns whether browsers treat the URL as trustworthy: https, or the local machine.
pub(crate) fn is_trustworthy(url: &Url) -> bool {
    url.scheme() == "https"
        || match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

/// Matches a host with a domain (RFC 6265, section 5.1.3). A domain without a dot, a public suffix,
/// covers only itself.
pub(crate) fn domain_matches(url: &Url, domain: &str) -> bool {
    match url.host() {
        Some(Host::Domain(host)) => {
            host == domain
                || domain.contains('.')
                    && host
                        .strip_suffix(domain)
                        .is_some_and(|rest| rest.ends_with('.'))
        }
        Some(_) => url.host_str() == Some(domain),
        None => false,
    }
}

/// Returns the default path of a cookie (RFC 6265, section 5.1.4).
pub(crate) fn default_path(request: &str) -> &str {
    match request.rfind('/') {
        Some(last) if last > 0 => &request[..last],
        _ => "/",
    }
}

/// Matches a path with that of a cookie (RFC 6265, section 5.1.4): whole segments, so `/admin` does
/// not cover `/administrator`.
pub(crate) fn path_matches(request: &str, cookie: &str) -> bool {
    request
        .strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}
