//! Each rule by itself. Schedules test their combination.

use super::*;

const LIFE: Life = Life {
    fresh: Duration::from_secs(60),
    expire: Duration::from_secs(3600),
};

#[test]
fn a_value_is_fresh_then_stale_then_expired() {
    let state = |seconds| DefaultRules.state(false, Duration::from_secs(seconds), LIFE);
    assert_eq!(state(0), State::Fresh);
    assert_eq!(state(59), State::Fresh);
    assert_eq!(state(60), State::Stale);
    assert_eq!(state(3599), State::Stale);
    assert_eq!(state(3600), State::Expired);
    assert_eq!(
        DefaultRules.state(true, Duration::ZERO, LIFE),
        State::Expired
    );
}

#[test]
fn only_a_page_takes_what_is_stale() {
    assert!(DefaultRules.serves(State::Stale, Reader::Page));
    assert!(!DefaultRules.serves(State::Stale, Reader::Action));
    assert!(!DefaultRules.serves(State::Stale, Reader::Computation));
    assert!(!DefaultRules.serves(State::Expired, Reader::Page));
}

#[test]
fn a_refresh_that_fails_is_tried_again_ever_later_but_every_half_minute_at_least() {
    let seconds: Vec<u64> = (1..=8)
        .map(|failures| DefaultRules.back_off(failures).as_secs())
        .collect();
    assert_eq!(seconds, [1, 2, 4, 8, 16, 30, 30, 30]);
    assert_eq!(DefaultRules.back_off(u32::MAX).as_secs(), 30);
}
