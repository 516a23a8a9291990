use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt as _;
use tokio::time::{advance, sleep};

use super::*;

type Outcome = Arc<str>;

fn in_flight() -> Repeats<Outcome> {
    Repeats::in_flight()
}

/// Returns a table in which each byte of an outcome weighs a tenth of the limit.
fn once() -> Repeats<Outcome> {
    Repeats::once(|outcome| outcome.len() * (BYTES / 10))
}

fn light() -> Repeats<Outcome> {
    Repeats::once(|outcome| outcome.len())
}

fn key(name: &str) -> Key {
    Key::of([name.as_bytes()])
}

fn number(n: usize) -> Key {
    Key::of([n.to_be_bytes().as_slice()])
}

#[track_caller]
fn first(table: &Repeats<Outcome>, key: Key) -> Lead<Outcome> {
    match table.enter(key) {
        Admission::First(lead) => lead,
        other => panic!("not first, but {}", name(&other)),
    }
}

#[track_caller]
fn wait(table: &Repeats<Outcome>, key: Key) -> impl Future<Output = Option<Outcome>> + use<> {
    match table.enter(key) {
        Admission::Wait(wait) => wait.outcome(),
        other => panic!("no wait, but {}", name(&other)),
    }
}

#[track_caller]
fn done(table: &Repeats<Outcome>, key: Key) -> Outcome {
    match table.enter(key) {
        Admission::Done(outcome) => outcome,
        other => panic!("not done, but {}", name(&other)),
    }
}

fn name(turn: &Admission<Outcome>) -> &'static str {
    match turn {
        Admission::First(_) => "first",
        Admission::Wait(_) => "wait",
        Admission::Done(_) => "done",
    }
}

/// Submits as the service does.
async fn submit(
    table: Repeats<Outcome>,
    key: Key,
    run: impl AsyncFn() -> Outcome,
) -> Option<Outcome> {
    loop {
        match table.enter(key) {
            Admission::First(lead) => {
                let outcome = run().await;
                lead.done(outcome.clone());
                return Some(outcome);
            }
            Admission::Wait(wait) => {
                if let Some(outcome) = wait.outcome().await {
                    return Some(outcome);
                }
            }
            Admission::Done(outcome) => return Some(outcome),
        }
    }
}

#[test]
fn a_key_depends_on_every_part_and_on_where_it_ends() {
    let parts: [&[&[u8]]; 6] = [
        &[],
        &[b""],
        &[b"ab", b"c"],
        &[b"a", b"bc"],
        &[b"abc"],
        &[b"c", b"ab"],
    ];
    for (i, one) in parts.iter().enumerate() {
        for (j, other) in parts.iter().enumerate() {
            let equal = Key::of(one.iter().copied()) == Key::of(other.iter().copied());
            assert_eq!(equal, i == j, "{one:?} {other:?}");
        }
    }
}

#[tokio::test]
async fn those_who_come_while_the_first_runs_get_its_outcome() {
    for table in [in_flight(), once()] {
        let lead = first(&table, key("a"));
        let (one, two) = (wait(&table, key("a")), wait(&table, key("a")));
        let mut one = Box::pin(one);
        assert!(one.as_mut().now_or_never().is_none());
        lead.done("saved".into());
        assert_eq!(one.await.as_deref(), Some("saved"));
        // The second one only begins to wait now.
        assert_eq!(two.await.as_deref(), Some("saved"));
    }
}

#[test]
fn another_submission_does_not_wait() {
    for table in [in_flight(), once()] {
        let _a = first(&table, key("a"));
        let _b = first(&table, key("b"));
    }
}

#[test]
fn joining_ends_with_the_first() {
    let table = in_flight();
    first(&table, key("a")).done("saved".into());
    let _again = first(&table, key("a"));
}

#[tokio::test]
async fn a_first_that_ends_without_an_outcome_makes_room() {
    for table in [in_flight(), once()] {
        let lead = first(&table, key("a"));
        let waiting = wait(&table, key("a"));
        drop(lead);
        assert_eq!(waiting.await, None);
        let _again = first(&table, key("a"));
    }
}

#[tokio::test(start_paused = true)]
async fn once_remembers_for_ten_minutes_after_the_end() {
    let table = once();
    let lead = first(&table, key("a"));
    advance(2 * REMEMBERED).await;
    lead.done("saved".into());
    advance(Duration::from_secs(599)).await;
    assert_eq!(&*done(&table, key("a")), "saved");
    // A lookup does not extend the expiry.
    advance(Duration::from_secs(1)).await;
    let _again = first(&table, key("a"));
}

#[tokio::test(start_paused = true)]
async fn what_has_expired_is_dropped_by_the_next_submission() {
    let table = light();
    let outcome: Outcome = "saved".into();
    for n in 0..100 {
        first(&table, number(n)).done(Arc::clone(&outcome));
    }
    let _running = first(&table, key("running"));
    assert_eq!(Arc::strong_count(&outcome), 101);
    advance(REMEMBERED).await;
    let _next = first(&table, key("next"));
    assert_eq!(Arc::strong_count(&outcome), 1);
    let inside = table.0.lock();
    assert_eq!(
        (inside.entries.len(), inside.remembered.len(), inside.bytes),
        (2, 0, 0)
    );
}

