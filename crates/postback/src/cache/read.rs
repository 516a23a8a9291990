//! A read, from the lookup in the store to the computation that it may wait for.

use std::future::Future;
use std::sync::Arc;

use tracing::Instrument;

use super::computed::{CacheError, CacheValue, Interrupted};
use super::engine::Engine;
use super::entry::{AnyError, AnyValue, Entry};
use super::flight::{Flight, Landed, Waiter};
use super::key::Key;
use super::made::{CacheStatus, Cached};
use super::rules::{Life, Position, Reader, State};
use super::scope::Cache;
use super::stats::Counters;
use super::store::StoreKind;
use super::tag::Tag;
use super::task::{Compute, Computing, Task};

/// The value to read.
pub(crate) struct Wanted<'a> {
    pub(crate) kind: StoreKind,
    pub(crate) key: &'a Key,
    /// The declared lifetime; `None` derives it from the dependencies.
    pub(crate) life: Option<Life>,
}

/// A computation that has not started.
pub(crate) struct Work {
    pub(crate) tags: Vec<Tag>,
    pub(crate) compute: Compute,
}

/// The next step of a reader.
enum NextStep {
    Cached(Arc<Entry>, CacheStatus),
    Wait(Waiter),
    /// No computation runs, and the reader has not supplied one yet.
    Begin,
    Lead(Waiter),
}

/// How many times a reader waits for another reader's computation before it starts its own.
const JOINS: usize = 2;

impl Cache {
    /// Reads a value. The computation also returns the memory that the value holds, in bytes. `own`
    /// returns the tags and the computation, and is called if this reader starts it.
    pub(crate) async fn read<T, E, O, C, F>(
        &self,
        kind: StoreKind,
        key: Key,
        life: Option<Life>,
        own: O,
    ) -> Result<Cached<T>, E>
    where
        T: CacheValue,
        E: CacheError,
        O: FnOnce() -> (Vec<Tag>, C) + Send,
        C: FnOnce(Cache) -> F + Send + 'static,
        F: Future<Output = Result<(T, usize), E>> + Send + 'static,
    {
        let reader = &*self.inside();
        let engine = &reader.0.engine;
        let key = &key;
        let record = reader.begin_read(key.name());
        let wanted = Wanted { kind, key, life };
        let mut own = Some(own);
        let mut begin = || {
            let own = own.take().expect("a reader begins once");
            let (tags, compute) = own();
            let compute = |cache| -> Computing {
                Box::pin(async move {
                    match compute(cache).await {
                        Ok((value, heap)) => {
                            let heap = size_of::<T>().saturating_add(heap);
                            Ok((Box::new(value) as AnyValue, heap))
                        }
                        Err(error) => Err(Arc::new(error) as AnyError),
                    }
                })
            };
            Work {
                tags,
                compute: Box::new(compute),
            }
        };
        let (landed, how) = match engine.look(reader, &wanted) {
            Some((entry, how)) => {
                if how == CacheStatus::Stale {
                    engine.refresh(reader, &wanted, &entry, &mut begin);
                }
                (Landed::Value(entry), how)
            }
            // Boxed, so that the future of a hit does not contain that of a miss.
            None => Box::pin(engine.compute(reader, &wanted, &mut begin)).await,
        };
        engine.counters.read(how);
        match landed {
            Landed::Value(entry) => Ok(record.found(&entry, how)),
            Landed::Error(error) => {
                record.failed();
                let error = error.downcast_ref::<E>();
                Err(error
                    .expect("the key has the type of the error in it")
                    .clone())
            }
            Landed::Interrupted(interrupted) => {
                record.failed();
                Err(interrupted.into())
            }
        }
    }
}

