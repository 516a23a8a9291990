mod https;
mod saying;

use http::{HeaderName, HeaderValue};

use super::*;

/// A POST to the host `example.com`: its name, `Sec-Fetch-Site` and `Origin` (empty: missing), and
/// the result.
type Short = (
    &'static str,
    &'static str,
    &'static str,
    Result<(), RefusalReason>,
);

type Headers<'h> = &'h [(&'h str, &'h [u8])];

const PASSES: Result<(), RefusalReason> = Ok(());
const SITE: Result<(), RefusalReason> = Err(RefusalReason::Site);
const NULL: Result<(), RefusalReason> = Err(RefusalReason::Null);
const UNREADABLE: Result<(), RefusalReason> = Err(RefusalReason::Unreadable);
const OTHER_HOST: Result<(), RefusalReason> = Err(RefusalReason::Host);
const OTHER_NAME: Result<(), RefusalReason> = Err(RefusalReason::Name);
const REPEATED: Result<(), RefusalReason> = Err(RefusalReason::Repeated);

fn policy(public: &[&str]) -> OriginPolicy {
    OriginPolicy::new(public.iter().copied()).unwrap()
}

fn map(headers: Headers) -> HeaderMap {
    headers
        .iter()
        .map(|(name, value)| {
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_bytes(value).unwrap())
        })
        .collect()
}

fn ends(policy: &OriginPolicy, uri: &str, headers: &HeaderMap) -> Result<(), RefusalReason> {
    policy
        .check(headers, &uri.parse().unwrap())
        .map_err(|refusal| refusal.reason)
}

fn short(policy: &OriginPolicy, cases: &[Short]) {
    for (name, site, origin, expected) in cases {
        let mut headers = map(&[("host", b"example.com")]);
        if !site.is_empty() {
            headers.insert("sec-fetch-site", site.parse().unwrap());
        }
        if !origin.is_empty() {
            headers.insert("origin", origin.parse().unwrap());
        }
        assert_eq!(ends(policy, "/", &headers), *expected, "{name}");
    }
}

// The tables of Go's `csrf_test.go` and of tower-http's `csrf`, without safe methods and bypass
// patterns, which have no counterpart here.

#[test]
#[rustfmt::skip] // One case per line.
fn the_site_that_the_browser_names_decides() {
    short(
        &policy(&[]),
        &[
            ("same-origin", "same-origin", "", PASSES),
            ("none", "none", "", PASSES),
            ("same-origin, null", "same-origin", "null", PASSES),
            ("same-origin, proxied host", "same-origin", "https://a.example", PASSES),
            ("cross-site", "cross-site", "", SITE),
            ("same-site", "same-site", "", SITE),
            ("cross-site, same host", "cross-site", "https://example.com", SITE),
            ("same-site, same host", "same-site", "https://example.com", SITE),
            ("cross-site, null", "cross-site", "null", NULL),
            ("upper case", "Same-Origin", "", SITE),
            ("a list", "same-origin, cross-site", "", SITE),
            ("a word of the future", "same-party", "", SITE),
        ],
    );
}

#[test]
#[rustfmt::skip] // One case per line.
fn without_a_named_site_the_origin_decides() {
    short(
        &policy(&[]),
        &[
            ("no header at all", "", "", PASSES),
            ("the same host", "", "https://example.com", PASSES),
            ("the same host, not encrypted", "", "http://example.com", PASSES),
            ("another host", "", "https://attacker.example", OTHER_HOST),
            ("a longer host", "", "https://example.com.attacker.example", OTHER_HOST),
            ("a shorter host", "", "https://ample.com", OTHER_HOST),
            ("a subdomain", "", "https://www.example.com", OTHER_HOST),
            ("upper case", "", "https://EXAMPLE.com", OTHER_HOST),
            ("null", "", "null", NULL),
            ("null in upper case", "", "NULL", UNREADABLE),
            ("no scheme", "", "example.com", UNREADABLE),
            ("no scheme, but slashes", "", "//example.com", UNREADABLE),
            ("no scheme, but a colon", "", "://example.com", UNREADABLE),
            ("another scheme", "", "ftp://example.com", UNREADABLE),
            ("an extension", "", "chrome-extension://example.com", UNREADABLE),
            ("a file", "", "file://", UNREADABLE),
            ("no host", "", "https://", UNREADABLE),
            ("a path", "", "https://example.com/", UNREADABLE),
            ("a query", "", "https://example.com?a", UNREADABLE),
            ("a fragment", "", "https://example.com#a", UNREADABLE),
            ("a user", "", "https://attacker.example@example.com", UNREADABLE),
            ("a list", "", "https://example.com https://a.example", UNREADABLE),
            ("a list with a comma", "", "https://example.com, https://a.example", UNREADABLE),
            ("a space", "", "https://exam ple.com", UNREADABLE),
            ("an open bracket", "", "https://[::1", UNREADABLE),
        ],
    );
}

