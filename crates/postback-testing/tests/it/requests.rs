//! The headers that a browser sends.

use postback_testing::Browser;

use super::{header, open, site, submitted};

#[tokio::test]
async fn a_typed_address_comes_from_nowhere() {
    let request = Browser::new(site(""))
        .get("/x?y=1#z")
        .await
        .html()
        .to_owned();
    assert!(request.starts_with("GET /x?y=1\n"), "{request}");
    assert_eq!(header(&request, "host"), "localhost");
    assert_eq!(header(&request, "sec-fetch-site"), "none");
    assert_eq!(header(&request, "sec-fetch-mode"), "navigate");
    assert_eq!(header(&request, "sec-fetch-dest"), "document");
    assert_eq!(header(&request, "sec-fetch-user"), "?1");
    assert!(header(&request, "accept").starts_with("text/html,"));
    for absent in [
        "origin",
        "referer",
        "cookie",
        "content-length",
        "postback-request",
    ] {
        assert_eq!(header(&request, absent), "(none)", "{absent}");
    }
}

#[tokio::test]
async fn a_post_names_its_origin_and_its_page() {
    let request = submitted("<form method=post action=/to></form>").await;
    assert_eq!(header(&request, "origin"), "http://localhost");
    assert_eq!(header(&request, "referer"), "http://localhost/");
    assert_eq!(header(&request, "sec-fetch-site"), "same-origin");
    assert_eq!(header(&request, "postback-request"), "(none)");
}

#[tokio::test]
async fn a_get_form_and_a_link_name_their_page_only() {
    let page = open("<form action=/to></form><a href=/link>Link</a>").await;
    for request in [
        page.form_at("form").submit().await,
        page.click_link("Link").await,
    ] {
        assert_eq!(header(request.html(), "origin"), "(none)");
        assert_eq!(header(request.html(), "referer"), "http://localhost/");
        assert_eq!(header(request.html(), "sec-fetch-site"), "same-origin");
    }
}

#[tokio::test]
async fn the_origin_can_be_set() {
    let browser = Browser::new(site("<form method=post action=/to></form>"));
    let browser = browser
        .origin("https://app.example:8443")
        .header("X-Forwarded-For", "1.2.3.4");
    let page = browser.get("/").await.form_at("form").submit().await;
    assert_eq!(header(page.html(), "host"), "app.example:8443");
    assert_eq!(header(page.html(), "origin"), "https://app.example:8443");
    assert_eq!(header(page.html(), "referer"), "https://app.example:8443/");
    assert_eq!(header(page.html(), "x-forwarded-for"), "1.2.3.4");
    assert_eq!(page.url(), "/to");
    assert_eq!(page.full_url(), "https://app.example:8443/to");
}

#[tokio::test]
async fn fetch_metadata_goes_to_trustworthy_places_only() {
    for (origin, expected) in [
        ("http://app.example", "(none)"),
        ("http://192.168.0.7:3000", "(none)"),
        ("http://127.0.0.1:3000", "none"),
        ("http://app.localhost", "none"),
        ("https://app.example", "none"),
    ] {
        let page = Browser::new(site("")).origin(origin).get("/x").await;
        assert_eq!(header(page.html(), "sec-fetch-site"), expected, "{origin}");
    }
}

#[tokio::test]
async fn the_referrer_policy_of_the_page_is_kept_to() {
    let post = async |policy: &'static str| {
        use axum::response::{AppendHeaders, Html};
        use axum::routing::get;
        let html = Html("<form method=post action=/to></form>");
        let page = get(async move || (AppendHeaders([("referrer-policy", policy)]), html));
        let app = axum::Router::new().route("/p", page).fallback(super::echo);
        let page = Browser::new(app)
            .get("/p?q=1")
            .await
            .form_at("form")
            .submit()
            .await;
        (
            header(page.html(), "origin"),
            header(page.html(), "referer"),
        )
    };
    let expect = |origin: &str, referer: &str| (origin.to_owned(), referer.to_owned());
    assert_eq!(post("no-referrer").await, expect("null", "(none)"));
    assert_eq!(
        post("strict-origin").await,
        expect("http://localhost", "http://localhost/")
    );
    assert_eq!(
        post("no-referrer, same-origin, unknown").await,
        expect("http://localhost", "http://localhost/p?q=1")
    );
}
