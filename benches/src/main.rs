//! postback against the same app written by hand: see README.md beside this folder.

mod ask;
mod by_hand;
mod cache;
mod client;
mod counting;
mod inprocess;
mod limits;
mod load;
mod parity;
mod scenario;
mod serve;
mod shared;
mod with_postback;

use std::io::Result;
use std::time::Duration;

use serve::Which;

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["inprocess", ref more @ ..] => {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let only = more.first().copied().unwrap_or_default();
            runtime.block_on(inprocess::run(
                only,
                more.get(1).and_then(|which| Which::of_argument(which)),
            ));
            Ok(())
        }
        ["cache", "inprocess", ref more @ ..] => cache::on_one_thread(more),
        ["cache", "hits", ..] => cache::on_one_thread(&arguments[1..]),
        ["cache", ref more @ ..] => {
            let (time, connections) = time_and_connections(more);
            half_of_the_cores()?.block_on(cache::over_sockets(time, connections))
        }
        ["limits", "inprocess"] => limits::on_one_thread(),
        ["limits", ref more @ ..] => {
            let time = seconds(more.first().copied().unwrap_or("10"));
            half_of_the_cores()?.block_on(limits::over_sockets(time))
        }
        [argument] if Which::of_argument(argument).is_some() => {
            let which = Which::of_argument(argument).expect("it was just found");
            half_of_the_cores()?.block_on(serve::serve(which))
        }
        ref more => {
            let (time, connections) = time_and_connections(more);
            half_of_the_cores()?.block_on(load::run(time, connections))
        }
    }
}

const USAGE: &str = "usage: benches [seconds of a round] [connections, 1 to 500]
       benches inprocess [part of a title]
       benches cache [seconds of a round] [connections, 1 to 500]
       benches cache inprocess [part of a title]
       benches cache hits <value|values|page|pages|revalidate> <entries> <count>
       benches limits [seconds]
       benches limits inprocess";

fn time_and_connections(arguments: &[&str]) -> (Duration, u64) {
    let number =
        |at: usize, default: f64| arguments.get(at).map_or(Ok(default), |text| text.parse());
    match (number(0, 2.0), number(1, 32.0)) {
        (Ok(seconds), Ok(connections)) if seconds > 0.0 && (1.0..=500.0).contains(&connections) =>
        {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 1 and 500"
            )]
            (Duration::from_secs_f64(seconds), connections as u64)
        }
        _ => misused(),
    }
}

fn seconds(text: &str) -> Duration {
    match text.parse() {
        Ok(seconds) if (1.0..=600.0).contains(&seconds) => Duration::from_secs_f64(seconds),
        _ => misused(),
    }
}

fn misused() -> ! {
    eprintln!("{USAGE}");
    std::process::exit(2);
}

/// The server gets one half of the machine and the load the other, so that the server is the
/// narrow place and not the scheduler.
fn half_of_the_cores() -> Result<tokio::runtime::Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads((cores / 2).max(1))
        .enable_all()
        .build()
}
