//! Bodies that do not come: what the person reads, and what stays in the form.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use postback::Limits;
use tokio::time::{Instant, sleep};

use super::site::postback;
use crate::support::log;
use crate::support::{Answer, get, query_of, send};

/// The usual fields, then a byte of another one each time.
async fn trickled(site: &Router, enhanced: bool, times: usize, pause: Duration) -> Answer {
    let query = query_of(&get(site, "/shown").await, "act");
    let byte = move |()| async move {
        sleep(pause).await;
        Bytes::from_static(b"x")
    };
    let first = stream::iter([Bytes::from_static(b"what=done&secret=x&name=Ada&more=")]);
    let all = first.chain(stream::repeat(()).take(times).then(byte));
    let request = Request::post(format!("/shown?{query}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("postback-request", if enhanced { "1" } else { "0" })
        .body(Body::from_stream(all.map(Ok::<_, std::io::Error>)))
        .unwrap();
    send(site, request).await
}

#[tokio::test(start_paused = true)]
async fn who_sends_too_slowly_is_told_so_and_keeps_what_came() {
    let second = Duration::from_secs(1);
    let limits = Limits::new().idle(5 * second).min_bytes_per_second(100);
    let cases = [
        (
            1,
            60 * second,
            408,
            "Nothing arrived for 5 seconds",
            "`Limits::idle`",
        ),
        (
            1_000,
            second,
            408,
            "Less than 100 bytes a second",
            "`Limits::min_bytes_per_second`",
        ),
    ];
    for (times, pause, status, says, setting) in cases {
        for enhanced in [false, true] {
            let site = postback().limits(limits.clone()).with_state(());
            let log = log::keep();
            let began = Instant::now();
            let answer = trickled(&site, enhanced, times, pause).await;
            assert_eq!(answer.status, status);
            assert_eq!(began.elapsed().as_secs(), 5, "{says}");
            assert!(answer.text().contains(says), "{}", answer.text());
            assert!(answer.text().contains("value=\"Ada\""), "{}", answer.text());
            let lines = log.lines("postback::refused");
            assert!(
                lines.iter().any(|line| line.fields["setting"] == setting),
                "{lines:?}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn when_too_many_are_waited_for_a_form_that_is_there_still_runs() {
    let site = postback()
        .limits(Limits::new().concurrent_bodies(0))
        .with_state(());
    let second = Duration::from_secs(1);
    for enhanced in [false, true] {
        let there = trickled(&site, enhanced, 0, second).await;
        assert_eq!(there.status, if enhanced { 200 } else { 303 });
        let waited = trickled(&site, enhanced, 1, second).await;
        assert_eq!(waited.status, 503);
        assert!(waited.text().contains("The server is busy"));
        assert!(waited.text().contains("value=\"Ada\""), "{}", waited.text());
    }
}
