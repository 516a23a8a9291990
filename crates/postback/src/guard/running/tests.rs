use proptest::prelude::*;

use super::*;

const PAY: &str = "shop::pay";
const SAY: &str = "shop::say";

fn whose(key: &str) -> Whose<'_> {
    Whose::Caller {
        partition: None,
        key,
    }
}

fn slot(running: &Running, action: &'static str, key: &str) -> Result<Slot, NoRoom> {
    let slot = running.enter(action)?;
    slot.belongs_to(Some(whose(key)))?;
    Ok(slot)
}

/// Takes slots until one is refused.
fn all_for(running: &Running, action: &'static str, key: &str) -> Vec<Slot> {
    std::iter::from_fn(|| slot(running, action, key).ok()).collect()
}

#[test]
fn one_action_alone_gets_half_and_one_caller_a_quarter() {
    for (most, half, quarter) in [(1, 1, 1), (2, 1, 1), (4, 2, 1), (8, 4, 2), (1000, 500, 250)] {
        let running = Running::at_most(most, 2);
        let slots: Vec<_> = std::iter::from_fn(|| running.enter(PAY).ok()).collect();
        assert_eq!(slots.len(), half, "{most}");
        drop(slots);
        assert_eq!(all_for(&running, PAY, "ann").len(), quarter, "{most}");
    }
}

#[test]
fn the_only_action_of_an_app_gets_all_of_it() {
    let running = Running::at_most(8, 1);
    let slots: Vec<_> = std::iter::from_fn(|| running.enter(PAY).ok()).collect();
    assert_eq!(slots.len(), 8);
}

#[test]
fn however_many_take_all_they_get_a_newcomer_gets_one() {
    let running = Running::at_most(64, 8);
    let mut slots = Vec::new();
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        let more = all_for(&running, name, name);
        assert!(!more.is_empty(), "{name}");
        slots.extend(more);
    }
    assert!(slots.len() < 64);
    assert!(slot(&running, SAY, "new").is_ok());
}

#[test]
fn what_is_full_is_free_again_when_the_last_clone_is_gone() {
    let running = Running::at_most(1, 1);
    let slot = running.enter(PAY).unwrap();
    let clone = slot.clone();
    drop(slot);
    assert_eq!(running.enter(PAY).unwrap_err(), NoRoom);
    drop(clone);
    assert!(running.enter(PAY).is_ok());
    let taken = running.0.taken();
    assert_eq!((taken.all, taken.callers.len()), (0, 0));
}

#[test]
fn whoever_waits_for_a_body_takes_no_room_and_finds_it_taken_or_free_afterwards() {
    let running = Running::at_most(1, 1);
    let waiting = slot(&running, PAY, "ann").unwrap();
    waiting.step_aside();
    waiting.step_aside();
    let other = slot(&running, PAY, "bob").unwrap();
    assert_eq!(waiting.come_back(), Err(NoRoom));
    drop(other);
    assert_eq!(waiting.come_back(), Ok(()));
    assert_eq!(waiting.come_back(), Ok(()));
    assert_eq!(running.enter(PAY).unwrap_err(), NoRoom);
}

#[test]
fn where_nothing_may_run_nothing_does() {
    assert_eq!(Running::at_most(0, 1).enter(PAY).unwrap_err(), NoRoom);
}

#[derive(Clone, Debug)]
enum Step {
    Enter(bool, u8),
    Leave(usize),
    Aside(usize),
    Back(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (any::<bool>(), 0_u8..4).prop_map(|(pays, who)| Step::Enter(pays, who)),
        2 => (0_usize..32).prop_map(Step::Leave),
        1 => (0_usize..32).prop_map(Step::Aside),
        1 => (0_usize..32).prop_map(Step::Back),
    ]
}

proptest! {
    #[test]
    fn the_room_is_never_more_than_full_and_empty_in_the_end(
        most in 0_usize..12,
        steps in prop::collection::vec(step(), 0..80),
    ) {
        let running = Running::at_most(most, 2);
        let mut slots: Vec<Slot> = Vec::new();
        for step in steps {
            match step {
                Step::Enter(pays, who) => {
                    let action = if pays { PAY } else { SAY };
                    slots.extend(slot(&running, action, &who.to_string()));
                }
                Step::Leave(at) if at < slots.len() => drop(slots.swap_remove(at)),
                Step::Aside(at) if at < slots.len() => slots[at].step_aside(),
                Step::Back(at) if at < slots.len() => drop(slots[at].come_back()),
                _ => {}
            }
            let taken = running.0.taken();
            prop_assert!(taken.all <= most);
            prop_assert_eq!(taken.all, taken.actions.values().sum::<usize>());
            prop_assert_eq!(taken.all, taken.callers.values().sum::<usize>());
            prop_assert_eq!(taken.all, slots.iter().filter(|slot| slot.0.state().is_taken).count());
        }
        slots.clear();
        let taken = running.0.taken();
        prop_assert_eq!((taken.all, taken.callers.len()), (0, 0));
    }
}
