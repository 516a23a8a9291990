//! The end of a schedule: no writes, no failures, and the clock stands still.

use std::time::Duration;

use super::Reader;
use super::invariant::Invariant;
use super::keys::{KEYS, Key, TAGS};
use super::reading::{Answer, Read};
use super::world::{LIFE, Who, World, note};

impl World<'_> {
    pub(super) fn run_quietly(&mut self) {
        note!(self, "all is quiet");
        self.fails = false;
        let ages = [Duration::ZERO, LIFE.fresh, LIFE.expire];
        self.clock += self.random.one_of(&ages);
        self.read_everything_twice();
        self.invalidate_one_tag();
        self.read_everything_twice();
    }

    fn read_everything_twice(&mut self) {
        // The first key is random, so that outer values come before their inner ones or after them.
        let first = self.random.below(KEYS);
        for key in (first..KEYS).chain(0..first) {
            let is_known = self.read_quietly(key);
            let computed = self.computations.len();
            let is_known = self.read_quietly(key) && is_known;
            if is_known && self.computations.len() > computed {
                self.breaks(Invariant::SecondReadHits);
            }
        }
    }

    fn invalidate_one_tag(&mut self) {
        let tag = self.random.below(TAGS);
        let mut tags = [false; TAGS];
        tags[tag] = true;
        let floor = self.log.last_floor();
        self.log.publish(tags, floor);
        note!(self, "tag {tag} is invalidated");
        while self.log.is_behind() {
            self.step_log();
        }
    }

    /// Reads a key and lets everything that the read started finish. Returns whether all
    /// dependencies of the value are known.
    fn read_quietly(&mut self, key: Key) -> bool {
        let mut read = Read::new(Who::Guest, key, Reader::Page, self.log.applied);
        let value = loop {
            match self.step_read(&mut read) {
                Answer::Value(value) => break value,
                Answer::Failed => unreachable!("nothing fails any more"),
                Answer::NotYet => {}
                Answer::Waits => self.step_one_task(),
            }
        };
        self.check_rows(Invariant::Forever, value.rows, self.committed);
        self.settle();
        value.is_known
    }
}
