//! One read of a key, as the engine performs it.

use std::rc::Rc;
use std::time::Duration;

use super::computing::{Computation, Value};
use super::invariant::Invariant;
use super::keys::{Key, NAMES, RECIPES};
use super::world::{LIFE, Who, World, note};
use super::{Position, Reader, State};

pub(super) struct Read {
    who: Who,
    key: Key,
    reader: Reader,
    /// The position when the reader's request began, before it read anything.
    arrived: Position,
    /// The number of computations that it has waited for in vain.
    tries: u32,
    at: At,
}

/// The next place to look; each is one atomic step.
#[derive(Clone, Copy)]
enum At {
    Store,
    Running,
    Computation(usize),
}

pub(super) enum Answer {
    NotYet,
    Waits,
    Value(Rc<Value>),
    Failed,
}

impl Read {
    pub(super) fn new(who: Who, key: Key, reader: Reader, arrived: Position) -> Self {
        Self {
            who,
            key,
            reader,
            arrived,
            tries: 0,
            at: At::Store,
        }
    }
}

impl World<'_> {
    pub(super) fn step_read(&mut self, read: &mut Read) -> Answer {
        let answer = match read.at {
            At::Store => self.look_into_store(read),
            At::Running => {
                read.at = At::Computation(self.join_or_start(read));
                Answer::NotYet
            }
            At::Computation(id) => self.wait_for(id, read),
        };
        if let Answer::Value(value) = &answer {
            let floor = self.log.floor(read.arrived);
            self.check_rows(Invariant::Arrival, value.rows, floor);
        }
        answer
    }

    fn look_into_store(&mut self, read: &mut Read) -> Answer {
        read.at = At::Running;
        let (who, name) = (read.who, NAMES[read.key]);
        let Some(entry) = &self.store[read.key] else {
            note!(self, "{who} does not find {name}");
            return Answer::NotYet;
        };
        let value = Rc::clone(&entry.value);
        let age = self.clock.saturating_sub(value.computed);
        let state = self.rules.state(self.is_invalid(&value), age, LIFE);
        if !self.rules.serves(state, read.reader) {
            note!(self, "{who} finds {name}, but {state:?}");
            return Answer::NotYet;
        }
        note!(self, "{who} finds {name}, {state:?}, as of {}", value.as_of);
        if age >= LIFE.expire || (age >= LIFE.fresh && read.reader != Reader::Page) {
            self.breaks(Invariant::NothingStale);
        }
        if state == State::Stale {
            self.refresh(read);
        }
        Answer::Value(value)
    }

    /// Starts a refresh in the background: one at a time, and with a delay after a failed one.
    fn refresh(&mut self, read: &Read) {
        let Some(entry) = &self.store[read.key] else {
            return;
        };
        let failed = entry.failures > 0;
        let since = self.clock.saturating_sub(entry.failed);
        let too_soon = failed && since < self.rules.back_off(entry.failures);
        if too_soon || self.running[read.key].is_some() {
            return;
        }
        if failed && since < Duration::from_secs(1) {
            self.breaks(Invariant::BackOff);
        }
        self.start(read, true);
    }

    fn join_or_start(&mut self, read: &Read) -> usize {
        // After two vain waits the reader starts its own computation.
        if read.tries == 2 {
            return self.start(read, false);
        }
        if let Some(id) = self.running[read.key] {
            let running = &self.computations[id];
            let invalid = running
                .known()
                .any(|tag| self.rules.is_invalid(running.began, self.log.hard(tag)))
                || !running.is_known() && self.rules.is_invalid(running.began, self.log.applied);
            if self.rules.joins(invalid) {
                note!(self, "{} joins computation {id}", read.who);
                if self.is_known_to_be_wrong(id) {
                    self.breaks(Invariant::NoVainWait);
                }
                return id;
            }
        }
        self.start(read, true)
    }

    /// Starts a computation. `shared` means that others may join it and its value is stored.
    fn start(&mut self, read: &Read, shared: bool) -> usize {
        let key = read.key;
        if shared && self.has_joinable(key) {
            self.breaks(Invariant::OneComputation);
        }
        let steps = RECIPES[key].len();
        let fails = self.fails && self.random.once_in(2);
        let fails_at = fails.then(|| self.random.below(steps + 1));
        let id = self.spawn(Computation::new(key, read.arrived, shared, fails_at));
        let (who, name, as_of) = (read.who, NAMES[key], read.arrived);
        let alone = if shared { "" } else { ", for itself" };
        note!(
            self,
            "{who} starts computation {id} of {name} as of {as_of}{alone}"
        );
        if shared {
            self.running[key] = Some(id);
        }
        id
    }

    fn wait_for(&mut self, id: usize, read: &mut Read) -> Answer {
        let computation = &self.computations[id];
        let Some(outcome) = &computation.outcome else {
            return Answer::Waits;
        };
        let Ok(value) = outcome.clone() else {
            return Answer::Failed;
        };
        let (began, shared) = (computation.began, computation.shared);
        let invalid = self.is_invalid(&value);
        if !shared || self.rules.takes(value.as_of, read.arrived, invalid) {
            note!(self, "{} takes what computation {id} made", read.who);
            return Answer::Value(value);
        }
        note!(self, "{} refuses what computation {id} made", read.who);
        if began >= read.arrived || value.is_known && self.is_right(&value) {
            self.breaks(Invariant::NoVainWait);
        }
        read.tries += 1;
        read.at = At::Store;
        Answer::NotYet
    }

    /// Returns whether no source of the value was invalidated since its computation began.
    pub(super) fn is_right(&self, value: &Value) -> bool {
        let mut made_of = value.made_of.iter();
        made_of.all(|part| self.log.hard(part.tag) <= part.as_of)
    }

    fn has_joinable(&self, key: Key) -> bool {
        (0..self.computations.len()).any(|id| {
            let other = &self.computations[id];
            let runs = other.key == key && other.shared && other.outcome.is_none();
            runs && !self.is_known_to_be_wrong(id)
        })
    }

    /// Returns whether a tag that it has declared or inherited so far was invalidated since it
    /// began; if not all are known, any tag counts.
    fn is_known_to_be_wrong(&self, id: usize) -> bool {
        let computation = &self.computations[id];
        computation
            .known()
            .any(|tag| self.log.hard(tag) > computation.began)
            || !computation.is_known() && self.log.applied > computation.began
    }
}
