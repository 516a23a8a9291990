use super::*;
use proptest::prelude::*;
use std::collections::HashMap;

const FIVE: Rate = rate("5/min", 5, 60, false, Per::Everybody);
const DAILY: Rate = rate("2/d", 2, 86_400, false, Per::Address);

/// Makes an attempt that counts if it passes.
fn passes(rates: &Rates, rate: &'static Rate, subject: &str) -> bool {
    rates
        .hold(rate, &[subject.as_bytes()])
        .map(Hold::count)
        .is_ok()
}

async fn seconds(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn as_many_pass_at_once_as_the_rate_says_and_then_one_in_each_interval() {
    let rates = Rates::default();
    for _ in 0..5 {
        assert!(passes(&rates, &FIVE, "ada"));
    }
    for _ in 0..3 {
        let wait = rates.hold(&FIVE, &[b"ada"]).map(drop);
        assert_eq!(
            wait,
            Err(Duration::from_secs(12)),
            "a refusal does not count"
        );
    }
    tokio::time::advance(Duration::from_millis(11_999)).await;
    assert!(!passes(&rates, &FIVE, "ada"));
    tokio::time::advance(Duration::from_millis(1)).await;
    assert!(passes(&rates, &FIVE, "ada"));
    assert!(!passes(&rates, &FIVE, "ada"));
    assert!(
        passes(&rates, &FIVE, "bob"),
        "everybody has their own count"
    );
    seconds(60).await;
    assert_eq!((0..9).filter(|_| passes(&rates, &FIVE, "ada")).count(), 5);
}

#[tokio::test(start_paused = true)]
async fn what_is_given_back_leaves_no_trace_however_long_it_took() {
    let rates = Rates::default();
    assert!(passes(&rates, &FIVE, "ada"));
    for _ in 0..100 {
        rates.hold(&FIVE, &[b"ada"]).unwrap().give_back();
    }
    let long = rates.hold(&FIVE, &[b"ada"]).unwrap();
    seconds(3600).await;
    assert_eq!((0..9).filter(|_| passes(&rates, &FIVE, "ada")).count(), 4);
    long.give_back();
    assert_eq!((0..9).filter(|_| passes(&rates, &FIVE, "ada")).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn open_attempts_take_the_places_of_those_that_count() {
    let rates = Rates::default();
    let mut open: Vec<Hold<'_>> = (0..100)
        .filter_map(|_| rates.hold(&FIVE, &[b"ada"]).ok())
        .collect();
    assert_eq!(open.len(), 5);
    seconds(3600).await;
    assert!(!passes(&rates, &FIVE, "ada"), "they are still open");
    open.pop().unwrap().give_back();
    assert!(passes(&rates, &FIVE, "ada"));
    drop(open);
    assert!(!passes(&rates, &FIVE, "ada"), "what is dropped counts");
}

#[tokio::test(start_paused = true)]
async fn two_apps_share_nothing() {
    let (one, other) = (Rates::default(), Rates::default());
    assert!((0..5).all(|_| passes(&one, &FIVE, "ada")));
    assert!(!passes(&one, &FIVE, "ada"));
    assert!(passes(&other, &FIVE, "ada"));
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_strangers_does_not_free_the_one_who_is_limited() {
    let rates = Rates::default();
    assert!((0..5).all(|_| passes(&rates, &FIVE, "ada")));
    for stranger in 0..2 * COUNTS {
        assert!(passes(&rates, &FIVE, &stranger.to_string()));
    }
    assert!(!passes(&rates, &FIVE, "ada"));
    let table = rates.0.get().unwrap();
    let kept: usize = table.sets.iter().map(|set| set_of(set).len()).sum();
    assert!(kept <= COUNTS && kept > COUNTS / 10 * 9, "{kept}");
}

#[test]
fn of_a_full_set_the_one_farthest_from_its_limit_goes() {
    let name = |number: usize| [u8::try_from(number).unwrap(); 16];
    let now = 1_000_000_000_000;
    let mut set = set::Set::default();
    let mut count = |number, rate, times: usize, now| {
        for _ in 0..times {
            set.open(name(number), rate, now).unwrap();
            set.close(name(number), rate, now, true);
        }
        set.len()
    };
    for number in 0..15 {
        count(number, &FIVE, 3, now);
    }
    // One of two per day is half, although in nanoseconds it is far more than three of five per
    // minute.
    count(15, &DAILY, 1, now);
    assert_eq!(count(16, &FIVE, 4, now), set::WAYS);
    assert_eq!(count(15, &DAILY, 2, now), set::WAYS, "it was forgotten");
    // Numbers 15 and 16 are the fullest now; later those of the minute are empty.
    let later = now + 90_000_000_000;
    for number in 17..32 {
        count(number, &FIVE, 1, later);
    }
    assert!(set.open(name(15), &DAILY, later).is_err());
}

#[test]
fn an_open_attempt_is_not_forgotten_and_a_set_of_them_takes_no_more() {
    let name = |number: usize| [u8::try_from(number).unwrap(); 16];
    let mut set = set::Set::default();
    for number in 0..set::WAYS {
        set.open(name(number), &FIVE, 0).unwrap();
    }
    assert_eq!(set.open(name(99), &FIVE, 0), Err(Full::Set));
    set.close(name(3), &FIVE, 0, false);
    set.open(name(99), &FIVE, 0).unwrap();
    assert_eq!(set.len(), set::WAYS);
}

#[test]
fn the_table_is_as_large_as_it_says() {
    assert_eq!(COUNTS, 100_000);
    assert_eq!(set::BYTES, 32);
}

/// A reference model: a bucket of credit that refills evenly.
#[derive(Default)]
struct Naive {
    spent: u64,
    looked: u64,
    open: u64,
}

impl Naive {
    fn may(&mut self, rate: &Rate, now: u64) -> bool {
        let interval = rate.interval();
        self.spent = self.spent.saturating_sub(now - self.looked);
        self.looked = now;
        rate.all() - self.spent >= (self.open + 1) * interval
    }
}

#[derive(Clone, Debug)]
enum Step {
    Pass(u64),
    Open(u8),
    End { which: usize, counts: bool },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0..40_000_u64).prop_map(Step::Pass),
        (0..3_u8).prop_map(Step::Open),
        (0..3_u8).prop_map(Step::Open),
        (any::<usize>(), any::<bool>()).prop_map(|(which, counts)| Step::End { which, counts }),
    ];
    prop::collection::vec(step, 1..120)
}

proptest! {
    #[test]
    fn the_table_and_a_naive_bucket_agree(count in 1..8_u32, window in 1..100_u32, steps in steps()) {
        let rate: &'static Rate = Box::leak(Box::new(rate("x", count, window, true, Per::Address)));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let rates = Rates::default();
            let (mut naive, mut open) = (HashMap::<u8, Naive>::new(), Vec::new());
            let began = Instant::now();
            for step in steps {
                let now = u64::try_from(began.elapsed().as_nanos()).unwrap();
                match step {
                    Step::Pass(time) => tokio::time::advance(Duration::from_millis(time)).await,
                    Step::Open(who) => {
                        let model = naive.entry(who).or_default();
                        let (held, may) = (rates.hold(rate, &[&[who]]), model.may(rate, now));
                        prop_assert_eq!(held.is_ok(), may);
                        match held {
                            Ok(held) => {
                                model.open += 1;
                                open.push((who, held));
                            }
                            Err(wait) if model.open == 0 => {
                                // The wait is exact to the nanosecond.
                                let wait = u64::try_from(wait.as_nanos()).unwrap();
                                let at = |now| Naive { ..*model }.may(rate, now);
                                prop_assert!(at(now + wait) && !at(now + wait - 1));
                            }
                            Err(_) => {}
                        }
                    }
                    Step::End { which, counts } if !open.is_empty() => {
                        let (who, held) = open.swap_remove(which % open.len());
                        let model = naive.get_mut(&who).unwrap();
                        model.may(rate, now);
                        model.open -= 1;
                        if counts {
                            model.spent += rate.interval();
                            held.count();
                        } else {
                            held.give_back();
                        }
                    }
                    Step::End { .. } => {}
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn in_no_stretch_of_time_do_more_pass_than_the_rate_says(
        count in 1..8_u32,
        window in 1..20_u32,
        gaps in prop::collection::vec(0..3_000_u64, 1..80),
    ) {
        let rate = rate("x", count, window, false, Per::Everybody);
        let mut set = set::Set::default();
        let (mut now, mut passed) = (0_u64, Vec::new());
        for gap in gaps {
            now += gap * 1_000_000;
            if set.open([0; 16], &rate, now).is_ok() {
                set.close([0; 16], &rate, now, true);
                passed.push(now);
            }
        }
        for (first, from) in passed.iter().enumerate() {
            for (last, to) in passed.iter().enumerate().skip(first) {
                let most = u64::from(count) + (to - from) / rate.interval();
                prop_assert!((last - first + 1) as u64 <= most);
            }
        }
    }
}
