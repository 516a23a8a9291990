//! Each rule is broken in turn, and so is each duty of the engine. The same schedules must detect
//! it.

use std::collections::BTreeMap;

use super::invariant::BREAKS;
use super::invariant::Invariant::{
    self, Arrival, BackOff, Forever, NoVainWait, NothingStale, NothingWasted, OneComputation,
    OwnWrites, SecondReadHits,
};
use super::mutants::Mutant;
use super::world::Fault;
use super::{DefaultRules, Rules, broken_by, share_of, told};

/// The number of schedules in which a fault must be detected. The runs stop early once it is.
const AT_MOST: u64 = 5_000;
const AT_LEAST: u64 = 500;

#[track_caller]
fn assert_mutant_breaks(mutant: Mutant, expected: &[Invariant]) {
    assert_breaks(&mutant, None, expected);
}

#[track_caller]
fn assert_fault_breaks(fault: Fault, expected: &[Invariant]) {
    assert_breaks(&DefaultRules, Some(fault), expected);
}

/// Asserts that exactly these invariants are broken. `--nocapture` shows how often.
#[track_caller]
fn assert_breaks(rules: &dyn Rules, fault: Option<Fault>, expected: &[Invariant]) {
    let mut counts: BTreeMap<Invariant, u64> = BTreeMap::new();
    let is_caught = |counts: &BTreeMap<Invariant, u64>| {
        !expected.is_empty() && expected.iter().all(|one| counts.contains_key(one))
    };
    // Three of the faults take more than a tenth to be detected.
    let at_most = if expected.is_empty() {
        share_of(AT_MOST)
    } else {
        AT_MOST
    };
    let mut seed = 0;
    while seed < at_most && (seed < share_of(AT_LEAST) || !is_caught(&counts)) {
        for invariant in broken_by(rules, fault, seed) {
            *counts.entry(invariant).or_default() += 1;
        }
        seed += 1;
    }
    println!("of {seed} schedules: {counts:?}");
    let broken: Vec<_> = counts.keys().copied().collect();
    assert_eq!(broken, expected, "of {seed} schedules: {counts:?}");
}

// Wrong data.

#[test]
fn a_stamp_from_the_end_of_a_computation_is_caught() {
    // Values that are stored although they are invalid are refreshed for ever by results that
    // cannot be stored.
    assert_mutant_breaks(
        Mutant::StampsWhenReady,
        &[Arrival, OwnWrites, Forever, SecondReadHits],
    );
}

#[test]
fn a_stamp_from_the_end_is_caught_when_everything_is_stored() {
    assert_mutant_breaks(
        Mutant::StampsWhenReadyAndStoresAnything,
        &[Arrival, OwnWrites, Forever, SecondReadHits],
    );
}

#[test]
fn old_data_with_the_newest_stamp_of_several_ways_is_caught() {
    assert_mutant_breaks(
        Mutant::MergesToTheLaterStamp,
        &[Arrival, OwnWrites, Forever],
    );
}

#[test]
fn a_value_that_hides_an_unknown_one_is_caught() {
    assert_mutant_breaks(Mutant::ForgetsWhatIsUnknown, &[Arrival, OwnWrites, Forever]);
}

#[test]
fn an_invalidation_overlooked_by_one_is_caught() {
    assert_mutant_breaks(
        Mutant::CallsTheNextOneValid,
        &[Arrival, OwnWrites, Forever, SecondReadHits, NoVainWait],
    );
}

#[test]
fn serving_what_is_invalid_is_caught() {
    assert_mutant_breaks(
        Mutant::StatesNothingInvalid,
        &[Arrival, OwnWrites, Forever, SecondReadHits],
    );
}

#[test]
fn taking_whatever_a_computation_made_is_caught() {
    assert_mutant_breaks(Mutant::TakesAnything, &[Arrival, OwnWrites]);
}

#[test]
fn an_action_that_decides_by_something_stale_is_caught() {
    assert_mutant_breaks(Mutant::ServesStaleToActions, &[NothingStale]);
}

