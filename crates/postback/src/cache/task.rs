//! [`Task`]: a computation in its own task.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use tokio::time::Instant;

use super::computed::Interrupted;
use super::engine::Engine;
use super::entry::{AnyError, AnyValue, Entry};
use super::flight::{Flight, Landed};
use super::key::Key;
use super::made::Dependencies;
use super::places::Permit;
use super::rules::{Life, Position};
use super::scope::Cache;
use super::sources::Sources;
use super::stats::Counters;
use super::store::{StoreKind, TooHeavy};
use crate::panic::Panicked;

pub(crate) type Compute = Box<dyn FnOnce(Cache) -> Computing + Send>;
pub(crate) type Computing = Pin<Box<dyn Future<Output = ComputedResult> + Send>>;
pub(crate) type ComputedResult = Result<Weighed, AnyError>;
/// A value and its memory in bytes.
type Weighed = (AnyValue, usize);

/// A computation. It continues without its readers while others wait, or while there is room in the
/// background.
pub(crate) struct Task {
    pub(crate) engine: Arc<Engine>,
    /// The cache in which it runs, which collects its dependencies.
    pub(crate) scope: Cache,
    pub(crate) flight: Arc<Flight>,
    pub(crate) kind: StoreKind,
    pub(crate) key: Key,
    pub(crate) life: Option<Life>,
    /// Whether it was started by another computation, whose place it shares.
    pub(crate) nested: bool,
    /// The stale value that it replaces.
    pub(crate) refreshes: Option<Arc<Entry>>,
    pub(crate) end: Option<Landed>,
}

impl Task {
    /// Runs the computation. Afterwards the value is first stored and then the computation is
    /// removed from the table, so that a reader always finds one of the two.
    pub(crate) async fn run(mut self, compute: Compute) {
        let end = self.landed(compute).await;
        self.end = Some(end);
    }

    async fn landed(&self, compute: Compute) -> Landed {
        let made = Instant::now();
        let limit = self.engine.limits.timeout;
        let landed = match tokio::time::timeout(limit, self.computed(compute)).await {
            Ok(Some(Ok(Ok((value, heap))))) => {
                let entry = self.entry(value, heap, made);
                return Landed::Value(self.try_store(entry));
            }
            Ok(Some(Ok(Err(error)))) => Landed::Error(error),
            Ok(Some(Err(panic))) => {
                let message = Panicked::new(&*panic).to_string();
                Landed::Interrupted(Interrupted::panicked(&message))
            }
            // No reader waits for the result.
            Ok(None) => {
                Counters::one(&self.engine.counters.abandoned);
                return Landed::Interrupted(Interrupted::cancelled());
            }
            Err(_) => Landed::Interrupted(Interrupted::too_slow(limit)),
        };
        Counters::one(&self.engine.counters.failed);
        if let Landed::Interrupted(interrupted) = &landed {
            tracing::warn!(target: "postback::cache", name = self.key.name(), "{interrupted}");
        }
        if let Some(stale) = &self.refreshes {
            stale.refresh_failed(&*self.engine.rules);
            tracing::warn!(target: "postback::cache", name = self.key.name(), "a refresh failed; the stale value stays until it expires");
        }
        landed
    }

    /// Returns the result, or `None` if the computation was abandoned because no reader waits for
    /// it.
    async fn computed(&self, compute: Compute) -> Option<std::thread::Result<ComputedResult>> {
        let mut place = self.place().await?;
        Counters::one(&self.engine.counters.computed);
        let scope = &self.scope;
        let compute = async { compute(scope.clone()).await };
        let mut compute = pin!(AssertUnwindSafe(scope.inside_of(compute)).catch_unwind());
        while !place.is_behind {
            let all_gone = pin!(self.flight.landing.closed());
            match select(compute.as_mut(), all_gone).await {
                Either::Left((result, _)) => return Some(result),
                Either::Right(_) => match self.engine.places.behind() {
                    Some(behind) => place = behind,
                    None if self.is_given_up() => return None,
                    // A reader has joined meanwhile.
                    None => {}
                },
            }
        }
        Some(compute.await)
    }

