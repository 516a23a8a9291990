//! A computation in a task of its own.

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
/// A value with its bytes, and those that it holds on to.
type Weighed = (AnyValue, usize);

/// Nobody who goes away takes it along while others wait, or while
/// there is room for it behind the scenes.
pub(crate) struct Task {
    pub(crate) engine: Arc<Engine>,
    /// In which it runs: it knows the tags so far.
    pub(crate) scope: Cache,
    pub(crate) flight: Arc<Flight>,
    pub(crate) kind: StoreKind,
    pub(crate) key: Key,
    pub(crate) life: Option<Life>,
    /// Started by another computation, which has a place.
    pub(crate) nested: bool,
    /// The stale value that it replaces.
    pub(crate) refreshes: Option<Arc<Entry>>,
    pub(crate) end: Option<Landed>,
}

impl Task {
    /// When it is over, the value is in the store and the computation is out of the table, in this
    /// order: no reader finds neither.
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
                return Landed::Value(self.kept(entry));
            }
            Ok(Some(Ok(Err(error)))) => Landed::Error(error),
            Ok(Some(Err(panic))) => {
                let message = Panicked::new(&*panic).to_string();
                Landed::Interrupted(Interrupted::panicked(&message))
            }
            // Nobody hears of it.
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

    /// `None` if it was given up because nobody waited for it.
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
                    // Somebody has come meanwhile.
                    None => {}
                },
            }
        }
        Some(compute.await)
    }

    /// Waits for a place to run in, as long as somebody waits for it. A refresh, which nobody has to
    /// wait for, waits behind the scenes.
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
                    // All may have gone in the moment in which it came.
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

    /// Out of the table, unless somebody waits for it after all.
    fn is_given_up(&self) -> bool {
        let mut flights = self.engine.flights.lock();
        let is_given_up = !self.flight.is_awaited();
        if is_given_up {
            self.leave(&mut flights);
        }
        is_given_up
    }

    /// A newer computation may have its place.
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
            // Not looked at yet.
            checked: AtomicU64::new(Position::MAX),
            refresh: Mutex::default(),
        }
    }

    /// The entry, in the store if it may be there.
    fn kept(&self, entry: Entry) -> Arc<Entry> {
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
            tracing::warn!(target: "postback::cache", name = self.key.name(), weight, largest, "a value is not kept: it weighs too much");
        }
        entry
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.leave(&mut self.engine.flights.lock());
        // A task that was stopped before its end has none.
        let end = self.end.take();
        let end = end.unwrap_or_else(|| Landed::Interrupted(Interrupted::cancelled()));
        self.flight.landing.send_replace(Some(end));
    }
}
