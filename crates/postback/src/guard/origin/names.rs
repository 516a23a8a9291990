//! The names under which a browser may have opened a page of an app with known public origins.
//!
//! The owner of a domain can let it resolve to any address, including this app's (DNS rebinding).
//! For the browser the attacker's page and this app then share an origin, and only the name
//! differs. Names that no one else can control are accepted: an IP address, `localhost`, and the
//! names above or below the host of a public origin (`example.com` and `www.example.com`), which
//! belong to its owner.

use std::net::Ipv4Addr;

use http::uri::Authority;

/// Returns whether this host, with its port, is the app's according to the public origins.
pub(super) fn is_own(public: &[String], sent: &[u8]) -> bool {
    let Some(sent) = name(sent) else {
        return false;
    };
    is_of_this_network(&sent)
        || public
            .iter()
            .filter_map(|origin| name(origin.split_once("://")?.1.as_bytes()))
            .any(|own| is_within(&sent, &own) || is_within(&own, &sent))
}

/// Returns the host alone, as DNS compares it.
fn name(authority: &[u8]) -> Option<String> {
    let authority: Authority = authority.try_into().ok()?;
    let host = authority.host();
    let host = host.strip_suffix('.').unwrap_or(host);
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

fn is_of_this_network(host: &str) -> bool {
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok() || is_within(host, "localhost")
}

fn is_within(host: &str, domain: &str) -> bool {
    let above = host.strip_suffix(domain);
    above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_own_if_nobody_else_can_let_it_resolve() {
        let public = ["https://www.app.example", "http://shop.example:8443"].map(str::to_owned);
        for own in [
            "www.app.example",
            "WWW.App.Example",
            "www.app.example.",
            "www.app.example:3000",
            "app.example",
            "a.www.app.example",
            "shop.example",
            "127.0.0.1",
            "10.0.0.7:3000",
            "[::1]:3000",
            "localhost:3000",
            "app.localhost",
        ] {
            assert!(is_own(&public, own.as_bytes()), "{own}");
        }
        for foreign in [
            "evil.example",
            "evilshop.example",
            "other.app.example",
            "shop.example.evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evillocalhost",
            "app",
            "",
            ".",
            "not a host",
        ] {
            assert!(!is_own(&public, foreign.as_bytes()), "{foreign}");
        }
        assert!(!is_own(&public, b"\xff\xfe"));
    }
}
