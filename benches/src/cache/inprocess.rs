//! CPU time and allocations of a request, a read and an invalidation, without sockets.

use std::time::Duration;

use axum::Router;
use axum::http::header;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::board::Kept;
use super::hits::Full;
use super::task::{Known, Task};
use crate::ask::Ask;
use crate::counting;
use crate::inprocess::{HOST, cpu_time, sent, text};
use crate::load::{median, sorted};
use crate::serve::Which;

const ROUNDS: u32 = 41;

/// Measures what has `only` in its title.
pub(crate) async fn run(only: &str) {
    let fixed = App::new(Which::FixedBytes).await;
    let nothing = App::new(Which::Board(Kept::Nothing)).await;
    let values = App::new(Which::Board(Kept::Values)).await;
    let page = App::new(Which::Board(Kept::Page)).await;
    let asked = |tasks: &[Task]| -> Vec<Task> {
        let tasks = tasks.iter().copied();
        tasks.filter(|task| task.title().contains(only)).collect()
    };
    println!("CPU us (allocations, bytes) per task\n");
    heads(["fixed bytes", "page cached", ""]);
    for task in asked(&Task::READING) {
        row(task, 1_000, &[&fixed, &page]).await;
    }
    heads(["nothing", "values cached", "page cached"]);
    for task in asked(&Task::ACTING) {
        row(task, 50, &[&nothing, &values, &page]).await;
    }
    if "value".contains(only) {
        println!(
            "\n{:<40} {:>20} {:>20}",
            "CPU ns (allocations, bytes)", "1,000 values", "1,000,000 values"
        );
        values_of_two_sizes().await;
    }
}

fn heads([one, two, three]: [&str; 3]) {
    println!("\n{:<30} {one:>24} {two:>24} {three:>24}", "");
}

/// One app, and what a visitor knows of it.
struct App {
    app: Router,
    known: Known,
}

impl App {
    async fn new(which: Which) -> Self {
        let app = which.app().await;
        let asked = Known::first(HOST, 1);
        let response = sent(&app, asked).await;
        let etag = response.headers().get(header::ETAG).cloned();
        let etag = etag.as_ref().and_then(|tag| tag.to_str().ok());
        let html = text(response).await;
        let is_fixed = matches!(which, Which::FixedBytes);
        let known = Known::of(asked, &html, etag, is_fixed).expect("a page with two forms");
        Self { app, known }
    }

    /// Microseconds of one task, the making of its requests not included.
    async fn batch(&self, task: Task, size: u32) -> f64 {
        let asks = || task.asks(&self.known).into_iter();
        let batch = (0..size).flat_map(|_| asks().map(|(ask, status)| (ask.request(), status)));
        let batch: Vec<_> = batch.collect();
        let started = cpu_time();
        for (request, status) in batch {
            let answer = self.app.clone().oneshot(request).await;
            let response = answer.unwrap_or_else(|never| match never {});
            assert_eq!(response.status(), status, "{}", task.title());
            drop(response.into_body().collect().await);
        }
        micros(cpu_time().saturating_sub(started)) / f64::from(size)
    }

    async fn allocations(&self, task: Task) -> (u64, u64) {
        let asks = task.asks(&self.known).into_iter();
        let requests: Vec<_> = asks.map(|(ask, _): (Ask<'_>, _)| ask.request()).collect();
        let apps: Vec<_> = requests.iter().map(|_| self.app.clone()).collect();
        counting::count(async move {
            for (app, request) in apps.into_iter().zip(requests) {
                let answer = app.oneshot(request).await;
                let response = answer.unwrap_or_else(|never| match never {});
                drop(response.into_body().collect().await);
            }
        })
        .await
    }
}

async fn row(task: Task, size: u32, apps: &[&App]) {
    let mut times = vec![Vec::new(); apps.len()];
    for _ in 0..ROUNDS {
        for (app, times) in apps.iter().zip(&mut times) {
            times.push(app.batch(task, size).await);
        }
    }
    print!("{:<30}", task.title());
    for (app, times) in apps.iter().zip(times) {
        let time = median(&sorted(times.into_iter()));
        let (calls, bytes) = app.allocations(task).await;
        print!(" {:>24}", format!("{time:.2} ({calls}, {bytes})"));
    }
    println!();
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// What is done with a full cache.
#[derive(Clone, Copy)]
enum Use {
    Hot,
    Random,
    AfterAnother,
    Revalidate,
}

impl Use {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Hot, "hit, one key"),
        (Self::Random, "hit, random keys"),
        (Self::AfterAnother, "revalidate another tag, then a hit"),
        // The last: nothing is a hit after it.
        (Self::Revalidate, "revalidate a tag that all have"),
    ];

    async fn once(self, full: &Full, number: u64) {
        match self {
            Self::Hot => drop(full.value(full.number(true, number)).await),
            Self::Random => drop(full.value(full.number(false, number)).await),
            Self::AfterAnother => {
                full.revalidate("another").await;
                drop(full.value(full.number(true, number)).await);
            }
            Self::Revalidate => full.revalidate("rows").await,
        }
    }
}

async fn values_of_two_sizes() {
    const BATCH: u64 = 20_000;
    let sizes = [
        Full::of_values(1_000).await,
        Full::of_values(1_000_000).await,
    ];
    for (what, title) in Use::ALL {
        print!("{title:<40}");
        for full in &sizes {
            let computed = full.stats().computed;
            let mut times = Vec::new();
            for round in 0..u64::from(ROUNDS) {
                let started = cpu_time();
                for number in round * BATCH..(round + 1) * BATCH {
                    what.once(full, number).await;
                }
                let time = cpu_time().saturating_sub(started);
                times.push(micros(time) * 1e3 / 20_000.0);
            }
            let time = median(&sorted(times.into_iter()));
            let (calls, bytes) = counting::count(what.once(full, 1)).await;
            assert_eq!(full.stats().computed, computed, "nothing was computed anew");
            print!(" {:>20}", format!("{time:.0} ({calls}, {bytes})"));
        }
        println!();
    }
}
