//! Parsing of origins: those that browsers send, and those in the settings.

use std::net::Ipv6Addr;

use http::uri::Authority;

/// An `Origin` header that names one origin (RFC 6454, section 7).
pub(super) struct Origin<'h> {
    pub(super) https: bool,
    /// The host and port, as sent.
    pub(super) authority: &'h str,
}

impl<'h> Origin<'h> {
    /// Parses `http` or `https`, a host, and an optional port; everything else is `None`.
    pub(super) fn parse(value: &'h [u8]) -> Option<Self> {
        let (scheme, authority) = std::str::from_utf8(value).ok()?.split_once("://")?;
        let https = match scheme {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let parsed: Authority = authority.parse().ok()?;
        let plain = !parsed.host().is_empty() && !authority.contains('@');
        plain.then_some(Self { https, authority })
    }
}

/// Checks an origin of the settings: it has to be exactly what a browser sends.
///
/// # Errors
///
/// Returns a sentence that says what to write instead.
pub(super) fn public(origin: &str) -> Result<(), String> {
    let wrong = |fault: &str| Err(format!("The public origin {origin:?} {fault}."));
    let Some((scheme, rest)) = origin.split_once("://") else {
        return wrong("has no scheme: write it like \"https://example.com\"");
    };
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "https" && scheme != "http" {
        return wrong("does not begin with https:// or http://, as the pages of an app do");
    }
    if !rest.is_ascii() {
        return wrong(
            "has letters that browsers send in punycode, like \"https://xn--bcher-kva.example\"",
        );
    }
    if rest.contains('*') {
        return wrong("has a wildcard: list every origin by itself");
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, more) = rest.split_at(end);
    let Some(expected) = canonical(&scheme, authority) else {
        return wrong("has no readable host and port: write it like \"https://example.com:8443\"");
    };
    if !more.is_empty() {
        return wrong(&format!(
            "has more than scheme, host and port: write {expected:?}"
        ));
    }
    if expected != origin {
        return wrong(&format!(
            "is sent in another way by browsers: write {expected:?}"
        ));
    }
    Ok(())
}

/// Returns the origin as browsers write it: the host in lower case, without a default port (WHATWG
/// URL, "host serializing" and "default port").
fn canonical(scheme: &str, authority: &str) -> Option<String> {
    if authority.contains('@') {
        return None;
    }
    let host = authority.parse::<Authority>().ok()?.host().to_owned();
    let port = match authority.strip_prefix(&*host)? {
        "" => None,
        port => Some(port.strip_prefix(':')?.parse::<u16>().ok()?),
    };
    let host = match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        Some(address) => format!("[{}]", address.parse::<Ipv6Addr>().ok()?),
        None => host.to_ascii_lowercase(),
    };
    let default = if scheme == "https" { 443 } else { 80 };
    match port {
        _ if host.is_empty() => None,
        Some(port) if port != default => Some(format!("{scheme}://{host}:{port}")),
        _ => Some(format!("{scheme}://{host}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_as_browsers_write_them_are_accepted() {
        for origin in [
            "https://example.com",
            "http://example.com",
            "https://example.com:8443",
            "http://example.com:443",
            "http://localhost:3000",
            "http://127.0.0.1:8080",
            "http://[::1]:3000",
            "https://[2001:db8::1]",
            "https://xn--bcher-kva.example",
        ] {
            assert_eq!(public(origin), Ok(()), "{origin}");
        }
    }

    #[test]
    fn every_other_setting_is_refused_with_what_to_write() {
        for (origin, says) in [
            ("", "has no scheme"),
            ("null", "has no scheme"),
            ("example.com", "has no scheme"),
            ("mailto:x@y.z", "has no scheme"),
            ("javascript:alert(1)", "has no scheme"),
            ("not a valid url", "has no scheme"),
            ("file:///", "does not begin with https:// or http://"),
            (
                "ftp://example.com",
                "does not begin with https:// or http://",
            ),
            ("://example.com", "does not begin with https:// or http://"),
            ("https://b\u{fc}cher.example", "punycode"),
            ("https://\u{65e5}\u{672c}.jp", "punycode"),
            ("https://*.example.com", "has a wildcard"),
            ("https://", "has no readable host"),
            ("https://:8443", "has no readable host"),
            ("https://ex ample.com", "has no readable host"),
            ("https://example.com:", "has no readable host"),
            ("https://example.com:port", "has no readable host"),
            ("https://example.com:65536", "has no readable host"),
            ("https://me@example.com", "has no readable host"),
            ("https://me:pw@example.com", "has no readable host"),
            ("https://[::1", "has no readable host"),
            ("https://[::g]", "has no readable host"),
            (
                "https://example.com/",
                "has more than scheme, host and port: write \"https://example.com\"",
            ),
            ("https://example.com/path", "write \"https://example.com\""),
            (
                "https://Example.com:443/path?query=value",
                "write \"https://example.com\"",
            ),
            (
                "https://example.com?query=value",
                "write \"https://example.com\"",
            ),
            (
                "https://example.com#fragment",
                "write \"https://example.com\"",
            ),
            (
                "https://example.com/#fragment",
                "write \"https://example.com\"",
            ),
            (
                "HTTPS://Example.COM",
                "is sent in another way by browsers: write \"https://example.com\"",
            ),
            ("https://example.com:443", "write \"https://example.com\""),
            ("http://example.com:80", "write \"http://example.com\""),
            ("http://example.com:0081", "write \"http://example.com:81\""),
            ("https://[0:0::1]", "write \"https://[::1]\""),
        ] {
            let sentence = public(origin).unwrap_err();
            assert!(sentence.contains(&format!("{origin:?}")), "{sentence}");
            assert!(sentence.contains(says), "{sentence}");
        }
    }
}