    /// Waits for a place while a reader waits. A refresh waits for a background place.
    async fn place(&self) -> Option<Permit<'_>> {
        let Engine { places, .. } = &*self.engine;
        if self.nested {
            return Some(Permit::within());
        }
        let mut hurry = pin!(self.flight.hurry.notified());
        loop {
            if self.flight.is_awaited() {
                let place = pin!(places.in_front());
                let all_gone = pin!(self.flight.landing.closed());
                let turn = select(place, select(hurry.as_mut(), all_gone));
                match turn.await {
                    // All readers may have gone at the moment when the place became free.
                    Either::Left((place, _)) if self.flight.is_awaited() => return place,
                    Either::Right((Either::Left(_), _)) => return Some(Permit::within()),
                    Either::Left(_) | Either::Right((Either::Right(_), _)) => {}
                }
            } else if self.refreshes.is_some() {
                let place = pin!(places.in_turn_behind());
                let joined = pin!(self.flight.joined.notified());
                if let Either::Left((place, _)) = select(place, joined).await {
                    return place;
                }
            } else if self.is_given_up() {
                return None;
            }
        }
    }

    /// Removes the computation from the table, unless a reader waits for it after all.
    fn is_given_up(&self) -> bool {
        let mut flights = self.engine.flights.lock();
        let is_given_up = !self.flight.is_awaited();
        if is_given_up {
            self.leave(&mut flights);
        }
        is_given_up
    }

    /// A newer computation may have replaced it in the table.
    fn leave(&self, flights: &mut HashMap<Key, Arc<Flight>>) {
        let listed = flights.get(&self.key);
        if listed.is_some_and(|listed| Arc::ptr_eq(listed, &self.flight)) {
            flights.remove(&self.key);
        }
    }

    fn entry(&self, value: AnyValue, heap: usize, begun: Instant) -> Entry {
        let Engine { rules, log, .. } = &*self.engine;
        let stamp = rules.stamp(self.scope.began(), log.applied());
        let nothing = Dependencies::default();
        let made = self.scope.made();
        let made = made.as_deref().unwrap_or(&nothing);
        Entry {
            value,
            heap,
            stamp,
            oldest: made.oldest(stamp, &**rules),
            sources: made.sources(stamp, &**rules),
            life: made.life(self.life, begun),
            made: begun,
            // The value has not been checked yet.
            checked: AtomicU64::new(Position::MAX),
            refresh: Mutex::default(),
        }
    }

    /// Creates the entry, and stores it if permitted.
    fn try_store(&self, entry: Entry) -> Arc<Entry> {
        let Engine {
            rules,
            log,
            counters,
            ..
        } = &*self.engine;
        let entry = Arc::new(entry);
        if let Sources::Unknown { why, .. } = &entry.sources {
            Counters::one(&counters.refused);
            let name = self.key.name();
            if why.is_mistake() {
                tracing::warn!(target: "postback::cache", name, "a value is not kept, and neither is what reads it: {why}");
            } else {
                tracing::debug!(target: "postback::cache", name, "a value is not kept, and neither is what reads it: {why}");
            }
            return entry;
        }
        let invalid = entry.sources.is_invalid(&**rules, &**log);
        let store = self.engine.store(self.kind);
        let newest = store
            .get(&self.key)
            .is_none_or(|old| rules.replaces(entry.stamp, old.stamp));
        let alone = self.scope.is_alone();
        if alone || !newest || !rules.stores(invalid) {
            return entry;
        }
        if let Err(TooHeavy { weight, largest }) = store.put(self.key.clone(), Arc::clone(&entry)) {
            Counters::one(&counters.refused);
            tracing::warn!(target: "postback::cache", name = self.key.name(), weight, largest, "a value is not kept: it is too large");
        }
        entry
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.leave(&mut self.engine.flights.lock());
        // A task that was cancelled has no result.
        let end = self.end.take();
        let end = end.unwrap_or_else(|| Landed::Interrupted(Interrupted::cancelled()));
        self.flight.landing.send_replace(Some(end));
    }
}
