//! Each limit: the largest accepted input, the smallest refused one, and what is kept of it.

use std::pin::Pin;
use std::time::Duration;

use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::time::{Instant, sleep};

use super::*;

/// Returns one part of a multipart body.
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
async fn the_head_of_a_part_has_one_limit_however_it_comes() {
    let most = Limits::new().head;
    let fixed = part("", "").find("\r\n\r\n").unwrap() + 4 - "--XX\r\n".len();
    for (length, expected) in [
        (most - fixed, Ok(())),
        (
            most - fixed + 1,
            Err(BodyError::TooLarge(Exceeded::Head(most))),
        ),
        (70_000, Err(BodyError::TooLarge(Exceeded::Head(most)))),
        (1 << 20, Err(BodyError::TooLarge(Exceeded::Head(most)))),
    ] {
        let body = parts(&[(&"x".repeat(length), "")]);
        for size in [body.len(), 16 << 10, 1_000, 7] {
            let long = Limits::new().name(1 << 20);
            let (_, ended) = read_within(&headers(PARTS), cut(&body, size), 8 << 20, &long).await;
            assert_eq!(ended, expected, "{length} in pieces of {size}");
        }
    }
}

/// Cuts a body into pieces, as a socket delivers it.
fn cut(body: &str, size: usize) -> Body {
    let chunks = body.as_bytes().chunks(size).map(Bytes::copy_from_slice);
    let chunks: Vec<_> = chunks.map(Ok::<_, io::Error>).collect();
    Body::from_stream(stream::iter(chunks))
}

#[tokio::test]
async fn what_stands_before_the_first_part_and_behind_the_last_is_passed_over_within_the_limit() {
    let around = "\r\nx".repeat(100_000);
    let body = format!("{around}\r\n{}{around}", parts(&[("a", "1")]));
    let (sent, ended) =
        read_within(&headers(PARTS), cut(&body, 999), body.len(), &Limits::new()).await;
    assert_eq!((ended, sent.pairs), (Ok(()), pairs(&[("a", "1")])));
    let most = body.len() - 1;
    let (_, ended) = read_within(&headers(PARTS), cut(&body, 999), most, &Limits::new()).await;
    assert_eq!(ended, Err(BodyError::TooLarge(Exceeded::Body(most))));
}

#[tokio::test(start_paused = true)]
async fn bytes_that_come_one_by_one_are_put_together_and_set_no_timer_each() {
    const BYTES: usize = 100_000;
    let limits = Limits::new();
    let places = Running::at_most(1, 1);
    for is_waited_for in [false, true] {
        let bytes =
            stream::repeat(Bytes::from_static(b"a"))
                .take(BYTES)
                .then(move |byte| async move {
                    if is_waited_for {
                        tokio::task::yield_now().await;
                    }
                    Ok::<_, io::Error>(byte)
                });
        let reading = Reading {
            waits: None,
            most: BYTES,
            text: BYTES,
            limits: &limits,
            places: &places,
            whose: None,
            files: None,
        };
        let mut incoming = Incoming::new(Body::from_stream(Box::pin(bytes)), reading);
        let mut pieces = Vec::new();
        while let Some(piece) = incoming.next().await.unwrap() {
            pieces.push(piece.len());
        }
        assert_eq!(pieces.iter().sum::<usize>(), BYTES);
        assert!(pieces.len() <= 1 + BYTES / (8 << 10), "{}", pieces.len());
        assert!(incoming.set <= 1, "{}", incoming.set);
    }
}

#[tokio::test(start_paused = true)]
async fn a_timer_is_set_so_often_as_it_runs_out() {
    let limits = Limits::new()
        .idle(Duration::from_secs(10))
        .min_bytes_per_second(0);
    let places = Running::at_most(1, 1);
    let reading = Reading {
        waits: None,
        most: 10_000,
        text: 10_000,
        limits: &limits,
        places: &places,
        whose: None,
        files: None,
    };
    // One byte per second, for a thousand seconds.
    let body = slow("a", 1_000, Duration::from_secs(1));
    let mut incoming = Incoming::new(body, reading);
    assert_eq!(
        incoming.next().await.unwrap().map(|all| all.len()),
        Some(1_000)
    );
    assert!((100..=120).contains(&incoming.set), "{}", incoming.set);
}

/// Returns a body of `times` chunks, with a pause before each.
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
    let limits = Limits::new()
        .idle(Duration::from_secs(10))
        .min_bytes_per_second(100);
    let chunk = "a=12345678901234567890123456789012345678901234567&";
    let cases = [
        (11, 1, Err(BodyError::Idle(limits.idle)), 10),
        // Fifty bytes every nine seconds are less than the required 100 per second, which counts
        // after ten seconds.
        (9, 40, Err(BodyError::Slow(100)), 10),
        // Fifty bytes every 400 milliseconds are 125 per second.
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
    let none = Limits::new().concurrent_bodies(0);
    let (sent, ended) = read_within(&headers(URL), "a=1", 100, &none).await;
    assert_eq!((ended, sent.pairs.len()), (Ok(()), 1));
    let waited = slow("a=1", 1, Duration::from_secs(1));
    let (_, ended) = read_within(&headers(URL), waited, 100, &none).await;
    assert_eq!(ended, Err(BodyError::Busy(0)));
}
