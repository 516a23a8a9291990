//! A computation, which reads the database and other values step by step.

use std::rc::Rc;
use std::time::Duration;

use super::invariant::Invariant;
use super::keys::{ABSENT, Key, RECIPES, ROWS, Row, Step, TAGS, Tag, Version, Versions, chosen};
use super::reading::{Answer, Read};
use super::world::{Entry, Fault, Turn, Who, World, note};
use super::{Position, Reader, Rules, Source};

pub(super) struct Value {
    /// Its own stamp.
    pub(super) as_of: Position,
    pub(super) sources: Vec<Source<Tag>>,
    /// Whether these are all of its sources, according to the rules.
    pub(super) is_known: bool,
    pub(super) computed: Duration,
    /// The truth: the oldest version of each row in it.
    pub(super) rows: Versions,
    /// The truth: each tag in it, with the position at which the computation that declared it
    /// began.
    pub(super) made_of: Vec<Source<Tag>>,
}

#[derive(Clone, Copy)]
pub(super) struct Failed;

pub(super) struct Computation {
    pub(super) key: Key,
    pub(super) began: Position,
    /// Whether others may join it and its value is stored.
    pub(super) shared: bool,
    fails_at: Option<usize>,
    /// The number of finished steps of its recipe.
    done: usize,
    /// The value that it waits for.
    read: Option<Read>,
    /// The tags that it has declared itself.
    own: Vec<Tag>,
    /// The sources of the values that it has read.
    inner: Vec<Source<Tag>>,
    is_known: bool,
    rows: Versions,
    made_of: Vec<Source<Tag>>,
    /// Its value, and whether it is stored.
    ready: Option<(Rc<Value>, bool)>,
    /// The result: a value or a failure.
    pub(super) outcome: Option<Result<Rc<Value>, Failed>>,
}

impl Computation {
    pub(super) fn new(key: Key, began: Position, shared: bool, fails_at: Option<usize>) -> Self {
        Self {
            key,
            began,
            shared,
            fails_at,
            done: 0,
            read: None,
            own: Vec::new(),
            inner: Vec::new(),
            is_known: true,
            rows: [ABSENT; ROWS],
            made_of: Vec::new(),
            ready: None,
            outcome: None,
        }
    }

    /// Returns the tags that it is known to have so far.
    pub(super) fn known(&self) -> impl Iterator<Item = Tag> {
        let inner = self.inner.iter().map(|source| source.tag);
        self.own.iter().copied().chain(inner)
    }

    pub(super) fn is_known(&self) -> bool {
        self.is_known
    }

    fn declare(&mut self, tag: Tag, fits: bool) {
        if fits {
            self.own.push(tag);
        } else {
            self.is_known = false;
        }
        self.made_of.push(Source {
            tag,
            as_of: self.began,
        });
    }

    fn take_over(&mut self, value: &Value, rules: &dyn Rules) {
        self.is_known = rules.is_known(self.is_known, value.is_known);
        self.inner.extend_from_slice(&value.sources);
        self.made_of.extend_from_slice(&value.made_of);
        for (row, version) in value.rows.into_iter().enumerate() {
            self.saw(row, version);
        }
    }

    fn saw(&mut self, row: Row, version: Version) {
        self.rows[row] = self.rows[row].min(version);
    }

    /// Returns each tag once, with the stamp that the rules give it.
    fn sources(&self, as_of: Position, rules: &dyn Rules) -> Vec<Source<Tag>> {
        let mut sources: Vec<Source<Tag>> = Vec::with_capacity(TAGS);
        let mut add = |tag, as_of| match sources.iter_mut().find(|source| source.tag == tag) {
            Some(source) => source.as_of = rules.merged(source.as_of, as_of),
            None => sources.push(Source { tag, as_of }),
        };
        for tag in &self.own {
            add(*tag, as_of);
        }
        for source in &self.inner {
            add(source.tag, rules.inherited(source.as_of, as_of));
        }
        sources
    }
}

