//! Whether a page is on HTTPS.

use super::*;

#[test]
fn the_browser_says_whether_its_page_is_on_https() {
    let secure = ["https://a.example", "https://b.example"];
    let mixed = ["https://a.example", "http://b.example"];
    let https = |public: &[&str], origins: &[&str]| {
        let headers: Vec<_> = origins.iter().map(|o| ("origin", o.as_bytes())).collect();
        policy(public).is_https(&map(&headers))
    };
    assert!(https(&[], &["https://example.com"]));
    assert!(https(&mixed, &["https://a.example"]));
    assert!(!https(&[], &["http://example.com"]));
    assert!(!https(&secure, &["http://example.com"]));
    for unknown in [
        vec![],
        vec!["null"],
        vec!["https://"],
        vec!["https://a.example"; 2],
    ] {
        assert!(https(&secure, &unknown), "{unknown:?}");
        assert!(!https(&mixed, &unknown), "{unknown:?}");
        assert!(!https(&[], &unknown), "{unknown:?}");
    }
}

#[test]
fn a_host_is_on_https_alone_if_no_public_origin_has_it_on_http() {
    for (public, host, expected) in [
        (&["https://a.example"][..], "a.example", true),
        (&["https://a.example"], "A.example", true),
        (&["https://a.example"], "a.example:8443", false),
        (&["https://a.example"], "localhost:3000", false),
        (
            &["https://a.example", "http://b.example"],
            "a.example",
            true,
        ),
        (
            &["https://a.example", "http://b.example"],
            "b.example",
            false,
        ),
        (
            &["https://a.example", "http://a.example"],
            "a.example",
            false,
        ),
        (&[], "a.example", false),
    ] {
        let (policy, uri) = (policy(public), "/".parse().unwrap());
        let headers = map(&[("host", host.as_bytes())]);
        let is = policy.is_https_host(&headers, &uri);
        assert_eq!(is, expected, "{public:?} {host}");
    }
    let none = policy(&["https://a.example"]);
    assert!(!none.is_https_host(&HeaderMap::new(), &"/".parse().unwrap()));
}
