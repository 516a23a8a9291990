use super::*;
use crate::service::pages::CachedPage;
use proptest::prelude::*;

fn routes(page: &CachedPage) -> DeclaredPages {
    let patterns = [
        "/",
        "/problems",
        "/problems/{id}",
        "/@{name}",
        "/docs/{*path}",
    ];
    DeclaredPages::new(patterns.map(|pattern| (pattern.into(), page.clone()))).unwrap()
}

fn page() -> CachedPage {
    CachedPage::fresh("5m")
        .query(["topic", "page"])
        .vary(["accept-language", "x-theme"])
}

fn request(uri: &str, headers: &[(&str, &str)]) -> Request {
    let mut request = Request::get(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

/// Returns the key of a request, and the new request for the page.
fn asked_in(origins: &[&str], request: &Request) -> Option<(Vec<u8>, Request)> {
    let (routes, origins) = (
        routes(&page()),
        OriginPolicy::new(origins.iter().copied()).unwrap(),
    );
    let asked = PageKey::of(&routes, &origins, request)?;
    Some((asked.key(), asked.into_new().request()))
}

fn asked(uri: &str, headers: &[(&str, &str)]) -> Option<(Vec<u8>, Request)> {
    asked_in(&[], &request(uri, headers))
}

fn path_of(uri: &str) -> Option<String> {
    Some(asked(uri, &[])?.1.uri().to_string())
}

#[test]
fn a_path_is_written_in_one_way() {
    for (sent, canonical) in [
        ("/", "/"),
        ("/problems/7", "/problems/7"),
        (
            "/problems/a-b_c.d~e!$&'()*+,;=:@",
            "/problems/a-b_c.d~e!$&'()*+,;=:@",
        ),
        ("/problems/%37", "/problems/7"),
        ("/problems/caf%c3%a9", "/problems/caf%C3%A9"),
        ("/problems/caf\u{e9}", "/problems/caf%C3%A9"),
        ("/problems/a%2Fb", "/problems/a%2Fb"),
        ("/problems/a%2fb", "/problems/a%2Fb"),
        ("/problems/a|b", "/problems/a%7Cb"),
        ("/problems/%2541", "/problems/%2541"),
        ("/problems/%", "/problems/%25"),
        ("/docs/a//b/%2E%2Ehidden", "/docs/a//b/..hidden"),
    ] {
        assert_eq!(path_of(sent).as_deref(), Some(canonical), "{sent}");
    }
}

#[test]
fn a_path_that_can_be_read_in_two_ways_is_not_cached() {
    for path in [
        "/docs/a/../b",
        "/docs/..",
        "/docs/.",
        "/docs/%2e%2e/b",
        "/docs/%2E",
        "/docs/.%2e/b",
        "/problems/%ff",
        "/problems/%00",
        "/problems/a%0d%0ab",
        "/problems/%C2%85",
    ] {
        assert_eq!(path_of(path), None, "{path}");
    }
    assert_eq!(path_of(&format!("/problems/{}", "x".repeat(LONGEST))), None);
    assert_eq!(
        path_of(&format!("/problems/{}", "|".repeat(LONGEST / 2))),
        None
    );
}

#[test]
fn another_spelling_that_falls_under_another_pattern_is_not_cached() {
    // axum routes the first to `/problems/{id}`, and has no route for the second.
    let routes = routes(&page());
    let declared = routes.find("/problems/7").unwrap();
    routes.learn(&declared, "/problems/new");
    for path in ["/problems/%6Eew", "/%70roblems", "/%40ann", "/problems%2F7"] {
        assert!(
            PageKey::of(&routes, &OriginPolicy::default(), &request(path, &[])).is_none(),
            "{path}"
        );
    }
}

#[test]
fn what_is_not_declared_of_a_query_does_not_exist() {
    for (sent, made) in [
        ("/problems?utm_source=x&secret=1", "/problems"),
        ("/problems?", "/problems"),
        ("/problems?page=2&topic=rust", "/problems?topic=rust&page=2"),
        (
            "/problems?page=2&x=1&topic=rust&page=1",
            "/problems?topic=rust&page=2&page=1",
        ),
        (
            "/problems?t%6Fpic=r%C3%A9+%2B",
            "/problems?topic=r%C3%A9+%2B",
        ),
        ("/problems?topic", "/problems?topic="),
        (
            "/problems?topic[0].name=a&topics=b",
            "/problems?topic%5B0%5D.name=a",
        ),
        ("/problems?_action=a.b&_flash=1", "/problems"),
    ] {
        assert_eq!(path_of(sent).as_deref(), Some(made), "{sent}");
    }
    let long = format!("/problems?topic={}", "x".repeat(LONGEST));
    assert_eq!(path_of(&long), None);
    assert!(path_of(&long.replace("topic", "other")).is_some());
}

#[test]
fn only_declared_headers_go_along() {
    let headers = [
        ("accept-language", "de"),
        ("accept-language", "en"),
        ("x-theme", ""),
        ("cookie", "session=1"),
        ("authorization", "Bearer x"),
        ("x-forwarded-host", "evil.example"),
        ("host", "evil.example"),
        ("x-other", "1"),
        ("accept-encoding", "br"),
        ("if-none-match", "\"a\""),
    ];
    let (_, made) = asked("/problems", &headers).unwrap();
    let made: Vec<_> = made
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    assert_eq!(
        made,
        [
            ("accept-language", "de"),
            ("accept-language", "en"),
            ("x-theme", "")
        ]
    );
    assert!(asked("/problems", &[("x-theme", &"x".repeat(LONGEST_VALUE))]).is_some());
    assert!(asked("/problems", &[("x-theme", &"x".repeat(LONGEST_VALUE + 1))]).is_none());
}

#[test]
fn everything_the_page_can_see_is_in_the_key() {
    let keys: Vec<_> = [
        asked("/problems", &[]),
        asked("/problems/7", &[]),
        asked("/problems?topic=a", &[]),
        asked("/problems?topic=", &[]),
        asked("/problems?topic=a&topic=b", &[]),
        asked("/problems?topic=b&topic=a", &[]),
        asked("/problems", &[("accept-language", "a")]),
        asked("/problems", &[("x-theme", "a")]),
        asked("/problems", &[("x-theme", "")]),
        asked("/problems", &[("x-theme", "a"), ("x-theme", "b")]),
        asked("/problems", &[("accept-language", "a"), ("x-theme", "b")]),
        asked_in(
            &["https://a.example", "https://b.example"],
            &request("/problems", &[("host", "a.example")]),
        ),
        asked_in(
            &["https://a.example", "https://b.example"],
            &request("/problems", &[("host", "b.example")]),
        ),
        asked_in(&[], &nested("/app/problems", "/problems")),
        asked_in(&[], &nested("/other/problems", "/problems")),
    ]
    .into_iter()
    .map(|asked| asked.unwrap().0)
    .collect();
    for (at, key) in keys.iter().enumerate() {
        assert!(!keys[..at].contains(key), "{at}");
    }
}

#[test]
fn what_the_page_cannot_see_is_not_in_the_key() {
    let plain = asked("/problems?topic=rust", &[]).unwrap().0;
    for (uri, headers) in [
        ("/problems?topic=rust&x=1", &[][..]),
        ("/problems?x=1&top%69c=rust", &[]),
        (
            "/problems?topic=rust",
            &[
                ("host", "evil.example"),
                ("x-forwarded-host", "evil.example"),
                ("cookie", "a=b"),
            ],
        ),
        ("https://evil.example/problems?topic=rust", &[]),
    ] {
        assert_eq!(asked(uri, headers).unwrap().0, plain, "{uri}");
    }
}

fn nested(external: &str, inner: &str) -> Request {
    let mut request = request(inner, &[]);
    request
        .extensions_mut()
        .insert(OriginalUri(external.parse().unwrap()));
    request
}

#[test]
fn under_a_nest_the_page_knows_the_address_that_the_browser_sees() {
    let (_, made) = asked_in(
        &[],
        &nested("/app/problems?topic=a&x=1", "/problems?topic=a&x=1"),
    )
    .unwrap();
    assert_eq!(made.uri(), "/problems?topic=a");
    assert_eq!(
        made.extensions().get::<OriginalUri>().unwrap().0,
        "/app/problems?topic=a"
    );
    let (_, made) = asked_in(&[], &nested("/problems?x=1", "/problems?x=1")).unwrap();
    assert!(made.extensions().get::<OriginalUri>().is_none());
}

#[test]
fn only_a_public_host_is_cached_and_sent_on() {
    let origins = ["https://a.example", "http://b.example:8080"];
    let host = |uri: &str, host: &str| {
        let (_, made) = asked_in(&origins, &request(uri, &[("host", host)]))?;
        Some(made.headers()[header::HOST].to_str().unwrap().to_owned())
    };
    assert_eq!(host("/problems", "a.example").as_deref(), Some("a.example"));
    assert_eq!(host("/problems", "A.Example").as_deref(), Some("a.example"));
    assert_eq!(
        host("/problems", "b.example:8080").as_deref(),
        Some("b.example:8080")
    );
    assert_eq!(
        host("https://a.example/problems", "evil.example").as_deref(),
        Some("a.example")
    );
    for (uri, sent) in [
        ("/problems", "evil.example"),
        ("/problems", "a.example:8443"),
        ("/problems", "a.example.evil"),
        ("/problems", ""),
        ("https://evil.example/problems", "a.example"),
        ("https://user@a.example/problems", "a.example"),
    ] {
        assert_eq!(host(uri, sent), None, "{uri} {sent}");
    }
    assert!(asked_in(&origins, &request("/problems", &[])).is_none());
    assert!(
        asked_in(
            &origins,
            &request("/problems", &[("host", "a.example"), ("host", "a.example")])
        )
        .is_none()
    );
}

proptest! {
    #[test]
    fn a_canonical_path_is_its_own_canonical_path(path in "/docs/([a-z./%|\u{e9}\u{65e5}]|%[0-9a-fA-F]{2}){0,20}") {
        let path: Uri = path.parse().unwrap();
        if let Some(canonical) = canonical_path(path.path()) {
            prop_assert_eq!(canonical_path(&canonical), Some(Cow::Borrowed(&*canonical)));
            let decoded = |path: &str| percent_decode_str(path).decode_utf8().unwrap().into_owned();
            prop_assert_eq!(decoded(&canonical), decoded(path.path()));
            prop_assert_eq!(canonical.matches('/').count(), path.path().matches('/').count());
        }
    }

    #[test]
    fn the_order_of_names_does_not_matter_and_the_order_of_values_does(
        pairs in prop::collection::vec(("topic|page|other", "[a-c]{0,2}"), 0..6),
    ) {
        let names = ["topic".to_owned(), "page".to_owned()];
        let write = |pairs: &[(String, String)]| {
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        };
        let mut sorted = pairs.clone();
        sorted.sort_by(|one, other| other.0.cmp(&one.0));
        prop_assert_eq!(canonical_query(&names, &write(&pairs)), canonical_query(&names, &write(&sorted)));
        sorted.retain(|(name, _)| name != "other");
        prop_assert_eq!(canonical_query(&names, &write(&pairs)).unwrap(), write(&sorted));
    }
}
