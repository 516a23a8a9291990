//! A picture of 1 MiB in a multipart form without sockets: postback beside axum's `Multipart` and a
//! temporary file by hand.
//!
//! By hand there is: the limit of the file and of the body, the type by its first bytes, 64 KiB to the
//! disk at once, and its removal whatever happens. Left out are: the check of the origin, the hash by which a repeat is known, the
//! deadlines, the limit of all files together, the errors at their fields, and the answer as a page.

use std::convert::Infallible;
use std::io::Result;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Request, StatusCode};
use axum::routing::post;
use http_body_util::BodyExt;
use rustix::time::{ClockId, clock_gettime};
use tokio::io::{AsyncWriteExt, BufWriter};
use tower::ServiceExt;

use super::request::{MULTIPART, ask, multipart, picture, target};
use crate::counting;
use crate::inprocess::{HOST, sent, text};
use crate::load::{median, sorted};
use crate::scenario::SETTINGS;
use crate::serve::Which;

const SIZE: usize = 1 << 20;
/// What a socket gives at once.
const CHUNK: usize = 16 << 10;
pub(super) const MOST: usize = 8 << 20;
const BATCH: u32 = 50;
const ROUNDS: usize = 15;

pub(super) async fn by_hand(
    State(folder): State<Arc<Path>>,
    mut parts: Multipart,
) -> std::result::Result<StatusCode, StatusCode> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let bad = |error: MultipartError| error.status();
    let mut saved = None;
    while let Some(mut part) = parts.next_field().await.map_err(bad)? {
        if part.name() != Some("picture") {
            continue;
        }
        let path = folder.join(format!("by-hand-{}", NEXT.fetch_add(1, Relaxed)));
        let file = tokio::fs::File::create_new(&path).await.map_err(failed)?;
        let path = Temporary(path);
        let mut file = BufWriter::with_capacity(64 << 10, file);
        let (mut size, mut head) = (0, Vec::new());
        while let Some(chunk) = part.chunk().await.map_err(bad)? {
            size += chunk.len();
            if size > MOST {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            head.extend_from_slice(&chunk[..chunk.len().min(8 - head.len().min(8))]);
            file.write_all(&chunk).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)?;
        if head != b"\x89PNG\r\n\x1a\n" {
            return Err(StatusCode::UNPROCESSABLE_ENTITY);
        }
        saved = Some(path);
    }
    saved.ok_or(StatusCode::UNPROCESSABLE_ENTITY)?;
    Ok(StatusCode::SEE_OTHER)
}

/// Removed when it is dropped.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn failed(_: std::io::Error) -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}

/// Measures both in turns, and prints.
pub(super) async fn run(folder: &Path) -> Result<()> {
    let ours = Which::Limits.app().await;
    let html = text(sent(&ours, ask(HOST, SETTINGS)).await).await;
    let target = target(&html, "send_picture")?;
    let hand = Router::new()
        .route(SETTINGS, post(by_hand))
        .layer(DefaultBodyLimit::max(MOST + (64 << 10)))
        .with_state(Arc::from(folder));
    let body = Bytes::from(multipart(&picture(SIZE)));
    let sides = [(&hand, SETTINGS), (&ours, target.as_str())];

    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (times, (app, target)) in times.iter_mut().zip(sides) {
            let started = cpu_time();
            for _ in 0..BATCH {
                upload(app, target, &body).await;
            }
            let taken = cpu_time().saturating_sub(started);
            times.push(taken.as_secs_f64() * 1e6 / f64::from(BATCH));
        }
    }
    let ratios = sorted(
        times[0]
            .iter()
            .zip(&times[1])
            .map(|(hand, ours)| ours / hand),
    );
    let times = times.map(|times| median(&sorted(times.into_iter())));
    println!(
        "a multipart form with a file of 1 MiB      CPU us of the process   allocations (bytes)"
    );
    for ((name, time), (app, target)) in ["by hand", "with postback"]
        .into_iter()
        .zip(times)
        .zip(sides)
    {
        let (calls, bytes) = counting::count(upload(app, target, &body)).await;
        println!("{name:<40} {time:>23.0} {calls:>13} ({bytes})");
    }
    println!(
        "CPU, with postback / by hand, min/med/max: {:.3} / {:.3} / {:.3}",
        ratios[0],
        median(&ratios),
        ratios[ratios.len() - 1]
    );
    Ok(())
}

async fn upload(app: &Router, target: &str, body: &Bytes) {
    let pieces = (0..body.len()).step_by(CHUNK).map({
        let body = body.clone();
        move |at| Ok::<_, Infallible>(body.slice(at..body.len().min(at + CHUNK)))
    });
    let request = Request::post(target)
        .header("host", HOST)
        .header("origin", format!("http://{HOST}"))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", MULTIPART)
        .header("content-length", body.len())
        .body(Body::from_stream(futures_util::stream::iter(pieces)))
        .expect("names and values are of the benchmark's own making");
    let answer = app.clone().oneshot(request).await;
    let response = answer.unwrap_or_else(|never| match never {});
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{target}");
    drop(response.into_body().collect().await);
}

/// The CPU time of this process so far: files are written by other threads.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let nanos = time.tv_sec * 1_000_000_000 + time.tv_nsec;
    Duration::from_nanos(nanos.try_into().unwrap_or_default())
}
