//! What a visitor gets who has the page already, or wants a part of it.

use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::get;
use http::StatusCode;
use postback::{Html, page};

use super::site::{Site, count, fresh, site};
use crate::support::{Answer, Effects, document, request, send};

fn counting() -> Site {
    let pages = Router::new().route("/count", page(get(count)));
    site(pages, |app| {
        app.cache_page("/count", fresh().vary(["accept-language"]))
    })
}

async fn ask(app: &Router, method: &str, headers: &[(&str, &str)]) -> Answer {
    send(app, request(method, "/count", headers)).await
}

#[tokio::test]
async fn everybody_has_to_ask_each_time_and_gets_a_short_answer() {
    let Site { app, seen, .. } = counting();
    let whole = ask(&app, "GET", &[]).await;
    assert_eq!(
        whole.header("cache-control"),
        Some("public, max-age=0, must-revalidate")
    );
    assert_eq!(whole.header("x-frame-options"), Some("SAMEORIGIN"));
    assert_eq!(whole.header("last-modified"), None);
    let etag = whole.header("etag").unwrap();
    assert!(etag.starts_with('"') && etag.len() == 24, "{etag}");

    for sent in [etag, &format!("W/{etag}"), &format!("\"x\", {etag}"), "*"] {
        for method in ["GET", "HEAD"] {
            let short = ask(&app, method, &[("if-none-match", sent)]).await;
            assert_eq!(
                (short.status, short.bytes.len()),
                (StatusCode::NOT_MODIFIED, 0),
                "{sent}"
            );
            assert_eq!(short.header("etag"), Some(etag));
            assert_eq!(short.header("cache-control"), whole.header("cache-control"));
            assert_eq!(short.header("vary"), Some("accept-language"));
            assert_eq!(short.header("content-type"), None);
        }
    }
    let changed = ask(&app, "GET", &[("if-none-match", "\"other\"")]).await;
    assert_eq!(
        (changed.status, &changed.bytes),
        (StatusCode::OK, &whole.bytes)
    );
    assert_eq!(seen.count(), 1);
}

#[tokio::test]
async fn a_changed_page_has_another_tag_and_the_same_page_the_same() {
    async fn data(State(seen): State<Effects>) -> Html {
        document([seen.all().concat()])
    }
    let pages = Router::new().route("/count", page(get(data)));
    let Site { app, seen, handle } = site(pages, |app| app.cache_page("/count", fresh()));
    let first = ask(&app, "GET", &[]).await;
    let sent = [("if-none-match", first.header("etag").unwrap())];
    handle.cache().revalidate_path("/count").await;
    assert_eq!(
        ask(&app, "GET", &sent).await.status,
        StatusCode::NOT_MODIFIED
    );
    seen.add("more");
    handle.cache().revalidate_path("/count").await;
    let second = ask(&app, "GET", &sent).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_ne!(second.header("etag"), first.header("etag"));
}

#[tokio::test]
async fn a_head_has_everything_but_the_body() {
    let Site { app, seen, .. } = counting();
    let head = ask(&app, "HEAD", &[]).await;
    let whole = ask(&app, "GET", &[]).await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
    let length = whole.bytes.len().to_string();
    for answer in [&head, &whole] {
        assert_eq!(answer.header("content-length"), Some(&*length));
        assert_eq!(answer.header("etag"), whole.header("etag"));
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
    }
    assert_eq!(seen.count(), 1);
}

#[tokio::test]
async fn a_range_is_answered_with_the_whole_page() {
    let Site { app, .. } = counting();
    let etag = ask(&app, "GET", &[])
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    for headers in [
        &[("range", "bytes=0-3")][..],
        &[("range", "bytes=0-3"), ("if-range", &etag)],
    ] {
        let answer = ask(&app, "GET", headers).await;
        assert_eq!(
            (answer.status, answer.header("content-range")),
            (StatusCode::OK, None)
        );
        assert!(answer.text().ends_with("</html>"));
    }
}

#[tokio::test]
async fn a_permanent_redirect_is_kept_and_a_temporary_one_is_not() {
    async fn moved(State(seen): State<Effects>) -> Redirect {
        seen.add("moved");
        Redirect::permanent("/new")
    }
    let pages = Router::new().route("/count", page(get(moved)));
    let Site { app, seen, .. } = site(pages, |app| app.cache_page("/count", fresh()));
    for headers in [&[][..], &[("if-none-match", "*")]] {
        let answer = ask(&app, "GET", headers).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
        assert_eq!(answer.header("location"), Some("/new"));
        assert_eq!(
            answer.header("cache-control"),
            Some("public, max-age=0, must-revalidate")
        );
    }
    assert_eq!(seen.count(), 1);
}

#[tokio::test]
async fn what_the_page_says_itself_stays() {
    let shows = get(async || {
        let headers = [
            ("content-security-policy", "default-src 'self'"),
            ("x-frame-options", "DENY"),
            ("content-language", "en"),
            ("link", "</a.css>; rel=preload"),
            ("etag", "\"its own\""),
            ("date", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ];
        (headers, document(["page"]))
    });
    let pages = Router::new().route("/count", page(shows));
    let Site { app, .. } = site(pages, |app| app.cache_page("/count", fresh()));
    for _ in 0..2 {
        let answer = ask(&app, "GET", &[]).await;
        assert_eq!(
            answer.header("content-security-policy"),
            Some("default-src 'self'")
        );
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("content-language"), Some("en"));
        assert_eq!(answer.header("link"), Some("</a.css>; rel=preload"));
        assert_ne!(answer.header("etag"), Some("\"its own\""));
        assert_eq!(answer.header("date"), None, "the server's matter");
    }
}
