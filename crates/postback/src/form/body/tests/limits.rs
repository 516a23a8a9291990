//! Each limit: what just fits, what does not, and what is kept of it.

use std::pin::Pin;
use std::time::Duration;

use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::time::{Instant, sleep};

use super::*;

/// A part of multipart.
fn part(name: &str, value: &str) -> String {
    format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

fn parts(parts: &[(&str, &str)]) -> String {
    let parts: String = parts
        .iter()
        .map(|(name, value)| part(name, value))
        .collect();
    parts + "--XX--\r\n"
}

fn url(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

#[tokio::test]
async fn what_comes_before_a_limit_is_kept_both_as_pairs_and_as_parts() {
    type Case<'c> = (&'c [(&'c str, &'c str)], Result<(), Exceeded>, usize);
    let small = Limits::new().fields(2).name(3).value(5);
    let cases: [Case<'_>; 5] = [
        (&[("abc", "12345"), ("b", "")], Ok(()), 2),
        (
            &[("a", ""), ("b", ""), ("c", "")],
            Err(Exceeded::Fields(2)),
            2,
        ),
        (&[("a", ""), ("abcd", "")], Err(Exceeded::Name(3)), 1),
        (&[("a", ""), ("b", "123456")], Err(Exceeded::Value(5)), 1),
        (&[("b", "123456"), ("a", "")], Err(Exceeded::Value(5)), 0),
    ];
    for (fields, expected, kept) in cases {
        for (kind, body) in [(URL, url(fields)), (PARTS, parts(fields))] {
            let (sent, ended) = read_within(&headers(kind), body, 10_000, &small).await;
            assert_eq!(ended, expected.map_err(BodyError::TooLarge), "{fields:?}");
            assert_eq!(sent.pairs, pairs(&fields[..kept]), "{fields:?}");
        }
    }
}

#[tokio::test]
async fn parts_are_counted_whatever_they_are() {
    let two = Limits::new().parts(2);
    let body = parts(&[("a", ""), ("b", ""), ("c", "")]);
    let (sent, ended) = read_within(&headers(PARTS), body, 10_000, &two).await;
    assert_eq!(ended, Err(BodyError::TooLarge(Exceeded::Parts(2))));
    assert_eq!(sent.pairs.len(), 2);
}

#[tokio::test]
async fn of_pairs_that_are_cut_off_the_whole_ones_are_kept() {
    let body = stream::iter(["a=1&b=2&c", "=3&d=4"].map(|text| Ok::<_, io::Error>(text.into())));
    let body: Body = Body::from_stream(body.map(|text: io::Result<Bytes>| text));
    let (sent, ended) = read_within(&headers(URL), body, 12, &Limits::new()).await;
    assert_eq!(ended, Err(BodyError::TooLarge(Exceeded::Body(12))));
    assert_eq!(sent.pairs, pairs(&[("a", "1"), ("b", "2")]));
}

#[tokio::test]
async fn what_is_no_text_is_said_and_the_rest_is_kept() {
    let (sent, ended) = read_within(&headers(URL), "a=%ff1&b=2", 100, &Limits::new()).await;
    assert_eq!(ended, Err(not_text()));
    assert_eq!(sent.pairs, pairs(&[("a", "\u{fffd}1"), ("b", "2")]));
}

#[tokio::test]
async fn the_headers_of_a_part_and_what_stands_before_the_first_are_bounded() {
    let name = "x".repeat(1 << 20);
    for body in [part(&name, ""), format!("{name}{}", parts(&[("a", "")]))] {
        // As a socket gives it.
        let chunks: Vec<_> = body
            .into_bytes()
            .chunks(16 << 10)
            .map(Bytes::copy_from_slice)
            .collect();
        let body = Body::from_stream(stream::iter(chunks).map(Ok::<_, io::Error>));
        let (_, ended) = read_within(&headers(PARTS), body, 8 << 20, &Limits::new()).await;
        assert!(matches!(ended, Err(BodyError::Malformed(_))), "{ended:?}");
    }
}

/// `chunk`, again and again, so often and with so much time before each.
fn slow(chunk: &'static str, times: usize, pause: Duration) -> Body {
    let chunks = stream::repeat(chunk)
        .take(times)
        .then(move |chunk| async move {
            sleep(pause).await;
            Ok::<_, io::Error>(Bytes::from_static(chunk.as_bytes()))
        });
    Body::from_stream(Box::pin(chunks) as Pin<Box<dyn Stream<Item = _> + Send>>)
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stops_or_crawls_is_given_up_and_one_that_walks_is_not() {
    let limits = Limits::new().idle(Duration::from_secs(10)).rate(100);
    let chunk = "a=12345678901234567890123456789012345678901234567&";
    let cases = [
        (11, 1, Err(BodyError::Idle(limits.idle)), 10),
        // Fifty bytes every nine seconds: after ten seconds it has to be 100 a second.
        (9, 40, Err(BodyError::Slow(100)), 10),
        // Fifty bytes every 400 milliseconds are 125 a second.
        (0, 40, Ok(()), 16),
    ];
    for (seconds, times, expected, after) in cases {
        let pause = Duration::from_millis(if seconds == 0 { 400 } else { seconds * 1000 });
        let began = Instant::now();
        let (_, ended) =
            read_within(&headers(URL), slow(chunk, times, pause), 10_000, &limits).await;
        assert_eq!(ended, expected);
        assert_eq!(began.elapsed().as_secs(), after);
    }
}

#[tokio::test(start_paused = true)]
async fn only_who_is_waited_for_takes_a_place() {
    let none = Limits::new().reading(0);
    let (sent, ended) = read_within(&headers(URL), "a=1", 100, &none).await;
    assert_eq!((ended, sent.pairs.len()), (Ok(()), 1));
    let waited = slow("a=1", 1, Duration::from_secs(1));
    let (_, ended) = read_within(&headers(URL), waited, 100, &none).await;
    assert_eq!(ended, Err(BodyError::Busy(0)));
}
