//! Rules with one mistake each, which the schedules have to detect.

use super::super::super::rules::schedules::share_of;
use super::super::super::rules::{DefaultRules, Position, Reader, Rules, State};
use super::first_broken;
use super::world::Order;

/// The number of schedules within which a mistake has to be detected.
const ENOUGH: u64 = 20_000;

fn is_caught(rules: fn() -> Box<dyn Rules>, by: &str) {
    let report = first_broken(rules, Order::CommitFirst, 0..share_of(ENOUGH));
    let report = report.expect("the mistake is found");
    let caught = report.lines().next().unwrap();
    assert!(caught.contains(by), "{report}");
}

struct StampedWhenReady;

impl Rules for StampedWhenReady {
    fn stamp(&self, _: Position, ready: Position) -> Position {
        ready
    }
}

#[test]
fn a_stamp_of_the_end_is_caught() {
    is_caught(|| Box::new(StampedWhenReady), "had been published");
}

struct ForgetsWhatIsInside;

impl Rules for ForgetsWhatIsInside {
    fn oldest(&self, own: Position, _: Position) -> Position {
        own
    }
}

#[test]
fn old_data_that_looks_young_in_a_new_value_is_caught() {
    is_caught(|| Box::new(ForgetsWhatIsInside), "had been published");
}

struct ForgetsWhatIsUnknown;

impl Rules for ForgetsWhatIsUnknown {
    fn is_known(&self, own: bool, _: bool) -> bool {
        own
    }
}

#[test]
fn a_value_that_hides_an_unknown_one_is_caught() {
    is_caught(|| Box::new(ForgetsWhatIsUnknown), "key");
}

struct TakesTheYounger;

impl Rules for TakesTheYounger {
    fn merged(&self, one: Position, other: Position) -> Position {
        one.max(other)
    }
}

#[test]
fn the_younger_of_two_stamps_is_caught() {
    is_caught(|| Box::new(TakesTheYounger), "had been published");
}

struct InvalidatesNothing;

impl Rules for InvalidatesNothing {
    fn is_invalid(&self, _: Position, _: Position) -> bool {
        false
    }
}

#[test]
fn an_invalidation_without_effect_is_caught() {
    is_caught(|| Box::new(InvalidatesNothing), "had been published");
}

struct InvalidatesItself;

impl Rules for InvalidatesItself {
    fn is_invalid(&self, as_of: Position, hard: Position) -> bool {
        hard >= as_of
    }
}

#[test]
fn a_value_that_is_never_valid_is_caught() {
    is_caught(|| Box::new(InvalidatesItself), "is not kept");
}

struct TakesEverything;

impl Rules for TakesEverything {
    fn joins(&self, _: bool) -> bool {
        true
    }

    fn takes(&self, _: Position, _: Position, _: bool) -> bool {
        true
    }
}

#[test]
fn a_reader_who_joins_without_a_look_is_caught() {
    is_caught(|| Box::new(TakesEverything), "had been published");
}

struct TakesWhatItWaitedFor;

impl Rules for TakesWhatItWaitedFor {
    fn takes(&self, _: Position, _: Position, _: bool) -> bool {
        true
    }
}

#[test]
fn a_reader_who_trusts_what_it_waited_for_is_caught() {
    is_caught(|| Box::new(TakesWhatItWaitedFor), "had been published");
}

struct ServesTheExpired;

impl Rules for ServesTheExpired {
    fn serves(&self, state: State, reader: Reader) -> bool {
        reader == Reader::Page || DefaultRules.serves(state, reader)
    }
}

#[test]
fn serving_what_has_expired_is_caught() {
    is_caught(|| Box::new(ServesTheExpired), "had been published");
}

#[test]
fn publishing_before_the_commit_is_caught() {
    let report = first_broken(
        || Box::new(DefaultRules),
        Order::PublishFirst,
        0..share_of(ENOUGH),
    );
    assert!(
        report
            .expect("the mistake is found")
            .contains("had been published")
    );
}
