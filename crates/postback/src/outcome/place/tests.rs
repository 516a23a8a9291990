use proptest::prelude::*;

use super::*;

fn here(text: &str) -> Option<String> {
    Place::here(text).ok().map(|place| place.text)
}

fn written(text: &str) -> Option<String> {
    Place::written(text).ok().map(|place| place.text)
}

#[test]
fn paths_queries_and_fragments_of_this_site_pass() {
    for path in [
        "/",
        "/a/b?c=d&e=%2F#f",
        "?page=2",
        "#top",
        "?",
        "#",
        "/@scope:x",
        "/a//b",
        "/;//evil",
        "/x?next=//evil.example",
    ] {
        assert_eq!(here(path).as_deref(), Some(path));
        assert_eq!(written(path).as_deref(), Some(path));
    }
}

#[test]
fn they_go_out_as_a_browser_writes_them() {
    for (path, is) in [
        ("/caf\u{e9} au lait", "/caf%C3%A9%20au%20lait"),
        ("?q=\u{e9} {x}#a b", "?q=%C3%A9%20{x}#a%20b"),
        ("/x/../y", "/y"),
        ("/x/%2e%2E/y", "/y"),
        ("/./y/.", "/y/"),
        ("/a?b=c\\d", "/a?b=c%5Cd"),
        ("/\"<>`{}", "/%22%3C%3E%60%7B%7D"),
        ("/%7e%c3", "/%7e%c3"),
    ] {
        assert_eq!(here(path).as_deref(), Some(is));
    }
}

const HOSTILE: [&str; 34] = [
    "",
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "/\\evil.example",
    "\\\\evil",
    "/\t/evil",
    "/a\r\nSet-Cookie: x=1",
    "relative",
    "./relative",
    " /space",
    "/.//evil",
    "/./evil\\..//",
    "/..//evil",
    "/%2e//evil",
    "/%2E%2e//evil",
    "/.%2e//evil",
    "/.\\evil",
    "/.\\/evil",
    "/x/..//evil",
    "/x/y/%2e%2e/..//evil",
    "/\u{0}/evil",
    "/.\n//evil",
    "/.//",
    "/x/..//",
    "/././/evil",
    "/\u{7f}",
    "\u{a0}/x",
    "http:/evil",
    "/..\\/evil",
    "/%2e%2e/%2e//evil?x",
];

#[test]
fn whatever_could_leave_the_site_is_refused() {
    for path in HOSTILE {
        assert_eq!(here(path), None, "{path:?}");
    }
}

#[test]
fn another_site_is_named_in_full_and_encoded_as_a_browser_does_it() {
    for (text, is, origin) in [
        (
            "https://pay.example/?d=a b",
            "https://pay.example/?d=a%20b",
            "https://pay.example",
        ),
        (
            "HTTPS://Pay.Example:443/caf\u{e9}",
            "https://pay.example/caf%C3%A9",
            "https://pay.example",
        ),
        (
            "http://b\u{fc}cher.example:8080",
            "http://xn--bcher-kva.example:8080/",
            "http://xn--bcher-kva.example:8080",
        ),
    ] {
        let (place, from) = Place::elsewhere(text).unwrap();
        assert_eq!((place.as_str(), &*from), (is, origin));
        assert_eq!(super::origin(origin).as_deref(), Ok(origin));
    }
    for text in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/path",
        "https://",
        "https://user@pay.example/",
        "https://user:secret@pay.example/",
        "ftp://pay.example/",
        "blob:https://pay.example/1",
        "pay.example",
    ] {
        assert!(Place::elsewhere(text).is_err(), "{text}");
        assert!(super::origin(text).is_err(), "{text}");
    }
    assert!(super::origin("https://pay.example/x").is_err());
}

#[test]
fn a_guard_may_lead_to_a_path_beside_the_page_and_to_another_site_by_http_only() {
    for (text, is) in [
        ("login", "login"),
        ("../log in", "../log%20in"),
        ("./", "./"),
        (
            "https://idp.example/start?a=b",
            "https://idp.example/start?a=b",
        ),
        ("HTTP://idp.example", "http://idp.example/"),
    ] {
        assert_eq!(written(text).as_deref(), Some(is));
    }
    // URLs in full, or relative to the page, as the app's own code may write them.
    let fine = [
        "https://evil.example",
        "relative",
        "./relative",
        " /space",
        "\u{a0}/x",
        "http:/evil",
    ];
    let refused = HOSTILE.iter().filter(|text| !fine.contains(text));
    for text in refused.chain(&[
        ".//evil",
        "..//evil",
        "x/../..//evil",
        "./\\evil",
        "%2e//evil",
    ]) {
        assert_eq!(written(text), None, "{text:?}");
    }
}

#[test]
fn the_path_is_the_one_that_the_browser_requests() {
    for (text, page, path) in [
        ("/x/../y?q#f", "/a/b", "/y"),
        ("?q", "/a/b", "/a/b"),
        ("#f", "/a/b", "/a/b"),
        ("login?x", "/a/b", "/a/login"),
        ("../login", "/a/b/c", "/a/login"),
    ] {
        let place = Place::written(text).unwrap();
        assert_eq!(place.path(page).as_deref(), Some(path));
    }
    let other = Place::written("https://idp.example/x").unwrap();
    assert_eq!(other.path("/a"), None);
}

/// Returns texts made of characters that have a meaning in URLs.
fn address() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("/"),
        Just("//"),
        Just("\\"),
        Just("."),
        Just(".."),
        Just("%2e"),
        Just("%2E"),
        Just("%2f"),
        Just("%5c"),
        Just("?"),
        Just("#"),
        Just(":"),
        Just("@"),
        Just(";"),
        Just("\t"),
        Just("\n"),
        Just(" "),
        Just("\u{e9}"),
        Just("evil.example"),
        Just("a"),
        Just("https"),
        Just("javascript"),
        Just("^"),
        Just("["),
        Just("\u{ff0f}"),
        Just("\u{2044}"),
        Just("%"),
    ];
    prop_oneof![
        prop::collection::vec(part, 0..9).prop_map(|parts| parts.concat()),
        any::<String>(),
        "/.*",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_is_accepted_resolves_to_the_same_origin_and_to_one_slash(text in address(), page in "(/[a-z.]{0,3}){1,3}") {
        for scheme in ["http", "https"] {
            let page = Url::parse(&format!("{scheme}://app.example:8443{page}")).unwrap();
            for place in [Place::here(&text), Place::written(&text)].into_iter().flatten() {
                let text = place.as_str();
                let sent = page.join(text).unwrap();
                prop_assert!(text.is_ascii() && HeaderValue::from_str(text).is_ok());
                if place.is_here {
                    prop_assert_eq!(sent.origin(), page.origin(), "{}", text);
                    prop_assert!(page.path().starts_with("//") || !sent.path().starts_with("//"), "{}", text);
                    // The state cookie and the page that is rendered both use the path of the
                    // request.
                    let path = place.path(page.path());
                    prop_assert_eq!(path.as_deref(), Some(sent.path()));
                    if text.starts_with('/') {
                        let is_uri = text.split('#').next().unwrap().parse::<http::uri::PathAndQuery>().is_ok();
                        prop_assert!(is_uri, "{}", text);
                    }
                } else {
                    prop_assert!(matches!(sent.scheme(), "http" | "https"));
                    prop_assert_eq!(sent.as_str(), text);
                }
                prop_assert_eq!(Place::written(text).map(|again| again.text), Ok(text.to_owned()));
            }
        }
    }
}
