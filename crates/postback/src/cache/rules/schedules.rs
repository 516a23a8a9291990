//! The combined effect of the rules: a model of the engine, its database and its users, run in
//! random schedules.
//!
//! Each participant of the [`World`] takes one atomic step at a time: readers of pages, actions
//! that write and publish, computations, the log, the clock. A seeded generator chooses the next
//! one. The model of the cache decides by the [`Rules`]; the [`Invariant`]s, which define what
//! readers may see, are checked against the history of the database and of the log.
//!
//! A tenth of the schedules runs by default, and all of them in continuous integration (`CI` is
//! set); `POSTBACK_SCHEDULES=1000000 cargo test -p postback --lib schedules` runs more. A schedule
//! that breaks an invariant prints its seed and its steps.

use std::num::NonZero;
use std::{env, thread};

use self::invariant::{BREAKS, Broken};
use self::world::{Fault, World};
use super::*;

mod acting;
mod caught;
mod computing;
mod invariant;
mod keys;
mod log;
mod mutants;
mod quiet;
mod random;
mod reading;
mod world;

const SCHEDULES: u64 = 100_000;

/// Returns the number of schedules that `POSTBACK_SCHEDULES` asks for, or else a share of these.
pub(in crate::cache) fn asked_or_share_of(whole: u64) -> u64 {
    env::var("POSTBACK_SCHEDULES").map_or_else(
        |_| share_of(whole),
        |number| number.parse().expect("POSTBACK_SCHEDULES is a number"),
    )
}

/// Returns a tenth, or the whole in continuous integration, which sets `CI`.
pub(in crate::cache) fn share_of(whole: u64) -> u64 {
    let is_ci = env::var("CI").is_ok_and(|value| !matches!(&*value, "" | "false" | "0"));
    if is_ci { whole } else { whole / 10 }
}

#[test]
fn no_schedule_breaks_an_invariant() {
    let schedules = asked_or_share_of(SCHEDULES);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let broken = thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|part| {
                scope.spawn(move || {
                    (part as u64..schedules)
                        .step_by(threads)
                        .find(|&seed| !broken_by(&DefaultRules, None, seed).is_empty())
                })
            })
            .collect();
        let found = parts.into_iter().filter_map(|part| part.join().unwrap());
        found.min()
    });
    if let Some(seed) = broken {
        panic!("{}", told(&DefaultRules, None, seed));
    }
}

/// Returns the invariants that this schedule breaks.
fn broken_by(rules: &dyn Rules, fault: Option<Fault>, seed: u64) -> Broken {
    let mut world = World::new(rules, fault, seed);
    world.run();
    world.broken
}

/// Runs the same schedule again and returns its steps up to the last broken invariant.
fn told(rules: &dyn Rules, fault: Option<Fault>, seed: u64) -> String {
    let mut world = World::new(rules, fault, seed);
    world.story = Some(Vec::new());
    world.run();
    let mut steps = world.story.unwrap_or_default();
    let last = steps.iter().rposition(|step| step.contains(BREAKS));
    steps.truncate(last.map_or(0, |last| last + 1));
    let (broken, steps) = (world.broken, steps.join("\n"));
    format!("schedule {seed} breaks {broken:?}:\n{steps}")
}
