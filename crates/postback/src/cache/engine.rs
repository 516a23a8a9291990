//! A read, from the look into the store to the computation that lands in it.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tracing::Instrument;

use super::computed::{CacheValue, Interrupted};
use super::entry::{AnyValue, Entry};
use super::flight::{Flight, Flights, Landed, Waiting};
use super::key::Key;
use super::limits::CacheLimits;
use super::log::{LocalLog, Log};
use super::made::How;
use super::places::Places;
use super::rules::{Life, Position, Reader, Right, Rules, State};
use super::stats::Counters;
use super::store::{Memory, Store};
use super::tag::{Names, Tag};
use super::task::Task;
use super::{Cache, Found, Kind};
use crate::keys;

/// The cache of one app.
pub(crate) struct Engine {
    /// Random for each start: positions of two starts cannot be compared.
    epoch: u32,
    pub(crate) log: Box<dyn Log>,
    pub(crate) rules: Box<dyn Rules>,
    pub(crate) names: Names,
    pub(crate) limits: CacheLimits,
    pub(crate) counters: Counters,
    values: Box<dyn Store>,
    pages: Box<dyn Store>,
    pub(crate) flights: Flights,
    pub(crate) places: Places,
}

/// What is read.
pub(crate) struct Wanted<'a> {
    pub(crate) kind: Kind,
    pub(crate) key: &'a Key,
    /// `None`: what the values that it is made from leave it.
    pub(crate) life: Option<Life>,
}

/// A computation that has not begun.
pub(crate) struct Work {
    pub(crate) tags: Vec<Tag>,
    pub(crate) compute: Compute,
}

pub(crate) type Compute = Box<dyn FnOnce(Cache) -> Computing + Send>;
pub(crate) type Computing = Pin<Box<dyn Future<Output = Computed> + Send>>;
pub(crate) type Computed = Result<Weighed, AnyError>;
/// A value with its bytes, and those that it holds on to.
type Weighed = (AnyValue, usize);
pub(crate) type AnyError = Arc<dyn Any + Send + Sync>;

/// Where a reader is sent.
enum Turn {
    Found(Arc<Entry>, How),
    Wait(Waiting),
    /// Nobody computes it, and this reader has not said how yet.
    Begin,
    Lead(Waiting),
}

/// How often a reader waits for somebody else's computation before it starts one of its own.
const JOINS: usize = 2;

impl Engine {
    pub(crate) fn new(limits: CacheLimits) -> Self {
        Self::with(limits, Box::new(LocalLog::new()), Box::new(Right))
    }

    pub(crate) fn with(limits: CacheLimits, log: Box<dyn Log>, rules: Box<dyn Rules>) -> Self {
        let page = limits.page_weight();
        Self {
            epoch: keys::random_number(),
            log,
            rules,
            names: Names::new(),
            counters: Counters::default(),
            values: Box::new(Memory::of_values(limits.values, limits.values_bytes)),
            pages: Box::new(Memory::of_pages(limits.pages, page)),
            flights: Flights::default(),
            places: Places::new(limits.computations),
            limits,
        }
    }

    /// A position as a browser is told it.
    pub(crate) fn asof(&self, position: Position) -> String {
        format!("{:08x}.{position}", self.epoch)
    }

    pub(crate) fn store(&self, kind: Kind) -> &dyn Store {
        match kind {
            Kind::Value => &*self.values,
            Kind::Page => &*self.pages,
        }
    }

    /// What the store has for this reader.
    pub(crate) fn look(&self, reader: &Cache, wanted: &Wanted<'_>) -> Option<(Arc<Entry>, How)> {
        if !reader.shares() {
            return None;
        }
        let entry = self.store(wanted.kind).get(wanted.key)?;
        let invalid = entry.is_invalid(&*self.rules, &*self.log) || reader.knows_better(&entry);
        let state = entry.state(invalid, &*self.rules);
        let how = if state == State::Stale {
            How::Stale
        } else {
            How::Hit
        };
        self.rules
            .serves(state, reader.reader())
            .then_some((entry, how))
    }

    /// A fresh value, for a reader who has not changed anything and is no page's part: what
    /// [`look`](Self::look) would find for it, without the scope of a request.
    pub(crate) fn fresh<T: CacheValue>(&self, kind: Kind, key: &Key) -> Option<Found<T>> {
        let entry = self.store(kind).get(key)?;
        let invalid = entry.is_invalid(&*self.rules, &*self.log);
        if entry.state(invalid, &*self.rules) != State::Fresh {
            return None;
        }
        self.counters.read(How::Hit);
        let value = entry.value.downcast_ref::<T>()?.clone();
        Some(Found {
            value,
            how: How::Hit,
            made: entry.made,
            oldest: entry.oldest,
        })
    }