impl World<'_> {
    pub(super) fn step_computation(&mut self, id: usize) -> Turn {
        let computation = &mut self.computations[id];
        if let Some((value, stored)) = computation.ready.take() {
            self.finish(id, value, stored);
            return Turn::Ends;
        }
        if computation.fails_at == Some(computation.done) {
            self.fail(id);
            return Turn::Ends;
        }
        let Some(step) = RECIPES[computation.key].get(computation.done) else {
            self.make_ready(id);
            return Turn::Goes;
        };
        // Recipes that choose a row have read row 0 before.
        let chosen = chosen(computation.rows[0]);
        match *step {
            Step::Tag(tag) => self.declare(id, tag, true),
            Step::TagIfEven(tag) => {
                let version = self.computations[id].rows[tag];
                self.declare(id, tag, version.is_multiple_of(2));
            }
            Step::Row(row) => self.read_row(id, row),
            Step::ChosenRow => self.read_row(id, chosen),
            Step::ChosenTag => self.declare(id, chosen, true),
            Step::Value(key) => return self.read_value(id, key),
        }
        self.computations[id].done += 1;
        Turn::Goes
    }

    fn declare(&mut self, id: usize, tag: Tag, fits: bool) {
        let how = if fits { "" } else { ", which is none" };
        note!(self, "computation {id} declares tag {tag}{how}");
        self.computations[id].declare(tag, fits);
    }

    fn read_row(&mut self, id: usize, row: Row) {
        let version = self.committed[row];
        note!(self, "computation {id} reads row {row}, version {version}");
        self.computations[id].saw(row, version);
    }

    fn read_value(&mut self, id: usize, key: Key) -> Turn {
        let computation = &mut self.computations[id];
        let arrived = computation.began;
        let read = computation.read.take();
        let mut read = read.unwrap_or_else(|| {
            let who = Who::Computation(id);
            Read::new(who, key, Reader::Computation, arrived)
        });
        let answer = self.step_read(&mut read);
        let computation = &mut self.computations[id];
        match answer {
            Answer::Value(value) => {
                computation.take_over(&value, self.rules);
                computation.done += 1;
            }
            Answer::Failed => computation.fails_at = Some(computation.done),
            Answer::NotYet => computation.read = Some(read),
            Answer::Waits => {
                computation.read = Some(read);
                return Turn::Waits;
            }
        }
        Turn::Goes
    }

    fn make_ready(&mut self, id: usize) {
        let computation = &self.computations[id];
        let as_of = self.rules.stamp(computation.began, self.log.applied);
        let mut sources = computation.sources(as_of, self.rules);
        if self.fault == Some(Fault::OneStampForAllTags) {
            let oldest = sources.iter().map(|source| source.as_of).min();
            for source in &mut sources {
                source.as_of = oldest.unwrap_or(as_of);
            }
        }
        let value = Rc::new(Value {
            as_of,
            sources,
            is_known: computation.is_known,
            computed: self.clock,
            rows: computation.rows,
            made_of: computation.made_of.clone(),
        });
        let shared = computation.shared;
        let is_known = value.is_known;
        let stored = shared && is_known && self.rules.stores(self.is_invalid(&value));
        let right = self.is_right(&value);
        note!(self, "computation {id} is ready, as of {as_of}");
        for source in &value.sources {
            note!(self, "    tag {} as of {}", source.tag, source.as_of);
        }
        if !right {
            note!(self, "    but wrong by now");
        }
        if shared && right && is_known && !stored {
            self.breaks(Invariant::NothingWasted);
        }
        self.computations[id].ready = Some((value, stored));
    }

    fn finish(&mut self, id: usize, value: Rc<Value>, stored: bool) {
        let key = self.computations[id].key;
        let old = self.store[key].as_ref().map(|entry| entry.value.as_of);
        let stored = stored && old.is_none_or(|old| self.rules.replaces(value.as_of, old));
        if stored {
            self.store[key] = Some(Entry {
                value: Rc::clone(&value),
                failures: 0,
                failed: Duration::ZERO,
            });
        }
        let end = if stored { "is stored" } else { "is not stored" };
        note!(self, "what computation {id} made {end}");
        self.end(id, Ok(value));
    }

    /// Reports a failure to the waiting readers. It is not stored.
    fn fail(&mut self, id: usize) {
        note!(self, "computation {id} fails");
        let key = self.computations[id].key;
        if let Some(entry) = &mut self.store[key] {
            entry.failures += 1;
            entry.failed = self.clock;
        }
        self.end(id, Err(Failed));
    }

    fn end(&mut self, id: usize, outcome: Result<Rc<Value>, Failed>) {
        let computation = &mut self.computations[id];
        computation.outcome = Some(outcome);
        let running = &mut self.running[computation.key];
        // A newer computation may have taken its place.
        if *running == Some(id) {
            *running = None;
        }
    }
}
