//! The world of the schedules: rows, cached values over them, and their readers and writers.

use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::super::super::log::LocalLog;
use super::super::super::rules::{Reader, Rules};
use super::super::super::*;
use super::Random;

/// The tag of each row. The last row has none; its changes are announced by the path of the page
/// that shows it.
const TAGS: [Option<&str>; 4] = [Some("a"), Some("b"), Some("c"), None];
const PATH: &str = "/page";
const KEYS: usize = 4;
const ROWS: usize = TAGS.len();

/// The version of each row.
type Versions = [u64; ROWS];
/// The versions in a value; `None` for a row that it does not read.
type Value = [Option<u64>; ROWS];

/// The limits of every world: asking the system for its cores takes longer than a schedule.
static LIMITS: LazyLock<CacheLimits> =
    LazyLock::new(|| CacheLimits::new().values(64).computations(3));

/// What a writer does first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    CommitFirst,
    PublishFirst,
}

pub(super) struct World {
    shared: Shared,
    order: Order,
    /// Writers that are half done: the row, and the cache with the unpublished change.
    writers: Vec<(usize, Option<Cache>)>,
    readers: Vec<JoinHandle<()>>,
    steps: Vec<String>,
}

#[derive(Clone)]
struct Shared {
    engine: Arc<Engine>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    committed: Versions,
    /// The versions that new readers have to see.
    published: Versions,
    /// Computations and readers that wait for their next step.
    gates: Vec<oneshot::Sender<()>>,
    failures: u32,
    broken: Option<String>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn request(&self, reader: Reader) -> Cache {
        let began = self.engine.log.applied();
        Cache::new(Scope::new(Arc::clone(&self.engine), None, began, reader))
    }

    async fn point(&self) {
        let (gate, opened) = oneshot::channel();
        self.state().gates.push(gate);
        let _ = opened.await;
    }

    fn row(&self, row: usize) -> Value {
        let mut value = Value::default();
        value[row] = Some(self.state().committed[row]);
        value
    }

    fn read(
        self,
        cache: Cache,
        key: usize,
    ) -> Pin<Box<dyn Future<Output = Result<Value, Interrupted>> + Send>> {
        Box::pin(async move {
            // Two of the four values only learn their tag late.
            let tags = [Some("a"), None, Some("c"), None][key];
            let read = cache
                .entry("key", &key)
                .tags(tags)
                .fresh("10s")
                .expire("40s");
            read.get(async move |cache| self.compute(cache, key).await)
                .await
        })
    }

    async fn compute(self, cache: Cache, key: usize) -> Result<Value, Interrupted> {
        match key {
            0 => {
                let value = oldest(self.row(0), self.row(3));
                self.point().await;
                self.fails_sometimes()?;
                Ok(value)
            }
            1 => {
                self.point().await;
                let value = self.row(1);
                self.point().await;
                cache.tag(if is_odd(value[1]) { "" } else { "b" });
                Ok(value)
            }
            2 => {
                let first = self.clone().read(cache.clone(), 0).await?;
                self.point().await;
                let second = self.clone().read(cache, 1).await?;
                let third = self.row(2);
                self.point().await;
                Ok(oldest(oldest(first, second), third))
            }
            _ => {
                let first = self.clone().read(cache.clone(), 0).await?;
                self.point().await;
                Ok(oldest(first, self.read(cache, 2).await?))
            }
        }
    }

    fn fails_sometimes(&self) -> Result<(), Interrupted> {
        let mut state = self.state();
        state.failures += 1;
        if state.failures.is_multiple_of(7) {
            return Err(Interrupted::cancelled());
        }
        Ok(())
    }

    /// Checks that a reader sees at least these versions.
    async fn check(&self, who: &str, cache: Cache, key: usize, least: Versions) {
        let Ok(value) = self.clone().read(cache, key).await else {
            return;
        };
        for (row, seen) in value.iter().enumerate() {
            if seen.is_some_and(|seen| seen < least[row]) {
                let broken = format!(
                    "{who} of key {key} got {value:?}, but {least:?} had been published before"
                );
                self.state().broken.get_or_insert(broken);
            }
        }
    }
}

/// Returns whether the version of row 1 is one of those that have an invalid tag.
fn is_odd(version: Option<u64>) -> bool {
    version.is_some_and(|version| version % 2 == 1)
}

fn oldest(one: Value, other: Value) -> Value {
    std::array::from_fn(|row| match (one[row], other[row]) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    })
}

impl World {
    pub(super) fn new(rules: Box<dyn Rules>, order: Order) -> Self {
        let engine = Arc::new(Engine::with(*LIMITS, Box::new(LocalLog::new()), rules));
        let state = Arc::default();
        Self {
            shared: Shared { engine, state },
            order,
            writers: Vec::new(),
            readers: Vec::new(),
            steps: Vec::new(),
        }
    }

    pub(super) fn broken(&self) -> Option<String> {
        self.shared.state().broken.clone()
    }

    pub(super) fn steps(&self) -> &[String] {
        &self.steps
    }

