//! Readers of pages, and actions.

use super::invariant::Invariant;
use super::keys::{KEYS, Key, LIST, ROWS, Row, TAGS, Versions};
use super::random::Random;
use super::reading::{Answer, Read};
use super::world::{Fault, Turn, Who, World, note};
use super::{Position, Reader};

/// The next step of an actor.
#[derive(Clone, Copy)]
enum Deed {
    /// Notes the position before anything is read.
    Begin,
    Read(Key, Reader),
    Write(Row),
    Commit,
    Publish,
    /// Waits until its publication is applied.
    Applied,
}

pub(super) struct Actor {
    deeds: Vec<Deed>,
    done: usize,
    /// The number of turns after which it is cancelled.
    cancelled_in: Option<usize>,
    began: Position,
    read: Option<Read>,
    /// The rows that are written but not committed.
    writing: [bool; ROWS],
    written: [bool; ROWS],
    /// The versions that it has written.
    own: Versions,
    published: Position,
}

impl Actor {
    /// Draws the actors of a schedule.
    pub(super) fn draw(random: &mut Random, fault: Option<Fault>) -> Vec<Self> {
        // Half of all reads concern one key, so that they meet; often the key with the most
        // dependencies.
        let popular = random.one_of(&[0, 1, 2, 3, 4, 5, 5, 5, 5]);
        let pages = 3 + random.below(6);
        let actions = 1 + random.below(4);
        let mut actors = Vec::with_capacity(pages + actions);
        for _ in 0..pages {
            let deeds = draw_page(random, popular);
            actors.push(Self::new(deeds, random));
        }
        for _ in 0..actions {
            let deeds = draw_action(random, popular, fault);
            actors.push(Self::new(deeds, random));
        }
        actors
    }

    fn new(deeds: Vec<Deed>, random: &mut Random) -> Self {
        Self {
            deeds,
            done: 0,
            cancelled_in: random.once_in(3).then(|| random.below(12)),
            began: 0,
            read: None,
            writing: [false; ROWS],
            written: [false; ROWS],
            own: [0; ROWS],
            published: 0,
        }
    }
}

/// Row 0 is part of most values.
fn draw_row(random: &mut Random) -> Row {
    random.one_of(&[0, 0, 1, 2])
}

fn draw_key(random: &mut Random, popular: Key) -> Key {
    if random.once_in(2) {
        popular
    } else {
        random.below(KEYS)
    }
}

fn draw_page(random: &mut Random, popular: Key) -> Vec<Deed> {
    let mut deeds = vec![Deed::Begin];
    for _ in 0..=random.below(2) {
        deeds.push(Deed::Read(draw_key(random, popular), Reader::Page));
    }
    deeds
}

/// Draws an action: it may read first to decide, then writes, and renders the result.
fn draw_action(random: &mut Random, popular: Key, fault: Option<Fault>) -> Vec<Deed> {
    let mut deeds = vec![Deed::Begin];
    if random.once_in(2) {
        deeds.push(Deed::Read(draw_key(random, popular), Reader::Action));
    }
    for _ in 0..=random.below(2) {
        deeds.push(Deed::Write(draw_row(random)));
    }
    deeds.extend(if fault == Some(Fault::PublishesBeforeCommit) {
        [Deed::Publish, Deed::Commit]
    } else {
        [Deed::Commit, Deed::Publish]
    });
    deeds.push(Deed::Applied);
    if fault != Some(Fault::KeepsItsBeginning) {
        deeds.push(Deed::Begin);
    }
    let reader = random.one_of(&[Reader::Action, Reader::Page]);
    for _ in 0..=random.below(2) {
        deeds.push(Deed::Read(draw_key(random, popular), reader));
    }
    deeds
}

impl World<'_> {
    pub(super) fn step_actor(&mut self, index: usize) -> Turn {
        let actor = &mut self.actors[index];
        match actor.cancelled_in {
            Some(0) => self.cancel(index),
            Some(turns) => actor.cancelled_in = Some(turns - 1),
            None => {}
        }
        let actor = &self.actors[index];
        let Some(&deed) = actor.deeds.get(actor.done) else {
            return Turn::Ends;
        };
        let turn = self.step_deed(index, deed);
        if turn == Turn::Ends {
            self.actors[index].done += 1;
            return Turn::Goes;
        }
        turn
    }

    /// Takes one step; [`Turn::Ends`] means that the deed is done.
    fn step_deed(&mut self, index: usize, deed: Deed) -> Turn {
        let actor = &mut self.actors[index];
        match deed {
            Deed::Begin => {
                actor.began = self.log.applied;
                note!(self, "actor {index} begins as of {}", actor.began);
            }
            Deed::Read(key, reader) => return self.read_as_actor(index, key, reader),
            Deed::Write(row) => {
                actor.writing[row] = true;
                actor.written[row] = true;
                note!(self, "actor {index} writes row {row}");
            }
            Deed::Commit => self.commit(index),
            Deed::Publish => self.publish(index),
            Deed::Applied if self.log.applied < actor.published => return Turn::Waits,
            Deed::Applied => {}
        }
        Turn::Ends
    }

    fn read_as_actor(&mut self, index: usize, key: Key, reader: Reader) -> Turn {
        let actor = &mut self.actors[index];
        let arrived = actor.began;
        let read = actor.read.take();
        let mut read = read.unwrap_or_else(|| Read::new(Who::Actor(index), key, reader, arrived));
        let answer = self.step_read(&mut read);
        let actor = &mut self.actors[index];
        match answer {
            Answer::Value(value) => {
                let own = actor.own;
                self.check_rows(Invariant::OwnWrites, value.rows, own);
                Turn::Ends
            }
            Answer::Failed => Turn::Ends,
            Answer::NotYet => {
                actor.read = Some(read);
                Turn::Goes
            }
            Answer::Waits => {
                actor.read = Some(read);
                Turn::Waits
            }
        }
    }

    fn commit(&mut self, index: usize) {
        let actor = &mut self.actors[index];
        for row in 0..ROWS {
            if std::mem::take(&mut actor.writing[row]) {
                self.committed[row] += 1;
                actor.own[row] = self.committed[row];
            }
        }
        note!(self, "actor {index} commits: {:?}", self.committed);
    }

    fn publish(&mut self, index: usize) {
        let actor = &mut self.actors[index];
        let mut tags = [false; TAGS];
        tags[LIST] = true;
        let mut floor = self.log.last_floor();
        for row in (0..ROWS).filter(|&row| actor.written[row]) {
            tags[row] = true;
            floor[row] = self.committed[row];
        }
        actor.published = self.log.publish(tags, floor);
        note!(self, "actor {index} publishes {}", actor.published);
    }

    /// Rolls back uncommitted writes. Written rows are published anyway, however the action ended.
    fn cancel(&mut self, index: usize) {
        let actor = &mut self.actors[index];
        note!(self, "actor {index} is cancelled");
        let owes = actor.written != [false; ROWS] && actor.published == 0;
        actor.cancelled_in = None;
        actor.read = None;
        actor.writing = [false; ROWS];
        actor.done = 0;
        actor.deeds.clear();
        if owes && self.fault != Some(Fault::ForgetsWhenCancelled) {
            actor.deeds.push(Deed::Publish);
        }
    }
}
