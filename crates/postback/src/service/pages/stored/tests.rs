use super::*;
use futures_util::stream;

fn response(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).unwrap()
}

async fn stored(headers: &[(&str, &str)], body: &'static str) -> Result<Stored, Uncacheable> {
    Stored::of(response(200, headers, body), &[], 100_000).await
}

async fn answered(
    stored: &Stored,
    method: &Method,
    headers: &[(&'static str, &'static str)],
) -> (Parts, Bytes) {
    let mut sent = HeaderMap::new();
    for (name, value) in headers {
        sent.append(*name, HeaderValue::from_static(value));
    }
    let (parts, body) = stored.answer(method, &sent).await.into_parts();
    (parts, body.collect().await.unwrap().to_bytes())
}

fn names(headers: &HeaderMap) -> Vec<&str> {
    let mut names: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn headers_of_one_answer_are_left_out() {
    let headers = [
        ("content-type", "text/html"),
        ("x-mine", "1"),
        ("connection", "keep-alive, x-hop"),
        ("x-hop", "1"),
        ("keep-alive", "timeout=5"),
        ("date", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("age", "7"),
        ("last-modified", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("etag", "\"own\""),
        ("expires", "0"),
        ("cache-control", "max-age=60"),
        ("content-length", "4"),
        ("accept-ranges", "bytes"),
        ("server-timing", "render;dur=1"),
    ];
    let page = stored(&headers, "page").await.unwrap();
    let (parts, body) = answered(&page, &Method::GET, &[]).await;
    assert_eq!(body, "page");
    assert_eq!(
        names(&parts.headers),
        [
            "cache-control",
            "content-length",
            "content-type",
            "etag",
            "x-mine"
        ]
    );
    assert_eq!(
        parts.headers["cache-control"],
        "public, max-age=0, must-revalidate"
    );
    assert_eq!(parts.headers["content-length"], "4");
    assert_ne!(parts.headers["etag"], "\"own\"");
}

#[tokio::test]
async fn what_is_not_for_everybody_is_not_stored() {
    for (name, value) in [
        ("set-cookie", "session=1"),
        ("clear-site-data", "\"cookies\""),
        ("cache-control", "no-store"),
        ("cache-control", "max-age=5, Private"),
        ("cache-control", "private=\"x\""),
        ("content-encoding", "gzip"),
        ("vary", "accept-language, *"),
    ] {
        assert!(
            stored(&[(name, value)], "page").await.is_err(),
            "{name}: {value}"
        );
    }
    for (name, value) in [
        ("cache-control", "public, max-age=5"),
        ("cache-control", "x-private"),
        ("vary", "cookie"),
    ] {
        assert!(
            stored(&[(name, value)], "page").await.is_ok(),
            "{name}: {value}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_not_kept_says_itself_who_else_may() {
    let headers = [
        ("cache-control", "private, no-store"),
        ("content-type", "text/html"),
    ];
    let gone = Stored::once(response(404, &headers, "gone"), &[], 9)
        .await
        .unwrap();
    let (parts, body) = answered(&gone, &Method::GET, &[("if-none-match", "*")]).await;
    assert_eq!(
        (parts.status, &*body),
        (StatusCode::NOT_FOUND, &b"gone"[..])
    );
    assert_eq!(
        names(&parts.headers),
        ["cache-control", "content-length", "content-type"]
    );
    assert_eq!(parts.headers["cache-control"], "private, no-store");
    let for_one = response(404, &[("set-cookie", "session=1")], "gone");
    assert!(Stored::once(for_one, &[], 9).await.is_err());
}

#[tokio::test]
async fn a_page_of_exactly_the_limit_is_stored_and_a_byte_more_is_not() {
    let streamed = |text: &'static str| {
        Body::from_stream(stream::iter(
            text.as_bytes().chunks(2).map(Ok::<_, std::io::Error>),
        ))
    };
    for body in [Body::from("12345"), streamed("12345")] {
        assert!(Stored::of(response(200, &[], body), &[], 5).await.is_ok());
    }
    for body in [Body::from("123456"), streamed("123456")] {
        let error = Stored::of(response(200, &[], body), &[], 5)
            .await
            .err()
            .unwrap();
        assert!(matches!(error, Uncacheable::NotForEverybody(reason) if reason.contains("larger")));
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_stored() {
    let broken = stream::iter([Ok("half"), Err(std::io::Error::other("gone"))]);
    let response = response(200, &[], Body::from_stream(broken));
    assert_eq!(
        Stored::of(response, &[], 99).await.err(),
        Some(Uncacheable::Broken)
    );
}

#[tokio::test]
async fn the_tag_is_of_the_bytes() {
    let of = async |body: &'static str| stored(&[], body).await.unwrap().plain.etag.unwrap();
    let tag = of("one").await;
    assert_eq!(tag, of("one").await);
    assert_ne!(tag, of("two").await);
    assert_eq!(tag.len(), 24);
}

#[tokio::test]
async fn whoever_has_the_page_gets_it_no_more() {
    let page = stored(
        &[
            ("content-type", "text/html"),
            ("content-location", "/a"),
            ("vary", "x"),
        ],
        "page",
    )
    .await
    .unwrap();
    let (parts, body) = answered(&page, &Method::GET, &[("if-none-match", "*")]).await;
    assert_eq!((parts.status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(
        names(&parts.headers),
        ["cache-control", "content-location", "etag", "vary"]
    );
    let (parts, _) = answered(&page, &Method::HEAD, &[("if-none-match", "*")]).await;
    assert_eq!(parts.status, StatusCode::NOT_MODIFIED);
    let (parts, body) = answered(
        &page,
        &Method::GET,
        &[("if-none-match", "\"other\""), ("range", "bytes=1-2")],
    )
    .await;
    assert_eq!((parts.status, &*body), (StatusCode::OK, &b"page"[..]));
}

#[tokio::test]
async fn a_head_has_the_length_and_no_body() {
    let page = stored(&[], "page").await.unwrap();
    let (parts, body) = answered(&page, &Method::HEAD, &[]).await;
    assert_eq!((parts.status, body.len()), (StatusCode::OK, 0));
    assert_eq!(parts.headers["content-length"], "4");
}

#[tokio::test]
async fn a_redirect_stays_one_whatever_the_visitor_has() {
    let redirect = response(308, &[("location", "/new")], "");
    let page = Stored::of(redirect, &[], 9).await.unwrap();
    let (parts, _) = answered(&page, &Method::GET, &[("if-none-match", "*")]).await;
    assert_eq!(
        (parts.status, parts.headers["location"].to_str().unwrap()),
        (StatusCode::PERMANENT_REDIRECT, "/new")
    );
    assert!(!parts.headers.contains_key("etag"));
}

#[tokio::test]
async fn what_the_page_varies_by_is_said_once() {
    let vary = [header::ACCEPT_LANGUAGE, HeaderName::from_static("x-theme")];
    let page = Stored::of(
        response(200, &[("vary", "Accept-Language, x-own")], "page"),
        &vary,
        9,
    )
    .await
    .unwrap();
    let said: Vec<_> = page.plain.headers.get_all("vary").iter().collect();
    assert_eq!(said, ["Accept-Language, x-own", "x-theme"]);
}

#[cfg(feature = "compression")]
mod compressed {
    use super::*;

    static LONG: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| "<li>Two sums</li>\n".repeat(9_000));

    async fn long() -> Stored {
        Stored::of(
            response(200, &[("content-type", "text/html")], &**LONG),
            &[],
            1 << 20,
        )
        .await
        .unwrap()
    }

    #[tokio::test]
    async fn each_coding_has_its_own_tag_and_length() {
        let page = long().await;
        let mut tags = Vec::new();
        for coding in ["br", "zstd", "gzip"] {
            let (parts, body) = answered(&page, &Method::GET, &[("accept-encoding", coding)]).await;
            assert_eq!(parts.headers["content-encoding"], coding);
            assert_eq!(parts.headers["vary"], "accept-encoding");
            assert_eq!(
                parts.headers["content-length"].to_str().unwrap(),
                body.len().to_string()
            );
            assert!(body.len() < LONG.len() / 10, "{coding}: {}", body.len());
            let tag = parts.headers["etag"].to_str().unwrap().to_owned();
            assert!(tag.ends_with(&format!("-{coding}\"")), "{tag}");
            tags.push(tag);
        }
        let (parts, body) = answered(&page, &Method::GET, &[]).await;
        assert!(!parts.headers.contains_key("content-encoding"));
        assert_eq!(
            (parts.headers["vary"].to_str().unwrap(), body.len()),
            ("accept-encoding", LONG.len())
        );
        assert!(!tags.contains(&parts.headers["etag"].to_str().unwrap().to_owned()));
    }

    #[tokio::test]
    async fn a_variant_is_made_once() {
        let page = long().await;
        let ask = async || {
            answered(&page, &Method::GET, &[("accept-encoding", "br")])
                .await
                .1
        };
        let (one, two) = tokio::join!(ask(), ask());
        assert_eq!(one.as_ptr(), two.as_ptr());
        assert_eq!(one.as_ptr(), ask().await.as_ptr());
    }

    #[tokio::test]
    async fn the_variants_together_are_no_larger_than_the_page() {
        // Random bytes compress little, so there is room for one variant.
        let mut noise = vec![0; 3_000];
        getrandom::fill(&mut noise).unwrap();
        let body: Vec<u8> = noise.iter().map(|byte| b' ' + (byte & 63)).collect();
        let size = body.len();
        let page = Stored::of(
            response(200, &[("content-type", "text/plain")], body),
            &[],
            1 << 20,
        )
        .await
        .unwrap();
        let mut sizes = Vec::new();
        for coding in ["br", "zstd", "gzip"] {
            let (parts, body) = answered(&page, &Method::GET, &[("accept-encoding", coding)]).await;
            if parts.headers.contains_key("content-encoding") {
                sizes.push(body.len());
            }
        }
        assert_eq!(sizes.len(), 1, "{sizes:?}");
        assert!(sizes[0] < size);
        assert!(page.weight() > 2 * size);
    }

    #[tokio::test]
    async fn small_pages_and_pictures_stay_as_they_are() {
        for (content_type, body) in [("text/html", &LONG[..1000]), ("image/png", &LONG[..])] {
            let page = Stored::of(
                response(200, &[("content-type", content_type)], body),
                &[],
                1 << 20,
            )
            .await
            .unwrap();
            let (parts, _) = answered(&page, &Method::GET, &[("accept-encoding", "br")]).await;
            assert_eq!(
                names(&parts.headers),
                ["cache-control", "content-length", "content-type", "etag"]
            );
        }
    }
}
