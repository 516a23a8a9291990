//! The real engine under random schedules: writers, readers and computations take one step each
//! when the schedule says so.
//!
//! A tenth of the schedules runs by default, and all of them in continuous integration (`CI` is
//! set); `POSTBACK_SCHEDULES=1000000 cargo test -p postback --lib cache::tests::schedules` runs
//! more.

mod mutants;
mod world;

use std::fmt::Write as _;

use self::world::{Order, World};
use super::super::rules::schedules::asked_or_share_of;
use super::super::rules::{DefaultRules, Rules};

const SCHEDULES: u64 = 12_000;
/// The number of steps of one schedule.
const STEPS: u32 = 20;

/// A small generator whose numbers depend on the seed alone (`SplitMix64`).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bits = (mixed ^ (mixed >> 31)) >> 33;
        usize::try_from(bits).expect("31 bits fit") % end
    }
}

/// Runs schedules until one breaks a promise, and returns its steps and the promise.
fn first_broken(
    rules: fn() -> Box<dyn Rules>,
    order: Order,
    seeds: std::ops::Range<u64>,
) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        for seed in seeds {
            let mut world = World::new(rules(), order);
            let mut random = Random(seed);
            for _ in 0..STEPS {
                world.step(&mut random).await;
            }
            world.come_to_rest().await;
            if let Some(broken) = world.broken() {
                let mut report = format!("seed {seed}: {broken}\n");
                for step in world.steps() {
                    let _ = writeln!(report, "  {step}");
                }
                return Some(report);
            }
        }
        None
    })
}

#[test]
fn no_schedule_breaks_a_promise() {
    let count = asked_or_share_of(SCHEDULES);
    let halves = [0..count / 2, count / 2..count];
    let threads = halves.map(|seeds| {
        std::thread::spawn(move || {
            first_broken(|| Box::new(DefaultRules), Order::CommitFirst, seeds)
        })
    });
    for thread in threads {
        if let Some(report) = thread.join().unwrap() {
            panic!("{report}");
        }
    }
}
