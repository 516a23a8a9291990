use super::*;

#[test]
fn the_wait_is_told_in_words_and_rounded_up() {
    for (milliseconds, words) in [
        (0, "1 second"),
        (1, "1 second"),
        (1_001, "2 seconds"),
        (59_000, "59 seconds"),
        (59_001, "1 minute"),
        (60_001, "2 minutes"),
        (3_540_000, "59 minutes"),
        (3_541_000, "1 hour"),
        (3_600_001, "2 hours"),
        (90_000_000, "25 hours"),
    ] {
        let sentence = too_many_attempts(Duration::from_millis(milliseconds));
        assert!(sentence.ends_with(&format!(" in {words}.")), "{sentence}");
    }
}

#[test]
fn sentences_count_in_english() {
    assert_eq!(
        Problem::TooShort(1).to_string(),
        "must have at least 1 character"
    );
    assert_eq!(
        Problem::TooShort(2).to_string(),
        "must have at least 2 characters"
    );
    assert_eq!(
        Problem::TooMany(3).to_string(),
        "must have at most 3 entries"
    );
}

#[test]
fn the_longest_wait_does_not_overflow() {
    assert_eq!(whole_seconds(Duration::MAX), u64::MAX);
    assert!(too_many_attempts(Duration::MAX).ends_with(" hours."));
}