#[test]
#[rustfmt::skip] // One case per line.
fn a_public_origin_passes_from_wherever_it_comes() {
    short(
        &policy(&["https://trusted.example", "https://other.example:8443"]),
        &[
            ("no site", "", "https://trusted.example", PASSES),
            ("cross-site", "cross-site", "https://trusted.example", PASSES),
            ("same-site", "same-site", "https://trusted.example", PASSES),
            ("with a port", "cross-site", "https://other.example:8443", PASSES),
            ("another, no site", "", "https://attacker.example", OTHER_HOST),
            ("another, cross-site", "cross-site", "https://attacker.example", SITE),
            ("another port", "cross-site", "https://other.example", SITE),
            ("another scheme", "cross-site", "http://trusted.example", SITE),
            ("upper case", "cross-site", "https://Trusted.example", SITE),
            ("default port", "cross-site", "https://trusted.example:443", SITE),
            ("a path", "cross-site", "https://trusted.example/", SITE),
            ("the host of the request", "", "https://example.com", OTHER_NAME),
            ("null", "", "null", NULL),
        ],
    );
}

/// The host is `example.com`, which may be an attacker's domain.
#[test]
#[rustfmt::skip] // One case per line.
fn where_public_origins_are_known_a_page_under_another_name_is_refused() {
    short(
        &policy(&["https://trusted.example"]),
        &[
            ("rebound", "same-origin", "https://example.com", OTHER_NAME),
            ("rebound, not encrypted", "", "http://example.com", OTHER_NAME),
            ("rebound, null", "same-origin", "null", OTHER_NAME),
            ("rebound, no origin", "same-origin", "", OTHER_NAME),
            ("rebound, by the user", "none", "", OTHER_NAME),
            ("a proxy that rewrites Host", "same-origin", "https://trusted.example", PASSES),
            ("the same, an old browser", "", "https://trusted.example", PASSES),
            ("rebound behind such a proxy", "same-origin", "https://attacker.example", OTHER_NAME),
            ("the owner's other name", "same-origin", "https://www.trusted.example", PASSES),
            ("on this machine", "same-origin", "http://localhost:3000", PASSES),
            ("by an address", "same-origin", "http://192.0.2.1", PASSES),
            ("not a browser", "", "", PASSES),
        ],
    );
    short(
        &policy(&["https://example.com"]),
        &[
            ("null", "same-origin", "null", PASSES),
            ("no origin", "same-origin", "", PASSES),
            ("not encrypted", "", "http://example.com", PASSES),
        ],
    );
}

