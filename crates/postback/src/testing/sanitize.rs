//! What an input can hold: the "value sanitization algorithm" of HTML for each
//! type of input.

/// The value that an input of this type has when it is given `value`.
pub(super) fn sanitize(
    of_type: &str,
    value: &str,
    (min, max): (Option<&str>, Option<&str>),
    multiple: bool,
) -> String {
    let valid_or_empty = |valid: bool| {
        if valid {
            value.to_owned()
        } else {
            String::new()
        }
    };
    match of_type {
        "hidden" => value.to_owned(),
        "email" if multiple => {
            let each = value.split(',').map(|one| trimmed(&one_line(one)));
            each.collect::<Vec<_>>().join(",")
        }
        "email" | "url" => trimmed(&one_line(value)),
        "number" => valid_or_empty(number(value).is_some()),
        "range" => range(value, min, max),
        "color" => color(value),
        "date" => valid_or_empty(is_date(value)),
        "month" => valid_or_empty(shaped(value, "0000-00") && is_date(&format!("{value}-01"))),
        "week" => valid_or_empty(is_week(value)),
        "time" => valid_or_empty(is_time(value)),
        "datetime-local" => {
            let parts = value.split_once(['T', ' ']);
            match parts.filter(|(date, time)| is_date(date) && is_time(time)) {
                Some((date, time)) => format!("{date}T{time}"),
                None => String::new(),
            }
        }
        _ => one_line(value),
    }
}

/// Whether a person cannot bring any other value than the sanitized one into the input.
pub(super) fn is_typed(of_type: &str) -> bool {
    matches!(
        of_type,
        "number" | "range" | "color" | "date" | "month" | "week" | "time" | "datetime-local"
    )
}

fn one_line(value: &str) -> String {
    value.replace(['\r', '\n'], "")
}

fn trimmed(value: &str) -> String {
    value
        .trim_matches(|c: char| c.is_ascii_whitespace())
        .to_owned()
}

/// HTML's "valid floating-point number": no plus sign, a digit on each side of the point.
fn number(text: &str) -> Option<f64> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let valid = (digits(whole) || whole.is_empty() && fraction.is_some())
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)));
    let value = valid.then(|| text.parse::<f64>().ok()).flatten()?;
    value.is_finite().then_some(value)
}

/// A slider always has a value: the middle at first, and never one beyond its ends.
fn range(value: &str, min: Option<&str>, max: Option<&str>) -> String {
    let low = min.and_then(number).unwrap_or(0.0);
    let high = max.and_then(number).unwrap_or(100.0).max(low);
    match number(value) {
        None => f64::midpoint(low, high).to_string(),
        Some(at) if at < low => low.to_string(),
        Some(at) if at > high => high.to_string(),
        Some(_) => value.to_owned(),
    }
}

fn color(value: &str) -> String {
    let is_hex = |digits: &str| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    match value.strip_prefix('#') {
        Some(digits) if is_hex(digits) => value.to_ascii_lowercase(),
        _ => "#000000".to_owned(),
    }
}

/// Whether `0` in the shape stands for a digit in the text, and all else is equal.
fn shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(is, must)| match must {
                b'0' => is.is_ascii_digit(),
                other => is == other,
            })
}

fn is_date(text: &str) -> bool {
    shaped(text, "0000-00-00")
        && text
            .parse::<jiff::civil::Date>()
            .is_ok_and(|day| day.year() > 0)
}

fn is_week(text: &str) -> bool {
    shaped(text, "0000-W00") && matches!(text[6..].parse(), Ok(1..=53_u8))
}

fn is_time(text: &str) -> bool {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let shape_fits = match fraction {
        None => shaped(clock, "00:00") || shaped(clock, "00:00:00"),
        Some(digits) => {
            shaped(clock, "00:00:00")
                && matches!(digits.len(), 1..=3)
                && digits.bytes().all(|b| b.is_ascii_digit())
        }
    };
    let in_bounds = |(part, below): (&str, u8)| part.parse::<u8>().is_ok_and(|n| n < below);
    shape_fits && clock.split(':').zip([24, 60, 60]).all(in_bounds)
}

#[cfg(test)]
mod tests {
    fn held(of_type: &str, value: &str) -> String {
        super::sanitize(of_type, value, (None, None), false)
    }

    #[test]
    fn single_line_fields_drop_line_breaks_and_addresses_are_trimmed() {
        assert_eq!(held("text", " a\r\nb "), " ab ");
        assert_eq!(held("unknown", "a\nb"), "ab");
        assert_eq!(held("email", " a@b.c\n"), "a@b.c");
        assert_eq!(super::sanitize("email", "a, b ", (None, None), true), "a,b");
        assert_eq!(held("hidden", "a\nb"), "a\nb");
    }

    #[test]
    fn number_fields_hold_numbers_only() {
        for good in ["0", "-1.5", ".5", "1e3", "2E-7", "007"] {
            assert_eq!(held("number", good), good);
        }
        for bad in [
            "", "abc", "+1", "1.", "1,5", " 1", "1e", "NaN", "inf", "1e999",
        ] {
            assert_eq!(held("number", bad), "", "{bad}");
        }
    }

    #[test]
    fn a_slider_stays_between_its_ends() {
        let at = |value, min, max| super::sanitize("range", value, (min, max), false);
        assert_eq!(at("", None, None), "50");
        assert_eq!(at("7", Some("10"), Some("20")), "10");
        assert_eq!(at("99", Some("10"), Some("20")), "20");
        assert_eq!(at("15", Some("10"), Some("20")), "15");
    }

    #[test]
    fn dates_and_times_are_real_or_empty() {
        let cases = [
            ("date", "2024-02-29", "2024-02-29"),
            ("date", "2023-02-29", ""),
            ("date", "29.02.2024", ""),
            ("month", "2024-12", "2024-12"),
            ("month", "2024-13", ""),
            ("week", "2024-W07", "2024-W07"),
            ("week", "2024-W60", ""),
            ("time", "23:59", "23:59"),
            ("time", "23:59:59.123", "23:59:59.123"),
            ("time", "24:00", ""),
            ("datetime-local", "2024-02-29 10:00", "2024-02-29T10:00"),
            ("datetime-local", "2024-02-29", ""),
            ("color", "#FF0000", "#ff0000"),
            ("color", "red", "#000000"),
        ];
        for (of_type, given, held_as) in cases {
            assert_eq!(held(of_type, given), held_as, "{of_type} {given}");
        }
    }
}