impl Engine {
    /// Returns the value from the store, if this reader accepts it.
    pub(crate) fn look(
        &self,
        reader: &Cache,
        wanted: &Wanted<'_>,
    ) -> Option<(Arc<Entry>, CacheStatus)> {
        if !reader.shares() {
            return None;
        }
        let entry = self.store(wanted.kind).get(wanted.key)?;
        let invalid = entry.is_invalid(&*self.rules, &*self.log) || reader.knows_better(&entry);
        let state = entry.state(invalid, &*self.rules);
        let how = if state == State::Stale {
            CacheStatus::Stale
        } else {
            CacheStatus::Hit
        };
        self.rules
            .serves(state, reader.reader())
            .then_some((entry, how))
    }

    /// Waits for a computation of the value: a running one if it is valid for this reader,
    /// otherwise a new one.
    pub(crate) async fn compute(
        self: &Arc<Self>,
        reader: &Cache,
        wanted: &Wanted<'_>,
        begin: &mut (dyn FnMut() -> Work + Send),
    ) -> (Landed, CacheStatus) {
        if let Some(way) = reader.way_to(wanted.key) {
            let interrupted = Interrupted::asks_for_itself(way);
            return (Landed::Interrupted(interrupted), CacheStatus::Miss);
        }
        let arrived = self.log.applied();
        let (mut joins, mut work) = (0, None);
        loop {
            match self.turn(reader, wanted, joins < JOINS, &mut work) {
                NextStep::Cached(entry, how) => return (Landed::Value(entry), how),
                NextStep::Begin => work = Some(begin()),
                // Its own computation began after the reader arrived, so its result is valid.
                NextStep::Lead(waiting) => return (waiting.landed().await, CacheStatus::Miss),
                NextStep::Wait(waiting) => {
                    Counters::one(&self.counters.joined);
                    let as_of = waiting.began;
                    let landed = waiting.landed().await;
                    if self.takes(reader, &landed, as_of, arrived) {
                        return (landed, CacheStatus::Miss);
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
    ) -> NextStep {
        // Only this reader knows about its unpublished changes, so it shares its computation with
        // no one.
        let alone = reader.has_unpublished();
        let mut flights = self.flights.lock();
        // The computation may have finished since the last lookup.
        if let Some((entry, how)) = self.look(reader, wanted) {
            return NextStep::Cached(entry, how);
        }
        if may_join && !alone {
            let running = flights.get(wanted.key);
            if let Some(flight) = running.filter(|flight| self.joins(reader, flight)) {
                return NextStep::Wait(flight.join(reader.reader()));
            }
        }
        let Some(work) = work.take() else {
            return NextStep::Begin;
        };
        let (flight, task) = self.flight(reader, wanted, &work, None);
        // The reader joins before the computation checks whether anyone waits.
        let waiting = flight.join(reader.reader());
        if !alone {
            flights.insert(wanted.key.clone(), flight);
        }
        start(task, work);
        NextStep::Lead(waiting)
    }

    fn joins(&self, reader: &Cache, flight: &Flight) -> bool {
        let invalid = flight.is_invalid_so_far(&*self.rules, &*self.log)
            || self.rules.is_invalid(flight.began, reader.floor());
        self.rules.joins(invalid)
    }

    fn takes(&self, reader: &Cache, landed: &Landed, began: Position, arrived: Position) -> bool {
        let entry = match landed {
            Landed::Value(entry) => entry,
            // An error depends on data as well, and its tags are unknown.
            Landed::Error(_) => {
                let invalid = self.rules.is_invalid(began, self.log.applied());
                return self.rules.takes(began, arrived, invalid);
            }
            Landed::Interrupted(_) => return true,
        };
        let invalid = entry.sources.is_invalid(&*self.rules, &*self.log);
        self.rules.takes(entry.stamp, arrived, invalid) && !reader.knows_better(entry)
    }

    /// Starts a computation that replaces a stale value in the background.
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
        let flight = Flight::new(scope.began(), scope.shared_made());
        let task = Task {
            engine: Arc::clone(self),
            scope,
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