#[test]
#[rustfmt::skip] // One case per line.
fn origin_and_host_are_compared_byte_for_byte() {
    // A name, the URI, `Host` (empty: missing), `Origin`, the result.
    let cases = [
        ("default port on both sides", "/", "example.com", "https://example.com", PASSES),
        ("the same port", "/", "example.com:8443", "https://example.com:8443", PASSES),
        ("the same written default port", "/", "example.com:443", "https://example.com:443", PASSES),
        ("another port", "/", "example.com:8443", "https://example.com:8444", OTHER_HOST),
        ("default port in Origin only", "/", "example.com", "https://example.com:443", OTHER_HOST),
        ("default port in Host only", "/", "example.com:443", "https://example.com", OTHER_HOST),
        ("port in Origin only", "/", "example.com", "https://example.com:8443", OTHER_HOST),
        ("port in Host only", "/", "example.com:8443", "https://example.com", OTHER_HOST),
        ("IPv6", "/", "[::1]:3000", "http://[::1]:3000", PASSES),
        ("IPv6 without a port", "/", "[2001:db8::1]", "https://[2001:db8::1]", PASSES),
        ("IPv6, another address", "/", "[::1]:3000", "http://[::2]:3000", OTHER_HOST),
        ("IPv6, another port", "/", "[::1]:3000", "http://[::1]", OTHER_HOST),
        ("IPv6 written in full", "/", "[0:0:0:0:0:0:0:1]", "http://[::1]", OTHER_HOST),
        ("IPv4", "/", "127.0.0.1:3000", "http://127.0.0.1:3000", PASSES),
        ("a name for the same machine", "/", "127.0.0.1:3000", "http://localhost:3000", OTHER_HOST),
        ("Host in upper case", "/", "Example.com", "https://example.com", OTHER_HOST),
        ("both in upper case", "/", "Example.com", "https://Example.com", PASSES),
        ("a dot at the end of Host", "/", "example.com.", "https://example.com", OTHER_HOST),
        ("an unreadable Host", "/", "not a host", "https://example.com", OTHER_HOST),
        ("an unreadable Host and Origin", "/", "not a host", "https://not a host", UNREADABLE),
        ("a path in both", "/", "example.com/a", "https://example.com/a", UNREADABLE),
        ("a user in both", "/", "me@example.com", "https://me@example.com", UNREADABLE),
        ("no scheme, equal bytes", "/", "example.com:8443", "example.com:8443", UNREADABLE),
        ("another scheme, equal host", "/", "example.com:8443", "ftp://example.com:8443", UNREADABLE),
        ("neither Host nor authority", "/a", "", "https://example.com", OTHER_HOST),
        ("authority, no Host", "https://example.com/a", "", "https://example.com", PASSES),
        ("another authority, no Host", "https://other.example/a", "", "https://example.com", OTHER_HOST),
        ("another port in the authority", "https://example.com/a", "", "https://example.com:8443", OTHER_HOST),
        ("authority before Host, equal", "https://example.com/a", "other.example", "https://example.com", PASSES),
        ("authority before Host, not equal", "https://example.com/a", "other.example", "https://other.example", OTHER_HOST),
    ];
    for (name, uri, host, origin, expected) in cases {
        let mut headers = map(&[("origin", origin.as_bytes())]);
        if !host.is_empty() {
            headers.insert("host", host.parse().unwrap());
        }
        assert_eq!(ends(&policy(&[]), uri, &headers), expected, "{name}");
    }
}

#[test]
#[rustfmt::skip] // One case per line.
fn headers_that_no_browser_sends_do_not_help() {
    let same = b"https://example.com".as_slice();
    let cases: &[(&str, Headers, _)] = &[
        ("empty site, no origin", &[("sec-fetch-site", b"")], PASSES),
        ("empty origin, no site", &[("origin", b"")], PASSES),
        ("empty site, same host", &[("sec-fetch-site", b""), ("origin", same)], OTHER_NAME),
        ("empty site, null", &[("sec-fetch-site", b""), ("origin", b"null")], NULL),
        ("empty origin, cross-site", &[("sec-fetch-site", b"cross-site"), ("origin", b"")], SITE),
        ("origin not ASCII", &[("origin", b"\xff\xfe")], UNREADABLE),
        ("origin not ASCII, same-origin", &[("sec-fetch-site", b"same-origin"), ("origin", b"\xff\xfe")], OTHER_NAME),
        ("site not ASCII", &[("sec-fetch-site", b"\xff\xfe")], SITE),
        ("origin twice", &[("origin", same), ("origin", same)], REPEATED),
        ("origin twice, one empty", &[("origin", same), ("origin", b"")], REPEATED),
        ("origin twice, same-origin", &[("sec-fetch-site", b"same-origin"), ("origin", same), ("origin", b"https://a.example")], REPEATED),
        ("site twice", &[("sec-fetch-site", b"same-origin"), ("sec-fetch-site", b"cross-site")], REPEATED),
        ("site twice, first empty", &[("sec-fetch-site", b""), ("sec-fetch-site", b"cross-site")], REPEATED),
        ("public origin twice", &[("origin", b"https://trusted.example"), ("origin", b"https://a.example")], REPEATED),
        ("Host twice", &[("origin", same), ("host", b"a.example")], OTHER_HOST),
        ("forwarded headers count for nothing", &[("origin", b"https://a.example"), ("x-forwarded-host", b"a.example"), ("forwarded", b"host=a.example")], OTHER_HOST),
    ];
    for (name, headers, expected) in cases {
        let mut headers = map(headers);
        headers.append("host", "example.com".parse().unwrap());
        let policy = policy(&["https://trusted.example"]);
        assert_eq!(ends(&policy, "/", &headers), *expected, "{name}");
    }
}

#[test]
fn a_public_origin_that_could_never_match_is_an_error_at_the_start() {
    let sentence = OriginPolicy::new(["https://a.example", "https://b.example/"]).unwrap_err();
    assert!(sentence.contains("https://b.example/"), "{sentence}");
}
