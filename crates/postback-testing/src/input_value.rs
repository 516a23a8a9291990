//! The values that an input can hold: the "value sanitization algorithm" of HTML for each type of
//! input.

/// The attributes that decide which values an input can hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct InputType {
    /// The type in lower case; an unknown type is a text field.
    pub(crate) name: String,
    pub(crate) multiple: bool,
    pub(crate) min: Option<String>,
    pub(crate) max: Option<String>,
    pub(crate) step: Option<String>,
}

impl InputType {
    /// Returns the value that the input has after it is set to `value`.
    pub(crate) fn held(&self, value: &str) -> String {
        let valid_or_empty = |valid: bool| {
            if valid {
                value.to_owned()
            } else {
                String::new()
            }
        };
        match self.name.as_str() {
            "hidden" => value.to_owned(),
            "email" if self.multiple => {
                let each = value.split(',').map(|one| trimmed(&one_line(one)));
                each.collect::<Vec<_>>().join(",")
            }
            "email" | "url" => trimmed(&one_line(value)),
            "number" => valid_or_empty(number(value).is_some()),
            "range" => self.slider(value),
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

    /// Returns whether a user can only enter values that the input holds.
    pub(crate) fn is_typed(&self) -> bool {
        matches!(
            self.name.as_str(),
            "number" | "range" | "color" | "date" | "month" | "week" | "time" | "datetime-local"
        )
    }

    /// Returns the value of a slider, which always has one: initially the middle, never outside its
    /// range or between its steps.
    fn slider(&self, value: &str) -> String {
        let limit = |text: &Option<String>| text.as_deref().and_then(number);
        let low = limit(&self.min).unwrap_or(0.0);
        let high = limit(&self.max).unwrap_or(100.0).max(low);
        let at = number(value).unwrap_or(f64::midpoint(low, high));
        let mut on_step = at.clamp(low, high);
        if self.step.as_deref() != Some("any") {
            let step = limit(&self.step).filter(|step| *step > 0.0).unwrap_or(1.0);
            // Of two equally near steps the higher one, if it is within the range.
            let steps = ((on_step - low) / step + 0.5).floor();
            let last = ((high - low) / step).floor();
            on_step = low + steps.min(last) * step;
        }
        if number(value).is_some_and(|given| (given - on_step).abs() < 1e-9) {
            return value.to_owned();
        }
        on_step.to_string()
    }
}

fn one_line(value: &str) -> String {
    value.replace(['\r', '\n'], "")
}

fn trimmed(value: &str) -> String {
    value
        .trim_matches(|c: char| c.is_ascii_whitespace())
        .to_owned()
}

/// Parses HTML's "valid floating-point number": no plus sign, a digit on each side of the point.
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

/// Returns a hexadecimal colour. Colour names, which browsers also know, become black here.
fn color(value: &str) -> String {
    let digits = value.strip_prefix('#').unwrap_or_default();
    let digits = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits.to_ascii_lowercase(),
    };
    if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        format!("#{}", digits.to_ascii_lowercase())
    } else {
        "#000000".to_owned()
    }
}

/// Compares a text with a shape, in which `0` stands for any digit.
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

/// Some years have 53 weeks; most have 52.
fn is_week(text: &str) -> bool {
    use jiff::civil::{ISOWeekDate, Weekday};

    if !shaped(text, "0000-W00") {
        return false;
    }
    let (Ok(year @ 1..), Ok(week)) = (text[..4].parse(), text[6..].parse()) else {
        return false;
    };
    ISOWeekDate::new(year, week, Weekday::Thursday).is_ok()
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
    use super::InputType;

    fn input(name: &str) -> InputType {
        let name = name.to_owned();
        InputType {
            name,
            ..InputType::default()
        }
    }

    fn held(of_type: &str, value: &str) -> String {
        input(of_type).held(value)
    }

    #[test]
    fn single_line_fields_drop_line_breaks_and_addresses_are_trimmed() {
        assert_eq!(held("text", " a\r\nb "), " ab ");
        assert_eq!(held("unknown", "a\nb"), "ab");
        assert_eq!(held("email", " a@b.c\n"), "a@b.c");
        let several = InputType {
            multiple: true,
            ..input("email")
        };
        assert_eq!(several.held("a, b "), "a,b");
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
    fn a_slider_stays_between_its_ends_and_on_its_steps() {
        let at = |value: &str, min: &str, max: &str, step: &str| {
            let [min, max, step] = [min, max, step].map(|text| Some(text.to_owned()));
            InputType {
                min,
                max,
                step,
                ..input("range")
            }
            .held(value)
        };
        assert_eq!(held("range", ""), "50");
        assert_eq!(at("7", "10", "20", "1"), "10");
        assert_eq!(at("99", "10", "20", "x"), "20");
        assert_eq!(at("15", "10", "20", "1"), "15");
        assert_eq!(at("abc", "1", "4", "1"), "3");
        assert_eq!(at("abc", "1", "4", "any"), "2.5");
        assert_eq!(at("9", "0", "10", "4"), "8");
        assert_eq!(at("0.30", "0", "1", "0.1"), "0.30");
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
            ("week", "2024-W53", ""),
            ("week", "2020-W53", "2020-W53"),
            ("time", "23:59", "23:59"),
            ("time", "23:59:59.123", "23:59:59.123"),
            ("time", "24:00", ""),
            ("datetime-local", "2024-02-29 10:00", "2024-02-29T10:00"),
            ("datetime-local", "2024-02-29", ""),
            ("color", "#FF0000", "#ff0000"),
            ("color", "#F0a", "#ff00aa"),
            ("color", "", "#000000"),
        ];
        for (of_type, given, held_as) in cases {
            assert_eq!(held(of_type, given), held_as, "{of_type} {given}");
        }
    }
}
