use std::io;

use bytes::Bytes;
use proptest::prelude::*;

use super::error::not_text;
use super::*;
use crate::form::Pairs;
use crate::form::limits::{Exceeded, Limits};
use crate::form::rules::FileRules;
use crate::form::upload::Uploads;
use crate::guard::running::Running;

mod cases;
mod cuts;
mod files;
mod limits;

const URL: &str = "application/x-www-form-urlencoded";

fn headers(kind: &str) -> HeaderMap {
    HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_str(kind).unwrap())])
}

/// Reads a body within these limits, for a form with the file fields `file` (10 bytes) and `files`
/// (two files).
async fn read_within(
    headers: &HeaderMap,
    body: impl Into<Body>,
    most: usize,
    limits: &Limits,
) -> (Sent, Result<(), BodyError>) {
    let places = Running::at_most(limits.concurrent_bodies, 1);
    let uploads = Uploads::new(
        limits.uploads_in.clone(),
        limits.uploads,
        limits.upload_files,
    );
    let rules = |name: &str| match name {
        "file" => Some(FileRules {
            max: 10,
            list: None,
        }),
        "files" => Some(FileRules {
            max: 10,
            list: Some(2),
        }),
        _ => None,
    };
    let reading = Reading {
        waits: None,
        most,
        text: most,
        limits,
        places: &places,
        whose: None,
        files: Some(FilesTo {
            uploads: &uploads,
            rules,
        }),
    };
    let mut sent = Sent::default();
    let ended = read(headers, body.into(), reading, &mut sent).await;
    (sent, ended.map(drop))
}

async fn sent(kind: &str, body: impl Into<Body>, most: usize) -> Result<Pairs, BodyError> {
    let (sent, ended) = read_within(&headers(kind), body, most, &Limits::new()).await;
    ended.map(|()| sent.pairs)
}

