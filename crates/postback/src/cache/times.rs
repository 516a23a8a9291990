//! Times as people write them: `"5m"`.

use std::time::Duration;

/// A length of time: a [`Duration`], or text like `"500ms"`, `"30s"`, `"5m"`, `"12h"`, `"1d"`.
///
/// It is sealed: there is nothing else that one could want to write.
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
        let digits = self.len() - self.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let seconds = match self[digits..].trim() {
            "ms" => None,
            "s" => Some(1),
            "m" | "min" => Some(60),
            "h" => Some(60 * 60),
            "d" => Some(24 * 60 * 60),
            _ => return Err(wrong(self)),
        };
        let number: u64 = self[..digits].parse().map_err(|_| wrong(self))?;
        let time = match seconds {
            None => Some(Duration::from_millis(number)),
            Some(seconds) => number.checked_mul(seconds).map(Duration::from_secs),
        };
        time.filter(|time| !time.is_zero())
            .ok_or_else(|| wrong(self))
    }
}

fn wrong(text: &str) -> String {
    format!(
        "`{text}` is not a time; write a number with a unit, like \"500ms\", \"30s\", \"5m\", \"12h\" or \"1d\""
    )
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for std::time::Duration {}
    impl Sealed for &str {}
}

#[cfg(test)]
mod tests {
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
}