#[test]
fn a_full_table_forgets_the_oldest_outcome_and_no_running_one() {
    let table = light();
    let running: Vec<_> = (0..ENTRIES)
        .map(|n| first(&table, key(&format!("{n}"))))
        .collect();
    for n in 0..ENTRIES {
        first(&table, number(n)).done("saved".into());
    }
    assert_eq!(&*done(&table, number(0)), "saved");
    first(&table, key("next")).done("saved".into());
    assert_eq!(&*done(&table, number(1)), "saved");
    drop(wait(&table, key("0")));
    let _forgotten = first(&table, number(0));
    assert_eq!(table.0.lock().remembered.len(), ENTRIES);
    drop(running);
}

#[tokio::test]
async fn however_many_run_one_more_is_joined_by_its_repeat() {
    for table in [in_flight(), light()] {
        let _leads: Vec<_> = (0..2 * ENTRIES).map(|n| first(&table, number(n))).collect();
        let lead = first(&table, key("one more"));
        let repeat = wait(&table, key("one more"));
        lead.done("saved".into());
        assert_eq!(repeat.await.as_deref(), Some("saved"));
    }
}

#[test]
fn outcomes_are_bounded_by_their_bytes_together() {
    let table = once();
    for n in 0..10 {
        first(&table, number(n)).done("x".into());
    }
    assert_eq!(&*done(&table, number(0)), "x");
    // Three more tenths displace the first three.
    first(&table, key("big")).done("xxx".into());
    assert_eq!(&*done(&table, number(3)), "x");
    let _forgotten = first(&table, number(2));
    // An outcome that exceeds the limit by itself displaces all others and is kept.
    first(&table, key("huge")).done("x".repeat(50).into());
    assert_eq!(done(&table, key("huge")).len(), 50);
    assert_eq!(table.0.lock().remembered.len(), 1);
    assert!(table.0.lock().bytes <= BYTES);
    first(&table, key("small")).done("x".into());
    assert_eq!(&*done(&table, key("small")), "x");
    let _forgotten = first(&table, key("huge"));
}

#[tokio::test(start_paused = true)]
async fn of_many_at_the_same_time_one_runs() {
    for table in [in_flight(), once()] {
        let runs = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..1_000)
            .map(|_| {
                let (table, runs) = (table.clone(), Arc::clone(&runs));
                tokio::spawn(submit(table, key("a"), async move || {
                    sleep(Duration::from_secs(1)).await;
                    let run = runs.fetch_add(1, Ordering::SeqCst);
                    format!("run {run}").into()
                }))
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().as_deref(), Some("run 0"));
        }
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn when_the_first_is_cancelled_or_panics_exactly_one_other_runs() {
    for table in [in_flight(), once()] {
        let runs = Arc::new(AtomicUsize::new(0));
        let run = {
            let runs = Arc::clone(&runs);
            async move || {
                let run = runs.fetch_add(1, Ordering::SeqCst);
                sleep(Duration::from_secs(1)).await;
                assert_ne!(run, 1, "the second run panics");
                format!("run {run}").into()
            }
        };
        let tasks: Vec<_> = (0..100)
            .map(|_| tokio::spawn(submit(table.clone(), key("a"), run.clone())))
            .collect();
        sleep(Duration::from_millis(500)).await;
        assert_eq!(runs.load(Ordering::SeqCst), 1);
        tasks[0].abort();
        let mut panics = 0;
        for (n, task) in tasks.into_iter().enumerate() {
            match task.await {
                Ok(outcome) => assert_eq!(outcome.as_deref(), Some("run 2")),
                Err(error) if error.is_cancelled() => assert_eq!(n, 0),
                Err(_) => panics += 1,
            }
        }
        assert_eq!(panics, 1);
        assert_eq!(runs.load(Ordering::SeqCst), 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn threads_do_not_run_the_same_submission_twice() {
    let table = light();
    let runs: Arc<Vec<AtomicUsize>> = Arc::new((0..50).map(|_| AtomicUsize::new(0)).collect());
    let tasks: Vec<_> = (0..5_000)
        .map(|n| {
            let (table, runs) = (table.clone(), Arc::clone(&runs));
            let n = n % 50;
            tokio::spawn(submit(table, number(n), async move || {
                tokio::task::yield_now().await;
                runs[n].fetch_add(1, Ordering::SeqCst);
                n.to_string().into()
            }))
        })
        .collect();
    for (n, task) in tasks.into_iter().enumerate() {
        assert_eq!(task.await.unwrap().unwrap().parse(), Ok(n % 50));
    }
    assert!(runs.iter().all(|runs| runs.load(Ordering::SeqCst) == 1));
}

#[tokio::test]
async fn one_who_waits_and_leaves_changes_nothing() {
    let table = once();
    let lead = first(&table, key("a"));
    let mut leaving = Box::pin(wait(&table, key("a")));
    assert_eq!(leaving.as_mut().now_or_never(), None);
    drop(leaving);
    let staying = wait(&table, key("a"));
    lead.done("saved".into());
    assert_eq!(staying.await.as_deref(), Some("saved"));
}