fn pairs(pairs: &[(&str, &str)]) -> Pairs {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn url_encoded_pairs_are_decoded_in_order() {
    let read = sent(URL, "a=1+2&b=%C3%A9%3D&a=&c&&=x", 1000).await;
    assert_eq!(
        read,
        Ok(pairs(&[
            ("a", "1 2"),
            ("b", "\u{e9}="),
            ("a", ""),
            ("c", ""),
            ("", "x")
        ]))
    );
    let with_charset = sent(
        "Application/X-WWW-form-urlencoded; charset=UTF-8",
        "a=b",
        1000,
    )
    .await;
    assert_eq!(with_charset, Ok(pairs(&[("a", "b")])));
}

#[tokio::test]
async fn exactly_the_limit_passes() {
    assert_eq!(sent(URL, "a=12345", 7).await, Ok(pairs(&[("a", "12345")])));
    assert_eq!(
        sent(URL, "a=123456", 7).await,
        Err(BodyError::TooLarge(Exceeded::Body(7)))
    );
    let chunks = || {
        ["a=1", "2", "&b=3"].map(|chunk| Ok::<_, io::Error>(Bytes::from_static(chunk.as_bytes())))
    };
    let stream = || Body::from_stream(futures_util::stream::iter(chunks()));
    assert_eq!(
        sent(URL, stream(), 8).await,
        Ok(pairs(&[("a", "12"), ("b", "3")]))
    );
    assert_eq!(
        sent(URL, stream(), 7).await,
        Err(BodyError::TooLarge(Exceeded::Body(7)))
    );
}

#[tokio::test]
async fn the_digest_is_of_the_raw_bytes() {
    let (read, ended) = read_within(&headers(URL), "a=%31", 100, &Limits::new()).await;
    assert_eq!(ended, Ok(()));
    assert_eq!(read.bytes, 5);
    assert_eq!(read.digest, Some(Sha256::digest("a=%31").into()));
}

#[tokio::test]
async fn the_same_parts_have_the_same_digest_whatever_is_between_them() {
    let digest = async |boundary: &str, parts: &[&str]| {
        let part =
            |part: &&str| format!("--{boundary}\r\nContent-Disposition: form-data; {part}\r\n");
        let parts: String = parts.iter().map(part).collect();
        let body = format!("{parts}--{boundary}--\r\n");
        let headers = headers(&format!("multipart/form-data; boundary={boundary}"));
        let (sent, ended) = read_within(&headers, body, 1000, &Limits::new()).await;
        assert_eq!(ended, Ok(()));
        sent.digest.unwrap()
    };
    let (title, file) = (
        "name=\"title\"\r\n\r\nOne",
        "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nText",
    );
    let first = digest("aaa", &[title, file]).await;
    assert_eq!(digest("bbb", &[title, file]).await, first);
    for other in [
        &[title][..],
        &[file, title],
        &["name=\"title\"\r\n\r\nTwo", file],
        &["name=\"titleO\"\r\n\r\nne", file],
        &[title, &file.replace("a.txt", "b.txt")],
        &[title, &file.replace("plain", "html")],
        &[title, &file.replace("Text", "More")],
    ] {
        assert_ne!(digest("aaa", other).await, first, "{other:?}");
    }
}

#[tokio::test]
async fn what_is_no_form_is_refused_with_a_sentence() {
    assert_eq!(
        sent(URL, "a=%ff", 100).await,
        Err(malformed("a field is not valid UTF-8"))
    );
    assert_eq!(
        sent("application/json", "{}", 100).await,
        Err(BodyError::ContentType("application/json".to_owned()))
    );
    assert_eq!(
        sent("text/plain", "a=b", 100).await,
        Err(BodyError::ContentType("text/plain".to_owned()))
    );
    assert_eq!(
        sent("nonsense", "a=b", 100).await,
        Err(BodyError::ContentType("nonsense".to_owned()))
    );
    let mut compressed = headers(URL);
    compressed.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    assert_eq!(declared(&compressed), Err(BodyError::Encoding));
    assert_eq!(declared(&headers("text/html")).unwrap_err().status(), 415);
    let nameless = malformed("a part has no name");
    assert_eq!(
        nameless.to_string(),
        "The form could not be read: a part has no name."
    );
}

#[tokio::test]
async fn a_body_without_a_type_is_fine_if_it_is_empty() {
    let read = async |body| {
        read_within(&HeaderMap::new(), body, 9, &Limits::new())
            .await
            .1
    };
    assert_eq!(read("").await, Ok(()));
    let typeless = BodyError::ContentType(String::new());
    assert_eq!(read("a=b").await, Err(typeless));
}

#[tokio::test]
async fn a_connection_that_ends_is_told_from_a_limit_outside() {
    let cut = Body::from_stream(futures_util::stream::iter([
        Ok(Bytes::from_static(b"a=")),
        Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    ]));
    assert_eq!(sent(URL, cut, 100).await, Err(BodyError::Gone));
    let limited = Body::new(http_body_util::Limited::new(Body::from("a=1234567890"), 5));
    assert_eq!(
        sent(URL, limited, 100).await,
        Err(malformed("a limit outside of postback cut it off"))
    );
}

const PARTS: &str = "multipart/form-data; boundary=XX";

#[tokio::test]
async fn the_text_parts_of_multipart_are_pairs_and_files_are_not() {
    let body = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\r\n\
                --XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n\
                --XX\r\nContent-Disposition: form-data; name=\"items[0].b\"\r\n\r\n\u{e9}\r\n--XX--\r\n";
    assert_eq!(
        sent(PARTS, body, 1000).await,
        Ok(pairs(&[("a", "one\r\ntwo"), ("items[0].b", "\u{e9}")]))
    );
    assert_eq!(
        sent(PARTS, body, body.len()).await.map(|pairs| pairs.len()),
        Ok(2)
    );
    assert_eq!(
        sent(PARTS, body, body.len() - 1).await,
        Err(BodyError::TooLarge(Exceeded::Body(body.len() - 1)))
    );
}

#[tokio::test]
async fn broken_multipart_is_malformed() {
    let no_boundary = sent("multipart/form-data", "", 100).await;
    assert_eq!(
        no_boundary,
        Err(malformed("its content type names no boundary"))
    );
    let bodies: [&[u8]; 5] = [
        b"",
        b"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none",
        b"--XX\r\nContent-Disposition: form-data\r\n\r\none\r\n--XX--\r\n",
        b"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--XX--\r\n",
        b"--YY\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--YY--\r\n",
    ];
    for body in bodies {
        let read = sent(PARTS, body, 1000).await;
        assert!(matches!(read, Err(BodyError::Malformed(_))), "{read:?}");
    }
}

proptest! {
    #[test]
    fn no_body_is_too_strange(kind in 0..2_usize, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let _ = runtime.block_on(sent([URL, PARTS][kind], body, 150));
    }

    #[test]
    fn pairs_survive_the_way_through_a_body(pairs in prop::collection::vec(("[a-z\\[\\].&=+% ]{0,5}", "\\PC{0,8}"), 0..6)) {
        let pairs: Pairs = pairs.into_iter().filter(|(name, value)| !(name.is_empty() && value.is_empty())).collect();
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        prop_assert_eq!(runtime.block_on(sent(URL, body, 10_000)), Ok(pairs));
    }
}
