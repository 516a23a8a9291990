//! The body of a POST, as pairs of names and values.
//!
//! The whole body is read first, up to the limit in raw bytes: files are not among it yet, and the
//! digest by which a repeat is recognised covers all of it.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError};
use percent_encoding::percent_decode;
use sha2::{Digest as _, Sha256};

use super::Pairs;
use super::tree::MAX_FIELDS;

/// How much of a refused body is read so that the browser, still sending, reads the answer.
const DRAIN_LIMIT: usize = 1 << 20;
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// What came in.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) pairs: Pairs,
    /// How many raw bytes.
    pub(crate) bytes: usize,
    /// SHA-256 of the raw bytes.
    pub(crate) digest: [u8; 32],
}

/// Why a body was not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// More than this many bytes.
    TooLarge { limit: usize },
    /// Compressed, which a browser never does.
    Encoding,
    /// Not a kind of form.
    ContentType(String),
    /// Not what it says it is.
    Malformed(String),
    /// The connection ended before the body did.
    Gone,
}

impl BodyError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Encoding | Self::ContentType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed(_) | Self::Gone => StatusCode::BAD_REQUEST,
        }
    }

    /// What it means for whoever sent it.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::TooLarge { limit } => format!("What you sent is larger than {limit} bytes."),
            Self::Encoding => "What you sent is compressed, which a form never is.".to_owned(),
            Self::ContentType(kind) if kind.is_empty() => {
                "What you sent does not say what it is.".to_owned()
            }
            Self::ContentType(kind) => {
                format!("What you sent is `{kind}`, which is not a kind of form.")
            }
            Self::Malformed(what) => format!("What you sent could not be read: {what}."),
            Self::Gone => "The connection ended before everything had arrived.".to_owned(),
        }
    }
}

/// Whether the headers announce a body that [`read`] can read.
///
/// # Errors
///
/// A compressed body, or one that is no form.
pub(crate) fn declared(headers: &HeaderMap) -> Result<(), BodyError> {
    Kind::of(headers).map(drop)
}

/// Reads a form of at most `limit` raw bytes.
///
/// # Errors
///
/// What is wrong with the headers or the body.
pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Read, BodyError> {
    let kind = Kind::of(headers)?;
    let (bytes, digest) = collect(body, limit).await?;
    let count = bytes.len();
    let pairs = match kind {
        Kind::Missing if bytes.is_empty() => Pairs::new(),
        Kind::Missing => return Err(BodyError::ContentType(String::new())),
        Kind::UrlEncoded => url_encoded(&bytes)?,
        Kind::Multipart { boundary } => multipart(bytes, boundary).await?,
    };
    Ok(Read {
        pairs,
        bytes: count,
        digest,
    })
}

enum Kind {
    Missing,
    UrlEncoded,
    Multipart { boundary: String },
}

impl Kind {
    fn of(headers: &HeaderMap) -> Result<Self, BodyError> {
        let is_plain =
            |encoding: &HeaderValue| encoding.as_bytes().eq_ignore_ascii_case(b"identity");
        if headers
            .get_all(header::CONTENT_ENCODING)
            .iter()
            .any(|encoding| !is_plain(encoding))
        {
            return Err(BodyError::Encoding);
        }
        let Some(header) = headers.get(header::CONTENT_TYPE) else {
            return Ok(Self::Missing);
        };
        let text = String::from_utf8_lossy(header.as_bytes());
        let mime: mime::Mime = text
            .parse()
            .map_err(|_| BodyError::ContentType(text.clone().into_owned()))?;
        match (mime.type_().as_str(), mime.subtype().as_str()) {
            ("application", "x-www-form-urlencoded") => Ok(Self::UrlEncoded),
            ("multipart", "form-data") => match mime.get_param(mime::BOUNDARY) {
                Some(boundary) => Ok(Self::Multipart {
                    boundary: boundary.as_str().to_owned(),
                }),
                None => Err(malformed("its content type names no boundary")),
            },
            _ => Err(BodyError::ContentType(mime.essence_str().to_owned())),
        }
    }
}

fn malformed(what: impl Into<String>) -> BodyError {
    BodyError::Malformed(what.into())
}

async fn collect(mut body: Body, limit: usize) -> Result<(Bytes, [u8; 32]), BodyError> {
    let mut hash = Sha256::new();
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|error| broken(&error))?.into_data() else {
            continue;
        };
        if first.len().max(all.len()) + data.len() > limit {
            drain(body).await;
            return Err(BodyError::TooLarge { limit });
        }
        hash.update(&data);
        // Nearly every form is one chunk, which is then not copied.
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&first);
            }
            all.extend_from_slice(&data);
        }
    }
    let bytes = if all.is_empty() { first } else { all.freeze() };
    Ok((bytes, hash.finalize().into()))
}

