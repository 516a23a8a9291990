//! The load: both servers in turns, A B A B, over keep-alive connections on the loopback.

use std::io::Result;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::parity;
use crate::scenario::{Person, Scenario};
use crate::serve::{Server, Which};

/// How often each scenario is measured on each server.
pub(crate) const ROUNDS: usize = 7;
const WARM_UP: Duration = Duration::from_millis(500);

/// Somebody on a connection, who does one thing again and again.
pub(crate) trait Visitor: Send + 'static {
    type Task: Copy + Send + 'static;

    fn go_through(&mut self, task: Self::Task) -> impl Future<Output = Result<()>> + Send;
}

impl Visitor for Person {
    type Task = Scenario;

    async fn go_through(&mut self, scenario: Scenario) -> Result<()> {
        self.run(scenario, |_| {}).await
    }
}

/// One server with its visitors.
pub(crate) struct Side<V> {
    pub(crate) server: Server,
    pub(crate) visitors: Vec<V>,
    pub(crate) at_rest: Option<u64>,
}

/// What one round has shown.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Round {
    done: u64,
    seconds: f64,
    ticks: Option<u64>,
}

impl Round {
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn rate(self) -> f64 {
        self.done as f64 / self.seconds
    }
}

impl Side<Person> {
    async fn connect(&mut self, connections: u64) -> Result<()> {
        for session in 1..=connections {
            self.visitors
                .push(Person::new(self.server.address, session).await?);
        }
        Ok(())
    }
}

impl<V: Visitor> Side<V> {
    pub(crate) async fn new(which: Which) -> Result<Self> {
        let server = Server::start(which).await?;
        let at_rest = server.memory("VmRSS");
        Ok(Self {
            server,
            visitors: Vec::new(),
            at_rest,
        })
    }

    /// Everybody does the task again and again until the time is over.
    pub(crate) async fn round(&mut self, task: V::Task, time: Duration) -> Result<Round> {
        let before = self.server.ticks();
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for mut visitor in self.visitors.drain(..) {
            tasks.spawn(async move {
                let mut done = 0_u64;
                while started.elapsed() < time {
                    visitor.go_through(task).await?;
                    done += 1;
                }
                Ok::<_, std::io::Error>((visitor, done))
            });
        }
        let mut round = Round::default();
        while let Some(task) = tasks.join_next().await {
            let (visitor, done) = task.map_err(std::io::Error::other)??;
            self.visitors.push(visitor);
            round.done += done;
        }
        round.seconds = started.elapsed().as_secs_f64();
        round.ticks = self
            .server
            .ticks()
            .zip(before)
            .map(|(after, before)| after - before);
        Ok(round)
    }
}

/// Starts both servers, checks that they are the same for the person, measures, prints.
pub(crate) async fn run(time: Duration, connections: u64) -> Result<()> {
    let mut hand = Side::<Person>::new(Which::ByHand).await?;
    let mut ours = Side::<Person>::new(Which::WithPostback).await?;
    parity::check(hand.server.address, ours.server.address).await?;
    hand.connect(connections).await?;
    ours.connect(connections).await?;
    println!(
        "\n{connections} connections, {ROUNDS} rounds of {:.1} s for each server and scenario, in turns\n",
        time.as_secs_f64()
    );
    heads("by hand", "with postback");
    for scenario in Scenario::ALL {
        print(
            scenario.title(),
            &in_turns(&mut hand, &mut ours, scenario, time).await?,
        );
    }
    println!("\nmemory in MiB        at rest    highest");
    for side in [&hand, &ours] {
        let highest = side.server.memory("VmHWM");
        println!(
            "{:<18} {:>9} {:>10}",
            side.server.which.name(),
            mib(side.at_rest),
            mib(highest)
        );
    }
    Ok(())
}

/// Both sides do the same in turns, A B A B.
pub(crate) async fn in_turns<V: Visitor>(
    one: &mut Side<V>,
    other: &mut Side<V>,
    task: V::Task,
    time: Duration,
) -> Result<Vec<(Round, Round)>> {
    one.round(task, WARM_UP).await?;
    other.round(task, WARM_UP).await?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let first = one.round(task, time).await?;
        rounds.push((first, other.round(task, time).await?));
    }
    Ok(rounds)
}

pub(crate) fn heads(one: &str, other: &str) {
    println!(
        "{:<30} {one:>13} {other:>14}   {:<20}  {:>21}",
        "", "ratio min/med/max", "server CPU us (A | B)"
    );
}

pub(crate) fn print(title: &str, rounds: &[(Round, Round)]) {
    let ratios = sorted(rounds.iter().map(|(hand, ours)| ours.rate() / hand.rate()));
    let rate = |side: fn(&(Round, Round)) -> Round| {
        median(&sorted(rounds.iter().map(|pair| side(pair).rate())))
    };
    let cpu = |side: fn(&(Round, Round)) -> Round| {
        let ticks: Option<u64> = rounds.iter().map(|pair| side(pair).ticks).sum();
        let done: u64 = rounds.iter().map(|pair| side(pair).done).sum();
        ticks.map_or_else(|| "-".to_owned(), |ticks| per(ticks, done))
    };
    println!(
        "{:<30} {:>9.0}/s {:>12.0}/s   {:.3} / {:.3} / {:.3}  {:>9} | {:>9}",
        title,
        rate(|pair| pair.0),
        rate(|pair| pair.1),
        ratios[0],
        median(&ratios),
        ratios[ratios.len() - 1],
        cpu(|pair| pair.0),
        cpu(|pair| pair.1),
    );
}

/// Microseconds of each from ticks of 10 ms.
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn per(ticks: u64, done: u64) -> String {
    format!("{:.1}", ticks as f64 * 10_000.0 / done as f64)
}

pub(crate) fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

pub(crate) fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(crate) fn mib(kib: Option<u64>) -> String {
    kib.map_or_else(
        || "-".to_owned(),
        |kib| format!("{:.1}", kib as f64 / 1024.0),
    )
}