#[test]
fn a_computation_that_builds_on_something_stale_is_caught() {
    assert_mutant_breaks(Mutant::ServesStaleToComputations, &[NothingStale]);
}

// Right data, but wasted work.

#[test]
fn what_was_invalidated_just_before_would_never_be_cached_again() {
    assert_mutant_breaks(
        Mutant::CallsTheStampItselfInvalid,
        &[SecondReadHits, NothingWasted, OneComputation, NoVainWait],
    );
}

#[test]
fn inner_values_with_the_stamp_of_the_outer_one_waste_computations() {
    assert_mutant_breaks(Mutant::InheritsTheOuterStamp, &[NothingWasted, NoVainWait]);
}

#[test]
fn storing_nothing_is_caught() {
    assert_mutant_breaks(Mutant::StoresNothing, &[SecondReadHits, NothingWasted]);
}

#[test]
fn replacing_nothing_is_caught() {
    assert_mutant_breaks(Mutant::ReplacesNothing, &[SecondReadHits]);
}

#[test]
fn a_refresh_at_the_same_position_would_be_lost() {
    assert_mutant_breaks(Mutant::ReplacesOlderOnly, &[SecondReadHits]);
}

#[test]
fn joining_what_is_known_to_be_wrong_is_caught() {
    assert_mutant_breaks(Mutant::JoinsAnything, &[NoVainWait]);
}

#[test]
fn joining_nothing_is_caught() {
    assert_mutant_breaks(Mutant::JoinsNothing, &[OneComputation]);
}

#[test]
fn refusing_what_one_started_oneself_is_caught() {
    assert_mutant_breaks(Mutant::TakesNothingInvalid, &[NoVainWait]);
}

#[test]
fn refusing_what_is_older_but_right_is_caught() {
    assert_mutant_breaks(Mutant::TakesNothingOlder, &[NoVainWait]);
}

#[test]
fn a_refresh_that_fails_and_is_tried_at_once_is_caught() {
    assert_mutant_breaks(Mutant::NeverBacksOff, &[BackOff]);
}

// Unnecessary for all invariants.

#[test]
fn storing_what_is_invalid_breaks_nothing_as_its_stamp_is_true() {
    assert_mutant_breaks(Mutant::StoresAnything, &[]);
}

#[test]
fn replacing_a_newer_value_that_is_as_right_breaks_nothing() {
    assert_mutant_breaks(Mutant::ReplacesAnything, &[]);
}

#[test]
fn an_inner_value_may_have_the_later_stamp_as_it_was_right_when_it_was_read() {
    assert_mutant_breaks(Mutant::InheritsTheLaterStamp, &[]);
}

// Duties of the engine and the actions.

#[test]
fn publishing_before_the_commit_is_caught() {
    assert_fault_breaks(Fault::PublishesBeforeCommit, &[OwnWrites, Forever]);
}

#[test]
fn a_cancelled_action_that_does_not_publish_is_caught() {
    assert_fault_breaks(Fault::ForgetsWhenCancelled, &[Forever]);
}

#[test]
fn an_action_that_keeps_its_beginning_is_caught() {
    assert_fault_breaks(Fault::KeepsItsBeginning, &[OwnWrites]);
}

#[test]
fn applying_before_marking_is_caught() {
    assert_fault_breaks(Fault::AppliesBeforeMarking, &[Arrival, OwnWrites]);
}

#[test]
fn one_stamp_for_all_tags_would_make_keys_uncacheable() {
    assert_fault_breaks(
        Fault::OneStampForAllTags,
        &[SecondReadHits, NothingWasted, NoVainWait],
    );
}

#[test]
fn a_schedule_tells_its_steps_up_to_the_one_that_breaks_something() {
    let mutant = Mutant::StoresNothing;
    assert!(broken_by(&mutant, None, 0).contains(&SecondReadHits));
    let story = told(&mutant, None, 0);
    assert!(story.starts_with("schedule 0 breaks {SecondReadHits"));
    assert!(story.contains("actor 0 begins as of 0"));
    assert!(story.lines().last().unwrap().contains(BREAKS));
}
