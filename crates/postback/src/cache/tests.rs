//! The engine, with computations that wait until the test releases them.

mod bad_input;
mod failing;
mod freshness;
mod schedules;
mod sharing;
mod starving;
mod unkept;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use tokio::sync::Semaphore;

use super::rules::{Reader, USUAL};
use super::*;
use crate::Error;

/// An app with its cache and one row that changes.
#[derive(Clone)]
struct App {
    engine: Arc<Engine>,
    row: Arc<AtomicU64>,
    /// Counts the computations of [`App::gated`] that have read the row.
    have_read: Arc<Semaphore>,
    /// Counts those that may continue.
    may_end: Arc<Semaphore>,
    computed: Arc<AtomicU32>,
}

impl App {
    fn new() -> Self {
        Self::with(CacheLimits::new())
    }

    fn with(limits: CacheLimits) -> Self {
        Self {
            engine: Arc::new(Engine::new(limits)),
            row: Arc::default(),
            have_read: Arc::new(Semaphore::new(0)),
            may_end: Arc::new(Semaphore::new(0)),
            computed: Arc::default(),
        }
    }

    /// Returns the cache of a request that begins now.
    fn request(&self) -> Cache {
        self.visitor(Reader::Page)
    }

    fn action(&self) -> Cache {
        self.visitor(Reader::Action)
    }

    fn visitor(&self, reader: Reader) -> Cache {
        let began = self.engine.log.applied();
        Cache::new(Scope::new(Arc::clone(&self.engine), None, began, reader))
    }

    /// Changes the row and revalidates it, as an action does.
    async fn change(&self, tag: &str) -> u64 {
        let row = self.row.fetch_add(1, Ordering::SeqCst) + 1;
        let action = self.action();
        action.revalidate_tag(tag);
        action.publish(&[]).await;
        row
    }

    /// Reads the row with the tag `row`.
    async fn read(&self, cache: &Cache) -> u64 {
        let app = self.clone();
        cache
            .entry("row", &())
            .tags(["row"])
            .get(async move |_| Ok::<_, Error>(app.now()))
            .await
            .unwrap()
    }

    /// Reads the row, waits at the gate, and returns it. The tag is declared before or after the
    /// gate.
    async fn gated(&self, cache: &Cache, tag_is_known: bool) -> u64 {
        let app = self.clone();
        cache
            .entry("gated", &())
            .tags(tag_is_known.then_some("row"))
            .get(async move |cache: Cache| {
                let row = app.now();
                app.have_read.add_permits(1);
                app.may_end.acquire().await.unwrap().forget();
                cache.tag("row");
                Ok::<_, Error>(row)
            })
            .await
            .unwrap()
    }

    fn now(&self) -> u64 {
        self.computed.fetch_add(1, Ordering::SeqCst);
        self.row.load(Ordering::SeqCst)
    }

    fn computed(&self) -> u32 {
        self.computed.load(Ordering::SeqCst)
    }

    /// Waits until this many more computations have read the row.
    async fn until_read(&self, count: u32) {
        self.have_read.acquire_many(count).await.unwrap().forget();
    }
}