    /// Waits for a computation of the value: one that runs already, if it can be trusted, else a
    /// new one.
    pub(crate) async fn compute(
        self: &Arc<Self>,
        reader: &Cache,
        wanted: &Wanted<'_>,
        begin: &mut (dyn FnMut() -> Work + Send),
    ) -> (Landed, How) {
        if let Some(way) = reader.way_to(wanted.key) {
            let interrupted = Interrupted::asks_for_itself(way);
            return (Landed::Interrupted(interrupted), How::Miss);
        }
        let arrived = self.log.applied();
        let (mut joins, mut work) = (0, None);
        loop {
            match self.turn(reader, wanted, joins < JOINS, &mut work) {
                Turn::Found(entry, how) => return (Landed::Value(entry), how),
                Turn::Begin => work = Some(begin()),
                // Its own computation reads after it came, so it is good enough for it.
                Turn::Lead(waiting) => return (waiting.landed().await, How::Miss),
                Turn::Wait(waiting) => {
                    Counters::one(&self.counters.joined);
                    let as_of = waiting.began;
                    let landed = waiting.landed().await;
                    if self.takes(reader, &landed, as_of, arrived) {
                        return (landed, How::Miss);
                    }
                    joins += 1;
                }
            }
        }
    }

    fn turn(
        self: &Arc<Self>,
        reader: &Cache,
        wanted: &Wanted<'_>,
        may_join: bool,
        work: &mut Option<Work>,
    ) -> Turn {
        // Only this reader knows what it has changed, so nobody else gets what it computes.
        let alone = reader.has_unpublished();
        let mut flights = self.flights.lock();
        // It may have landed since the last look.
        if let Some((entry, how)) = self.look(reader, wanted) {
            return Turn::Found(entry, how);
        }
        if may_join && !alone {
            let running = flights.get(wanted.key);
            if let Some(flight) = running.filter(|flight| self.joins(reader, flight)) {
                return Turn::Wait(flight.join(reader.reader()));
            }
        }
        let Some(work) = work.take() else {
            return Turn::Begin;
        };
        let (flight, task) = self.flight(reader, wanted, &work, None);
        // Before it looks whether anybody waits.
        let waiting = flight.join(reader.reader());
        if !alone {
            flights.insert(wanted.key.clone(), flight);
        }
        start(task, work);
        Turn::Lead(waiting)
    }

    fn joins(&self, reader: &Cache, flight: &Flight) -> bool {
        let began = flight.scope.began();
        let invalid =
            flight.scope.is_invalid_so_far() || self.rules.is_invalid(began, reader.floor());
        self.rules.joins(invalid)
    }

    fn takes(&self, reader: &Cache, landed: &Landed, began: Position, arrived: Position) -> bool {
        let entry = match landed {
            Landed::Value(entry) => entry,
            // It says something about the data, too, and nobody knows about which.
            Landed::Error(_) => {
                let invalid = self.rules.is_invalid(began, self.log.applied());
                return self.rules.takes(began, arrived, invalid);
            }
            Landed::Interrupted(_) => return true,
        };
        let invalid = entry.sources.is_invalid(&*self.rules, &*self.log);
        self.rules.takes(entry.stamp, arrived, invalid) && !reader.knows_better(entry)
    }

    /// A new computation in place of a value that was served stale; nobody waits for it.
    pub(crate) fn refresh(
        self: &Arc<Self>,
        reader: &Cache,
        wanted: &Wanted<'_>,
        stale: &Arc<Entry>,
        begin: &mut (dyn FnMut() -> Work + Send),
    ) {
        if !stale.is_refresh_due() || self.flights.lock().contains_key(wanted.key) {
            return;
        }
        let work = begin();
        let mut flights = self.flights.lock();
        if !flights.contains_key(wanted.key) {
            let (flight, task) = self.flight(reader, wanted, &work, Some(Arc::clone(stale)));
            flights.insert(wanted.key.clone(), flight);
            start(task, work);
        }
    }

    fn flight(
        self: &Arc<Self>,
        reader: &Cache,
        wanted: &Wanted<'_>,
        work: &Work,
        refreshes: Option<Arc<Entry>>,
    ) -> (Arc<Flight>, Task) {
        let scope = reader.computing(wanted.key, &work.tags, refreshes.is_some());
        let flight = Flight::new(scope);
        let task = Task {
            engine: Arc::clone(self),
            flight: Arc::clone(&flight),
            kind: wanted.kind,
            key: wanted.key.clone(),
            life: wanted.life,
            nested: reader.reader() == Reader::Computation,
            refreshes,
            end: None,
        };
        (flight, task)
    }
}

fn start(task: Task, work: Work) {
    tokio::spawn(task.run(work.compute).in_current_span());
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}