/// Reads on after a refusal, within bounds.
pub(crate) async fn drain(mut body: Body) {
    let read = async {
        let mut left = DRAIN_LIMIT;
        while let Some(Ok(frame)) = body.frame().await {
            let length = frame.data_ref().map_or(0, Bytes::len);
            match left.checked_sub(length) {
                Some(rest) => left = rest,
                None => break,
            }
        }
    };
    // Past the time the connection is closed under the sender: it had its chance.
    drop(tokio::time::timeout(DRAIN_TIME, read).await);
}

fn broken(error: &axum::Error) -> BodyError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return malformed("a limit outside of postback cut it off");
        }
        cause = error.source();
    }
    BodyError::Gone
}

fn url_encoded(bytes: &[u8]) -> Result<Pairs, BodyError> {
    let mut pairs = Pairs::new();
    for pair in bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
    {
        let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        push(&mut pairs, unescape(name)?, unescape(value)?)?;
    }
    Ok(pairs)
}

fn unescape(bytes: &[u8]) -> Result<String, BodyError> {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    utf8(percent_decode(&spaced).collect())
}

fn utf8(bytes: Vec<u8>) -> Result<String, BodyError> {
    String::from_utf8(bytes).map_err(|_| malformed("a field is not valid UTF-8"))
}

fn push(pairs: &mut Pairs, name: String, value: String) -> Result<(), BodyError> {
    if pairs.len() == MAX_FIELDS {
        return Err(malformed(format!("it has more than {MAX_FIELDS} fields")));
    }
    pairs.push((name, value));
    Ok(())
}

async fn multipart(bytes: Bytes, boundary: String) -> Result<Pairs, BodyError> {
    let whole =
        futures_util::stream::once(std::future::ready(Ok::<_, std::convert::Infallible>(bytes)));
    let mut parts = multer::Multipart::new(whole, boundary);
    let unreadable = |error: multer::Error| malformed(error.to_string());
    let mut pairs = Pairs::new();
    let mut count = 0;
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        count += 1;
        if count > MAX_FIELDS {
            return Err(malformed(format!("it has more than {MAX_FIELDS} fields")));
        }
        // A part with a file name is a file, also when none was chosen.
        if part.file_name().is_some() {
            continue;
        }
        let Some(name) = part.name().map(str::to_owned) else {
            return Err(malformed("a part has no name"));
        };
        let value = part.bytes().await.map_err(unreadable)?;
        push(&mut pairs, name, utf8(value.into())?)?;
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use std::io;

    use proptest::prelude::*;

    use super::*;

    const URL: &str = "application/x-www-form-urlencoded";

    fn headers(kind: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_str(kind).unwrap())])
    }

    async fn sent(kind: &str, body: impl Into<Body>, limit: usize) -> Result<Pairs, BodyError> {
        read(&headers(kind), body.into(), limit)
            .await
            .map(|read| read.pairs)
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
            Err(BodyError::TooLarge { limit: 7 })
        );
        let chunks = || {
            ["a=1", "2", "&b=3"]
                .map(|chunk| Ok::<_, io::Error>(Bytes::from_static(chunk.as_bytes())))
        };
        let stream = || Body::from_stream(futures_util::stream::iter(chunks()));
        assert_eq!(
            sent(URL, stream(), 8).await,
            Ok(pairs(&[("a", "12"), ("b", "3")]))
        );
        assert_eq!(
            sent(URL, stream(), 7).await,
            Err(BodyError::TooLarge { limit: 7 })
        );
    }

    #[tokio::test]
    async fn the_digest_is_of_the_raw_bytes() {
        let read = read(&headers(URL), Body::from("a=%31"), 100).await.unwrap();
        assert_eq!(read.bytes, 5);
        assert_eq!(read.digest, <[u8; 32]>::from(Sha256::digest("a=%31")));
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
        let many = "a&".repeat(MAX_FIELDS + 1);
        assert_eq!(
            sent(URL, many, 100_000).await,
            Err(malformed("it has more than 2000 fields"))
        );
        let mut compressed = headers(URL);
        compressed.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(declared(&compressed), Err(BodyError::Encoding));
        assert_eq!(declared(&headers("text/html")).unwrap_err().status(), 415);
        let nameless = malformed("a part has no name");
        assert_eq!(
            nameless.sentence(),
            "What you sent could not be read: a part has no name."
        );
    }

    #[tokio::test]
    async fn a_body_without_a_type_is_fine_if_it_is_empty() {
        assert_eq!(
            read(&HeaderMap::new(), Body::empty(), 9)
                .await
                .unwrap()
                .pairs,
            Pairs::new()
        );
        assert_eq!(
            read(&HeaderMap::new(), Body::from("a=b"), 9)
                .await
                .unwrap_err(),
            BodyError::ContentType(String::new())
        );
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
            Err(BodyError::TooLarge {
                limit: body.len() - 1
            })
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
}
