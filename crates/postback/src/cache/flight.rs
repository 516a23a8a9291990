//! Computations that run now: one for each key, in a task of its own.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::computed::Interrupted;
use super::engine::{AnyError, Compute, Engine};
use super::entry::{AnyValue, Entry};
use super::key::Key;
use super::made::Made;
use super::rules::{Life, Position};
use super::sources::Sources;
use super::stats::Counters;
use super::{Cache, Kind};
use crate::shell::Panicked;

/// How a computation ended.
#[derive(Clone)]
pub(crate) enum Landed {
    Value(Arc<Entry>),
    Error(AnyError),
    Interrupted(Interrupted),
}

pub(crate) struct Flight {
    /// The scope in which it runs: it knows the tags so far.
    pub(crate) scope: Cache,
    landed: watch::Receiver<Option<Landed>>,
    /// Somebody who has a permit waits for it: it does not wait for one of its own.
    pub(crate) hurry: Notify,
}

impl Flight {
    pub(crate) fn new(scope: Cache) -> (Arc<Self>, watch::Sender<Option<Landed>>) {
        let (landing, landed) = watch::channel(None);
        let flight = Self {
            scope,
            landed,
            hurry: Notify::new(),
        };
        (Arc::new(flight), landing)
    }

    pub(crate) async fn landed(&self) -> Landed {
        let mut landed = self.landed.clone();
        let ended = landed.wait_for(Option::is_some).await;
        let ended = ended.ok().and_then(|landed| landed.clone());
        ended.unwrap_or_else(|| Landed::Interrupted(Interrupted::cancelled()))
    }
}

/// The computations that can be joined.
#[derive(Default)]
pub(crate) struct Flights(Mutex<HashMap<Key, Arc<Flight>>>);

impl Flights {
    /// Nothing that can panic runs under the lock.
    pub(crate) fn lock(&self) -> MutexGuard<'_, HashMap<Key, Arc<Flight>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A computation in its own task: nobody who goes away takes it along.
pub(crate) struct Task {
    pub(crate) engine: Arc<Engine>,
    pub(crate) flight: Arc<Flight>,
    pub(crate) kind: Kind,
    pub(crate) key: Key,
    pub(crate) life: Option<Life>,
    /// Started by another computation, which has a permit.
    pub(crate) nested: bool,
    /// The stale value that it replaces.
    pub(crate) refreshes: Option<Arc<Entry>>,
}

impl Task {
    /// When it returns, the value is in the store and the computation is out of the table, in this
    /// order: no reader finds neither.
    pub(crate) async fn run(self, compute: Compute) -> Landed {
        let made = Instant::now();
        let limit = self.engine.limits.timeout;
        let work = async {
            let _permit = self.permit().await;
            let scope = &self.flight.scope;
            let compute = async { compute(scope.clone()).await };
            AssertUnwindSafe(scope.inside_of(compute))
                .catch_unwind()
                .await
        };
        Counters::one(&self.engine.counters.computed);
        let landed = match tokio::time::timeout(limit, work).await {
            Ok(Ok(Ok((value, weight)))) => {
                let entry = self.entry(value, weight, made);
                return Landed::Value(self.kept(entry));
            }
            Ok(Ok(Err(error))) => Landed::Error(error),
            Ok(Err(panic)) => {
                let message = Panicked::new(&*panic).to_string();
                Landed::Interrupted(Interrupted::panicked(&message))
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

    async fn permit(&self) -> Option<tokio::sync::SemaphorePermit<'_>> {
        if self.nested {
            return None;
        }
        let permit = pin!(self.engine.permits.acquire());
        let hurry = pin!(self.flight.hurry.notified());
        match select(permit, hurry).await {
            Either::Left((permit, _)) => permit.ok(),
            Either::Right(_) => None,
        }
    }

    fn entry(&self, value: AnyValue, weight: u64, begun: Instant) -> Entry {
        let Engine { rules, log, .. } = &*self.engine;
        let stamp = rules.stamp(self.flight.scope.began(), log.applied());
        let nothing = Made::default();
        let made = self.flight.scope.made();
        let made = made.as_deref().unwrap_or(&nothing);
        Entry {
            value,
            weight,
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
        let alone = self.flight.scope.is_alone();
        if alone || !newest || !rules.stores(invalid) {
            return entry;
        }
        if let Err(largest) = store.put(self.key.clone(), Arc::clone(&entry)) {
            Counters::one(&counters.refused);
            tracing::warn!(target: "postback::cache", name = self.key.name(), weight = entry.weight, largest, "a value is not kept: it weighs too much");
        }
        entry
    }
}

impl Drop for Task {
    /// Out of the table, unless a newer computation has its place.
    fn drop(&mut self) {
        let mut flights = self.engine.flights.lock();
        let listed = flights.get(&self.key);
        if listed.is_some_and(|listed| Arc::ptr_eq(listed, &self.flight)) {
            flights.remove(&self.key);
        }
    }
}
