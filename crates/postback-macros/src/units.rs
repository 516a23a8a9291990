//! Numbers with a unit: the sizes and durations of options.

mod time;

pub(crate) use self::time::milliseconds;

pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let wrong = || {
        format!(
            "`{text}` is not a size: write a number with a unit, like \"64 KiB\", \"1 MiB\" or \"512 B\""
        )
    };
    let (number, unit) = split(text).ok_or_else(wrong)?;
    let factor = match unit {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err(wrong()),
    };
    number.checked_mul(factor).ok_or_else(wrong)
}

fn split(text: &str) -> Option<(u64, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let number = text[..end].parse().ok()?;
    Some((number, text[end..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_a_unit_and_fits() {
        assert_eq!(bytes("512 B"), Ok(512));
        assert_eq!(bytes("2MiB"), Ok(2 << 20));
        for wrong in ["1000", "99999999999999 GiB", "1 MB", "MiB", ""] {
            assert!(bytes(wrong).unwrap_err().contains("is not a size"));
        }
    }

    #[test]
    fn a_time_has_a_unit_and_is_not_zero() {
        let cases = [
            ("500ms", 500),
            ("30s", 30_000),
            ("5m", 300_000),
            ("5min", 300_000),
            ("12h", 43_200_000),
            ("1d", 86_400_000),
        ];
        for (text, time) in cases {
            assert_eq!(milliseconds(text), Ok(time), "{text}");
        }
        for wrong in [
            "0s",
            "30",
            "fast",
            "1.5h",
            "-1s",
            "1w",
            "5M",
            "9999999999999999d",
        ] {
            assert!(milliseconds(wrong).unwrap_err().contains("is not a time"));
        }
    }
}
