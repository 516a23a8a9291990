//! Compressed pages: what the visitor accepts, made once.

use std::io::Read as _;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::{StatusCode, header};
use postback::page;
use tower_http::compression::CompressionLayer;

use super::site::{Site, fresh, site};
use crate::support::{Answer, Effects, request, send};

fn text() -> String {
    "<li><a href=\"/problems/two-sums\">Two sums</a></li>\n".repeat(1_000)
}

async fn long(State(seen): State<Effects>) -> ([(header::HeaderName, &'static str); 1], String) {
    seen.add("long");
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text())
}

fn pages() -> Router<Effects> {
    Router::new().route("/long", page(get(long)))
}

async fn ask(app: &Router, accept: &str, more: &[(&str, &str)]) -> Answer {
    let headers = [&[("accept-encoding", accept)], more].concat();
    send(app, request("GET", "/long", &headers)).await
}

fn plain(answer: &Answer) -> String {
    let mut plain = Vec::new();
    match answer.header("content-encoding") {
        Some("br") => brotli::BrotliDecompress(&mut &*answer.bytes, &mut plain).unwrap(),
        Some("zstd") => zstd::stream::copy_decode(&*answer.bytes, &mut plain).unwrap(),
        Some("gzip") => {
            flate2::read::GzDecoder::new(&*answer.bytes)
                .read_to_end(&mut plain)
                .map(drop)
                .unwrap();
        }
        _ => plain.clone_from(&answer.bytes),
    }
    String::from_utf8(plain).unwrap()
}

#[tokio::test]
async fn everybody_gets_the_page_in_the_coding_that_they_accept() {
    let Site { app, seen, .. } = site(pages(), |app| app.cache_page("/long", fresh()));
    let mut tags = Vec::new();
    for (accept, coding) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip, zstd", Some("zstd")),
        ("gzip", Some("gzip")),
        ("br;q=0, gzip;q=0.5", Some("gzip")),
        ("deflate", None),
        ("", None),
        ("gzip;q=0.1, identity", None),
    ] {
        let answer = ask(&app, accept, &[]).await;
        assert_eq!(answer.header("content-encoding"), coding, "{accept}");
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
        assert_eq!(
            answer.header("content-length"),
            Some(&*answer.bytes.len().to_string())
        );
        assert_eq!(plain(&answer), text());
        assert!(
            coding.is_none() || answer.bytes.len() < text().len() / 4,
            "{}",
            answer.bytes.len()
        );
        tags.push(answer.header("etag").unwrap().to_owned());
    }
    assert_eq!((&tags[2], &tags[4]), (&tags[3], &tags[5]));
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 4, "a tag for each coding: {tags:?}");
    assert_eq!(seen.count(), 1);
}

#[tokio::test]
async fn a_tag_is_of_one_coding() {
    let Site { app, .. } = site(pages(), |app| app.cache_page("/long", fresh()));
    let tag = ask(&app, "br", &[])
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    let same = ask(&app, "br", &[("if-none-match", &tag)]).await;
    assert_eq!(
        (same.status, same.header("vary")),
        (StatusCode::NOT_MODIFIED, Some("accept-encoding"))
    );
    assert_eq!(same.header("content-encoding"), None);
    let other = ask(&app, "gzip", &[("if-none-match", &tag)]).await;
    assert_eq!(other.status, StatusCode::OK);
    let head = send(&app, request("HEAD", "/long", &[("accept-encoding", "br")])).await;
    assert_eq!((head.header("etag"), head.bytes.len()), (Some(&*tag), 0));
    assert_eq!(head.header("content-encoding"), Some("br"));
}

#[tokio::test]
async fn readers_who_come_at_once_share_one_compression() {
    let Site { app, seen, handle } = site(pages(), |app| app.cache_page("/long", fresh()));
    let readers: Vec<_> = (0..50)
        .map(|_| {
            let app = app.clone();
            tokio::spawn(async move { ask(&app, "zstd", &[]).await })
        })
        .collect();
    for reader in readers {
        assert_eq!(plain(&reader.await.unwrap()), text());
    }
    assert_eq!(seen.count(), 1);
    let weight = handle.cache().stats().pages_bytes;
    let size = text().len() as u64;
    assert!(
        (2 * size..2 * size + 4_000).contains(&weight),
        "{weight}, with room for every coding"
    );
}

#[tokio::test]
async fn a_layer_that_compresses_is_not_in_the_way() {
    let inside = pages().layer(CompressionLayer::new());
    let Site { app: inside, .. } = site(inside, |app| app.cache_page("/long", fresh()));
    let Site { app, .. } = site(pages(), |app| app.cache_page("/long", fresh()));
    let outside = app.layer(CompressionLayer::new());
    for app in [inside, outside] {
        for _ in 0..2 {
            let answer = ask(&app, "gzip", &[]).await;
            assert_eq!(answer.headers.get_all("content-encoding").iter().count(), 1);
            assert_eq!(plain(&answer), text());
            assert!(answer.header("etag").unwrap().ends_with("-gzip\""));
        }
    }
}
