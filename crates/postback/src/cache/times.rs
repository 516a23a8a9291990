//! Durations as text: `"5m"`.

mod grammar;

use std::time::Duration;

/// A duration: a [`Duration`], or text such as `"500ms"`, `"30s"`, `"5m"`, `"12h"`, `"1d"`.
///
/// The trait is sealed, because no other types are useful here.
pub trait IntoDuration: sealed::Sealed {
    #[doc(hidden)]
    fn into_duration(self) -> Result<Duration, String>;
}

impl IntoDuration for Duration {
    fn into_duration(self) -> Result<Duration, String> {
        Ok(self)
    }
}

impl IntoDuration for &str {
    fn into_duration(self) -> Result<Duration, String> {
        grammar::milliseconds(self).map(Duration::from_millis)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for std::time::Duration {}
    impl Sealed for &str {}
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_have_a_unit() {
        for (text, seconds) in [
            ("30s", 30),
            ("5m", 300),
            ("5 min", 300),
            ("12h", 43_200),
            ("1d", 86_400),
        ] {
            assert_eq!(text.into_duration(), Ok(Duration::from_secs(seconds)));
        }
        assert_eq!("500ms".into_duration(), Ok(Duration::from_millis(500)));
        for text in [
            "",
            "5",
            "m",
            "fast",
            "-1s",
            "1.5h",
            "0s",
            "99999999999999999d",
        ] {
            assert!(text.into_duration().unwrap_err().contains("is not a time"));
        }
    }

    proptest! {
        #[test]
        fn a_time_is_its_number_of_units(number in any::<u64>(), at in 0_usize..6, space in " {0,2}") {
            let units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
            let (unit, factor) = units[at];
            // Numbers of all magnitudes, because most large ones overflow with a unit.
            let number = number >> (number % 64);
            let time = format!("{number}{space}{unit}").as_str().into_duration().ok();
            let fits = number.checked_mul(factor).filter(|&time| time > 0);
            prop_assert_eq!(time, fits.map(Duration::from_millis));
        }

        #[test]
        fn any_text_is_a_time_or_refused_with_the_text(text in "[0-9 a-z\u{e9}\u{665}.-]{0,8}") {
            if let Err(sentence) = text.as_str().into_duration() {
                let start = format!("`{text}` is not a time");
                prop_assert!(sentence.starts_with(&start));
            }
        }
    }
}
