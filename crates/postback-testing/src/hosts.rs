//! Which hosts and paths a cookie covers, and which places are secure.

use url::{Host, Url};

/// Whether browsers treat the URL as a secure place: https, or this machine.
pub(crate) fn is_trustworthy(url: &Url) -> bool {
    url.scheme() == "https"
        || match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

/// RFC 6265 5.1.3. A domain without a dot, a public suffix, covers only itself.
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

/// RFC 6265 5.1.4: the path of a cookie that names none.
pub(crate) fn default_path(request: &str) -> &str {
    match request.rfind('/') {
        Some(last) if last > 0 => &request[..last],
        _ => "/",
    }
}

/// RFC 6265 5.1.4: whole segments, so `/admin` does not cover `/administrator`.
pub(crate) fn path_matches(request: &str, cookie: &str) -> bool {
    request
        .strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}
