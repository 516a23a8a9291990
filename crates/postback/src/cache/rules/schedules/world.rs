//! The state of a schedule, and the choice of the next step.

use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use super::acting::Actor;
use super::computing::{Computation, Value};
use super::invariant::Broken;
use super::keys::{KEYS, NAMES, ROWS, Versions};
use super::log::Log;
use super::random::Random;
use super::{Life, Rules};

/// A duty of the engine or the actions, beside the rules, that is violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// An action publishes rows that it has not committed yet.
    PublishesBeforeCommit,
    /// An action that is cancelled after its commit does not publish.
    ForgetsWhenCancelled,
    /// An action continues to read as of the position at which its request began.
    KeepsItsBeginning,
    /// A position counts as applied before its marks are set.
    AppliesBeforeMarking,
    /// A value has one stamp, the oldest, for all its tags.
    OneStampForAllTags,
}

pub(super) const LIFE: Life = Life {
    fresh: Duration::from_secs(5),
    expire: Duration::from_secs(20),
};

/// The stored value of a key.
pub(super) struct Entry {
    pub(super) value: Rc<Value>,
    /// The number of refreshes that have failed since, and the time of the last one.
    pub(super) failures: u32,
    pub(super) failed: Duration,
}

struct Task {
    who: Who,
    /// The number of turns that it skips.
    pause: usize,
}

#[derive(Clone, Copy)]
pub(super) enum Who {
    Actor(usize),
    Computation(usize),
    /// A reader at the end, at rest.
    Guest,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Actor(index) => write!(f, "actor {index}"),
            Self::Computation(id) => write!(f, "computation {id}"),
            Self::Guest => f.write_str("guest"),
        }
    }
}

/// The result of a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Goes,
    Waits,
    Ends,
}

pub(super) struct World<'w> {
    pub(super) rules: &'w dyn Rules,
    pub(super) fault: Option<Fault>,
    pub(super) random: Random,
    /// How far the clock advances in one step.
    tick: Duration,
    pub(super) clock: Duration,
    /// Whether computations sometimes fail.
    pub(super) fails: bool,

    pub(super) committed: Versions,
    pub(super) log: Log,
    pub(super) store: [Option<Entry>; KEYS],
    /// For each key, the computation that a reader finds.
    pub(super) running: [Option<usize>; KEYS],
    /// All computations that were ever started.
    pub(super) computations: Vec<Computation>,
    pub(super) actors: Vec<Actor>,
    /// The unfinished actors and computations.
    tasks: Vec<Task>,

    pub(super) broken: Broken,
    /// The steps in words, if they are recorded.
    pub(super) story: Option<Vec<String>>,
}

/// Records a step in words, if steps are recorded.
macro_rules! note {
    ($world:expr, $($words:tt)*) => {
        if let Some(story) = &mut $world.story {
            let seconds = $world.clock.as_secs_f32();
            story.push(format!("{seconds:5.1} s  {}", format_args!($($words)*)));
        }
    };
}
pub(super) use note;

impl<'w> World<'w> {
    pub(super) fn new(rules: &'w dyn Rules, fault: Option<Fault>, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let tick = random.one_of(&[0, 300, 2_000]);
        let fails = random.once_in(3);
        let actors = Actor::draw(&mut random, fault);
        let tasks = (0..actors.len()).map(|index| Task {
            who: Who::Actor(index),
            pause: random.below(24),
        });
        let tasks = tasks.collect();
        Self {
            rules,
            fault,
            random,
            tick: Duration::from_millis(tick),
            clock: Duration::ZERO,
            fails,
            committed: [0; ROWS],
            log: Log::new(),
            store: [const { None }; KEYS],
            running: [None; KEYS],
            computations: Vec::with_capacity(32),
            tasks,
            actors,
            broken: Broken::new(),
            story: None,
        }
    }

    pub(super) fn run(&mut self) {
        while !self.tasks.is_empty() || self.log.is_behind() {
            // The log and the clock take turns like the others.
            match self.random.below(self.tasks.len() + 2) {
                0 => self.step_log(),
                1 => self.clock += self.tick,
                other => self.step_or_pause(other - 2),
            }
            if self.random.once_in(512) {
                self.evict();
            }
        }
        self.run_quietly();
    }

    /// Evicts an entry: a store may lose any entry at any time.
    fn evict(&mut self) {
        let key = self.random.below(KEYS);
        if self.store[key].take().is_some() {
            note!(self, "{} falls out of the store", NAMES[key]);
        }
    }

    pub(super) fn step_log(&mut self) {
        let Log {
            marked, applied, ..
        } = self.log;
        let apply_first = self.fault == Some(Fault::AppliesBeforeMarking);
        self.log.step(apply_first);
        if self.log.marked > marked {
            note!(self, "the marks of {} are set", self.log.marked);
        }
        if self.log.applied > applied {
            note!(self, "{} is applied", self.log.applied);
        }
    }

    /// Runs all computations to their end.
    pub(super) fn settle(&mut self) {
        while !self.tasks.is_empty() {
            self.step_one_task();
        }
    }

    pub(super) fn step_one_task(&mut self) {
        let task = self.random.below(self.tasks.len());
        self.step_task(task);
    }

    /// Takes a step or a pause, so that much can happen between two steps.
    fn step_or_pause(&mut self, task: usize) {
        if self.tasks[task].pause > 0 {
            self.tasks[task].pause -= 1;
            return;
        }
        if self.random.once_in(32) {
            self.tasks[task].pause = self.random.below(64);
        }
        self.step_task(task);
    }

    fn step_task(&mut self, task: usize) {
        let turn = match self.tasks[task].who {
            Who::Actor(index) => self.step_actor(index),
            Who::Computation(id) => self.step_computation(id),
            Who::Guest => unreachable!("a guest is no task"),
        };
        if turn == Turn::Ends {
            self.tasks.swap_remove(task);
        }
    }

    /// Adds a computation and returns its number.
    pub(super) fn spawn(&mut self, computation: Computation) -> usize {
        let id = self.computations.len();
        self.computations.push(computation);
        let who = Who::Computation(id);
        self.tasks.push(Task { who, pause: 0 });
        id
    }

    /// Returns whether the rules call a value invalid.
    pub(super) fn is_invalid(&self, value: &Value) -> bool {
        let Value { as_of, sources, .. } = value;
        if !value.is_known {
            let oldest = sources.iter().map(|source| source.as_of).min();
            let oldest = oldest.unwrap_or(*as_of).min(*as_of);
            return self.rules.is_invalid(oldest, self.log.applied);
        }
        sources.iter().any(|source| {
            self.rules
                .is_invalid(source.as_of, self.log.hard(source.tag))
        })
    }
}