    pub(super) async fn step(&mut self, random: &mut Random) {
        match random.below(16) {
            0..4 => self.reader(
                random.below(KEYS),
                random.below(4) == 0,
                random.below(2) == 0,
            ),
            4 => self.slow_reader(random.below(KEYS)),
            5..7 => self.write(random.below(ROWS), random.below(KEYS)),
            7..9 if !self.writers.is_empty() => {
                let writer = random.below(self.writers.len());
                self.finish(writer, random.below(KEYS)).await;
            }
            9 if !self.readers.is_empty() => {
                let reader = random.below(self.readers.len());
                self.steps.push(format!("reader {reader} goes away"));
                self.readers[reader].abort();
            }
            10 => {
                self.steps.push("five seconds pass".to_owned());
                tokio::time::advance(Duration::from_secs(5)).await;
            }
            _ => self.open(random),
        }
        self.settle().await;
    }

    /// Opens one of the gates at which a task waits.
    fn open(&mut self, random: &mut Random) {
        let mut state = self.shared.state();
        if !state.gates.is_empty() {
            let gate = random.below(state.gates.len());
            self.steps.push(format!("gate {gate} opens"));
            // The task at the gate may be gone.
            let _ = state.gates.swap_remove(gate).send(());
        }
    }

    /// Starts a reader, on the page at the path or elsewhere.
    fn reader(&mut self, key: usize, is_action: bool, is_there: bool) {
        self.steps.push(format!(
            "a reader of key {key}, action: {is_action}, there: {is_there}"
        ));
        let reader = if is_action {
            Reader::Action
        } else {
            Reader::Page
        };
        let shared = self.shared.clone();
        let (cache, mut least) = (shared.request(reader), shared.state().published);
        if is_there {
            cache.is_page_at([PATH]);
        } else {
            // Nothing has announced a change here.
            least[3] = 0;
        }
        let task = async move { shared.check("a reader", cache, key, least).await };
        self.readers.push(tokio::spawn(task));
    }

    /// Starts a reader whose request begins now and which reads later.
    fn slow_reader(&mut self, key: usize) {
        self.steps.push(format!("a slow reader of key {key}"));
        let shared = self.shared.clone();
        let cache = shared.request(Reader::Page);
        self.readers.push(tokio::spawn(async move {
            shared.point().await;
            let least = shared.state().published;
            cache.is_page_at([PATH]);
            shared.check("a slow reader", cache, key, least).await;
        }));
    }

    /// Performs the first half of a change.
    fn write(&mut self, row: usize, key: usize) {
        self.steps
            .push(format!("row {row} is changed, and key {key} read"));
        let action = self.shared.request(Reader::Action);
        action.is_page_at([PATH]);
        match TAGS[row] {
            Some(tag) => action.revalidate_tag(tag),
            None => action.revalidate_path(PATH),
        }
        if self.order == Order::PublishFirst {
            drop(action);
            return self.writers.push((row, None));
        }
        let mut least = self.shared.state().published;
        let committed = {
            let mut state = self.shared.state();
            state.committed[row] += 1;
            state.committed[row]
        };
        // The actor has to see its own change before others do.
        least[row] = committed;
        let (shared, cache) = (self.shared.clone(), action.clone());
        let task = async move { shared.check("the actor", cache, key, least).await };
        self.readers.push(tokio::spawn(task));
        self.writers.push((row, Some(action)));
    }

    /// Performs the second half of a change, after which everyone has to see it.
    async fn finish(&mut self, writer: usize, key: usize) {
        let (row, action) = self.writers.swap_remove(writer);
        self.steps
            .push(format!("the change of row {row} is finished"));
        match action {
            Some(action) => {
                action.publish(&[]).await;
            }
            None => self.shared.state().committed[row] += 1,
        }
        {
            // All committed versions of the row count, because its other writers have the same tag.
            let mut state = self.shared.state();
            state.published[row] = state.committed[row];
        }
        self.reader(key, false, true);
    }

    /// Lets all tasks run, most of them up to their next gate.
    async fn settle(&self) {
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
    }

    /// Finishes all changes and opens all gates. Afterwards every key is current and stored.
    pub(super) async fn come_to_rest(&mut self) {
        self.steps.push("everything comes to rest".to_owned());
        while !self.writers.is_empty() {
            self.finish(0, 0).await;
        }
        self.drain().await;
        if self.broken().is_some() {
            return;
        }
        for key in 0..KEYS {
            // The first read may fail.
            for _ in 0..2 {
                self.reader(key, false, true);
                self.drain().await;
            }
            let before = self.computed();
            self.reader(key, false, true);
            self.drain().await;
            let is_kept = self.computed() == before;
            // All values but the first depend on row 1.
            let may_be_kept = key == 0 || !is_odd(Some(self.shared.state().committed[1]));
            if is_kept != may_be_kept && self.broken().is_none() {
                let how = if is_kept { "is" } else { "is not" };
                self.shared.state().broken = Some(format!("key {key} {how} kept"));
            }
        }
    }

    fn computed(&self) -> u64 {
        self.shared.engine.stats().computed
    }

    async fn drain(&self) {
        loop {
            self.settle().await;
            let gates = std::mem::take(&mut self.shared.state().gates);
            let running = !self.shared.engine.flights.lock().is_empty();
            if gates.is_empty() && !running {
                return;
            }
            for gate in gates {
                let _ = gate.send(());
            }
        }
    }
}
