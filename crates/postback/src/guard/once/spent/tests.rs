use proptest::prelude::*;

use super::*;

fn mark(minted: u64, caller: Option<u64>, n: u64) -> Mark {
    Mark::new(minted, caller, Key::of([n.to_be_bytes().as_slice()]))
}

#[test]
fn a_key_has_twenty_four_bytes() {
    assert_eq!(size_of::<Mark>(), 24);
}

#[test]
fn one_more_than_are_kept_makes_the_oldest_forms_no_good_and_no_other() {
    let mut spent = Spent::of(8);
    for minted in 1..=8 {
        spent.insert(mark(minted, None, minted), 10);
    }
    assert_eq!(spent.allows(&mark(1, None, 99), 10), Ok(()));
    spent.insert(mark(9, None, 9), 10);
    assert_eq!(spent.keys.len(), 8);
    assert_eq!(spent.allows(&mark(1, None, 1), 10), Err(Unfit::Earlier));
    assert_eq!(spent.allows(&mark(1, None, 99), 10), Err(Unfit::Earlier));
    assert_eq!(spent.allows(&mark(2, None, 2), 10), Err(Unfit::Sent));
    assert_eq!(spent.allows(&mark(2, None, 99), 10), Ok(()));
}

#[test]
fn one_caller_who_sends_without_end_makes_their_own_forms_no_good_and_nobody_elses() {
    let mut spent = Spent::of(64);
    spent.insert(mark(1, Some(7), 1), 10);
    for n in 0..10_000 {
        spent.insert(mark(2 + n / 1_000, Some(8), 100 + n), 20);
    }
    assert!(spent.callers[&8].keys <= 16);
    assert_eq!(spent.allows(&mark(1, Some(7), 1), 20), Err(Unfit::Sent));
    assert_eq!(spent.allows(&mark(1, Some(7), 99), 20), Ok(()));
    assert_eq!(spent.allows(&mark(2, Some(8), 99), 20), Err(Unfit::Earlier));
    assert_eq!(spent.allows(&mark(12, Some(8), 99), 20), Ok(()));
}

#[test]
fn what_is_too_old_takes_no_room() {
    let mut spent = Spent::of(8);
    spent.insert(mark(1, Some(7), 1), 1);
    spent.insert(mark(2, Some(7), 2), DAY);
    assert_eq!(spent.keys.len(), 2);
    assert_eq!(spent.allows(&mark(3, Some(7), 3), DAY + 2), Ok(()));
    assert_eq!((spent.keys.len(), spent.callers.len()), (0, 0));
    assert_eq!(spent.floor, None);
}

proptest! {
    /// Whatever is submitted, and however few keys are kept.
    #[test]
    fn nothing_runs_twice_while_its_form_is_good(
        most in 1_usize..12,
        submissions in prop::collection::vec((0_u64..6, 0_u64..4, 0_u64..4, 0_u64..DAY / 4), 0..120),
    ) {
        let mut spent = Spent::of(most);
        let mut ran = std::collections::HashSet::new();
        let mut now = 0;
        for (age, caller, n, pause) in submissions {
            now += pause;
            // Some submissions have no known caller.
            let minted = now.saturating_sub(age * DAY / 5) / (DAY / 10) * (DAY / 10);
            let mark = mark(minted, (caller > 0).then_some(caller), n);
            if now - minted < DAY && spent.allows(&mark, now).is_ok() {
                prop_assert!(ran.insert(mark));
                spent.insert(mark, now);
            }
            prop_assert!(spent.keys.len() <= most);
            let counted: usize = spent.callers.values().map(|own| own.keys).sum();
            prop_assert_eq!(counted, spent.keys.iter().filter(|mark| mark.caller != 0).count());
        }
    }
}
