//! The load: both servers in turns, A B A B, over keep-alive connections on the loopback.

use std::io::Result;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::parity;
use crate::scenario::{Person, Scenario};
use crate::serve::{Server, Which};

/// How often each scenario is measured on each server.
const ROUNDS: usize = 7;
const WARM_UP: Duration = Duration::from_millis(500);

struct Side {
    server: Server,
    people: Vec<Person>,
    at_rest: Option<u64>,
}

/// What one round has shown.
#[derive(Clone, Copy, Debug, Default)]
struct Round {
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

impl Side {
    async fn new(which: Which) -> Result<Self> {
        let server = Server::start(which).await?;
        let at_rest = server.memory("VmRSS");
        Ok(Self {
            server,
            people: Vec::new(),
            at_rest,
        })
    }

    async fn connect(&mut self, connections: u64) -> Result<()> {
        for session in 1..=connections {
            self.people
                .push(Person::new(self.server.address, session).await?);
        }
        Ok(())
    }

    /// Everybody goes through the scenario again and again until the time is over.
    async fn round(&mut self, scenario: Scenario, time: Duration) -> Result<Round> {
        let before = self.server.ticks();
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for mut person in self.people.drain(..) {
            tasks.spawn(async move {
                let mut done = 0_u64;
                while started.elapsed() < time {
                    person.run(scenario, |_| {}).await?;
                    done += 1;
                }
                Ok::<_, std::io::Error>((person, done))
            });
        }
        let mut round = Round::default();
        while let Some(task) = tasks.join_next().await {
            let (person, done) = task.map_err(std::io::Error::other)??;
            self.people.push(person);
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
    let mut hand = Side::new(Which::ByHand).await?;
    let mut ours = Side::new(Which::WithPostback).await?;
    parity::check(hand.server.address, ours.server.address).await?;
    hand.connect(connections).await?;
    ours.connect(connections).await?;
    println!(
        "\n{connections} connections, {ROUNDS} rounds of {:.1} s for each server and scenario, in turns\n",
        time.as_secs_f64()
    );
    println!(
        "{:<30} {:>11} {:>14}   {:<20}  {:>21}",
        "", "by hand", "with postback", "ratio min/med/max", "server CPU us (A | B)"
    );
    for scenario in Scenario::ALL {
        hand.round(scenario, WARM_UP).await?;
        ours.round(scenario, WARM_UP).await?;
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let by_hand = hand.round(scenario, time).await?;
            rounds.push((by_hand, ours.round(scenario, time).await?));
        }
        print(scenario, &rounds);
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

fn print(scenario: Scenario, rounds: &[(Round, Round)]) {
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
        scenario.title(),
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
fn mib(kib: Option<u64>) -> String {
    kib.map_or_else(
        || "-".to_owned(),
        |kib| format!("{:.1}", kib as f64 / 1024.0),
    )
}
