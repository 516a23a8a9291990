//! Numbers, in the grammar of `<input type="number">`.
//!
//! A browser submits a "valid floating-point number": no `+` sign, no spaces, no `1.`, no `inf`
//! (<https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#valid-floating-point-number>).
//! The server accepts a subset of that grammar, never more.

use std::fmt::{Display, LowerExp};

use super::decoder::Decoder;
use super::problem::Problem;
use super::read::Read;
use super::rules::Rules;
use super::slot::Slot;
use super::text::given;
use super::tree::Input;
use super::view::{ControlKind, Field};
use super::{FormField, Pairs};

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

pub(super) fn is_whole(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    !unsigned.is_empty() && digits(unsigned) == unsigned.len()
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole) == whole.len()
        && fraction.map_or(!whole.is_empty(), |f| !f.is_empty() && digits(f) == f.len())
        && exponent
            .is_none_or(|e| is_whole(e.strip_prefix('+').unwrap_or(e)) && !e.starts_with("+-"))
}

/// Returns the number of significant digits: 3 for `-0.0120e5`.
fn significant(text: &str) -> usize {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let counted: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    counted.trim_start_matches('0').len()
}

/// Returns the shortest text that parses as this number.
pub(super) fn shortest(number: impl Display + LowerExp, magnitude: f64) -> String {
    if magnitude == 0.0 || (1e-5..1e16).contains(&magnitude) {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}

macro_rules! integers {
    ($($int:ty),*) => {$(
        impl FormField for $int {
            type View<'f> = Field<'f>;
            const SCALAR: bool = true;

            #[cfg(feature = "typescript")]
            fn typescript() -> String {
                if size_of::<Self>() > 4 { "number | bigint" } else { "number" }.to_owned()
            }

            fn decode(input: Input<'_>, decoder: &mut Decoder, rules: &Rules) -> Read<Self> {
                let Some(text) = given(input, rules) else { return decoder.fail(&Problem::Required) };
                if !is_whole(text) {
                    return decoder.fail(&Problem::WholeNumber);
                }
                let past = |_| decoder.fail(&if text.starts_with('-') {
                    Problem::TooSmall(Self::MIN.to_string())
                } else {
                    Problem::TooLarge(Self::MAX.to_string())
                });
                text.parse().map_or_else(past, Read::whole)
            }

            fn stand_in() -> Self {
                0
            }

            fn write(&self, name: &str, out: &mut Pairs) {
                out.push((name.to_owned(), self.to_string()));
            }

            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "bounds past 2^53 are not shown")]
            fn view(slot: Slot<'_>) -> Field<'_> {
                Field::new(slot, ControlKind::Whole { min: Self::MIN as f64, max: Self::MAX as f64 })
            }
        }
    )*};
}
integers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

/// Formats a bound for HTML.
///
/// An `f32` is formatted as the short decimal in the source, not as the nearest `f64`.
#[allow(
    clippy::cast_possible_truncation,
    reason = "the bound was an f32 before"
)]
fn bound(bound: f64, is_single: bool) -> String {
    if is_single {
        shortest(bound as f32, bound.abs())
    } else {
        shortest(bound, bound.abs())
    }
}

/// Formats a bound that HTML can express: one with few digits, which every browser represents
/// exactly.
pub(super) fn shown(limit: f64, is_single: bool) -> Option<String> {
    let text = bound(limit, is_single);
    let count = text.bytes().filter(u8::is_ascii_digit).count();
    (count <= 15 && !text.contains('e')).then_some(text)
}

/// Returns the digits of a number that a browser keeps: Chromium's decimals have 18 digits,
/// including zeros after the point, and the rest is cut off.
///
/// With digits before the point Chromium keeps fewer, but always enough to compare with a bound,
/// which has at most 15 digits.
fn held(text: &str) -> String {
    let (mantissa, exponent) = text.split_at(text.find(['e', 'E']).unwrap_or(text.len()));
    let end = mantissa.find('.').map_or(usize::MAX, |point| point + 19);
    let mantissa = mantissa.get(..end).unwrap_or(mantissa);
    format!("{mantissa}{exponent}")
}

/// Compares the submitted number with a bound, as the browser does.
///
/// Parsing may round `0.0999999999999999999` to 0.1, while a browser with decimal numbers still
/// sees less. Two decimals of up to 15 digits never share an `f64`, so a number with more digits
/// that equals the bound as an `f64` is outside unless it is the bound itself. Digits that the
/// browser cuts off do not count.
fn past(text: &str, rules: &Rules, is_single: bool) -> Option<Problem> {
    let number: f64 = text.parse().ok()?;
    let seen: f64 = held(text).parse().ok()?;
    let meets = |limit: &str, fits: fn(&f64, &f64) -> bool| {
        limit.parse().is_ok_and(|at: f64| {
            let is_on = number.total_cmp(&at).is_eq();
            let is_unclear = is_on && significant(text) > 15 && text != limit;
            fits(&number, &at) && fits(&seen, &at) && !is_unclear
        })
    };
    if let Some(min) = rules.min.map(|min| bound(min, is_single))
        && !meets(&min, f64::ge)
    {
        return Some(Problem::TooSmall(min));
    }
    let max = rules.max.map(|max| bound(max, is_single))?;
    (!meets(&max, f64::le)).then_some(Problem::TooLarge(max))
}

macro_rules! floats {
    ($($float:ty => $is_single:expr),*) => {$(
        impl FormField for $float {
            type View<'f> = Field<'f>;
            const SCALAR: bool = true;

            #[cfg(feature = "typescript")]
            fn typescript() -> String {
                "number".to_owned()
            }

            fn decode(input: Input<'_>, decoder: &mut Decoder, rules: &Rules) -> Read<Self> {
                let Some(text) = given(input, rules) else { return decoder.fail(&Problem::Required) };
                let number = text.parse().ok().filter(|number: &Self| is_number(text) && number.is_finite());
                let Some(number) = number else { return decoder.fail(&Problem::Number) };
                // A number outside its bounds is decoded nevertheless.
                if let Some(problem) = past(text, rules, $is_single) {
                    decoder.note(&problem);
                }
                Read::whole(number)
            }

            fn stand_in() -> Self {
                0.0
            }

            fn write(&self, name: &str, out: &mut Pairs) {
                #[allow(clippy::cast_lossless, reason = "one macro for both")]
                let magnitude = self.abs() as f64;
                let text = if self.is_finite() { shortest(self, magnitude) } else { String::new() };
                out.push((name.to_owned(), text));
            }

            fn view(slot: Slot<'_>) -> Field<'_> {
                Field::new(slot, ControlKind::Decimal { is_single: $is_single })
            }
        }
    )*};
}
floats!(f32 => true, f64 => false);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_what_a_browser_takes_for_one() {
        for good in [
            "0", "-0", "007", "1.5", ".5", "-.5", "1e5", "1E-5", "1e+5", "-1.25e10",
        ] {
            assert!(is_number(good), "{good}");
        }
        for bad in [
            "", "-", "+1", "1.", ".", "1e", "1e+", "1e+-5", "1e1.5", " 1", "1 ", "inf", "NaN",
            "1_000", "0x1", "--1", "1.2.3",
        ] {
            assert!(!is_number(bad), "{bad}");
        }
        assert!(is_whole("-12") && !is_whole("1.0") && !is_whole("+1") && !is_whole("-"));
    }

    #[test]
    fn a_number_that_only_rounds_onto_the_bound_is_outside() {
        let rules = Rules::NONE.min(0.1).max(1.0);
        assert_eq!(past("0.1", &rules, false), None);
        assert_eq!(past("1e0", &rules, false), None);
        assert_eq!(
            past("0.0999999999999999999999", &rules, false),
            Some(Problem::TooSmall("0.1".to_owned()))
        );
        assert_eq!(
            past("1.0000000000000000001", &rules, false),
            Some(Problem::TooLarge("1".to_owned()))
        );
        // `0.1_f32` is slightly more than 0.1, and this text is slightly less than both.
        assert_eq!(
            past("0.099999999", &rules, true),
            Some(Problem::TooSmall("0.1".to_owned()))
        );
        assert_eq!(
            past("0.1", &Rules::NONE.min(f64::from(0.1_f32)), true),
            None
        );
    }

    #[test]
    fn what_a_browser_cuts_off_counts_for_nothing() {
        assert_eq!(held("-12.5e3"), "-12.5e3");
        assert_eq!(held("00.1234567890123456789"), "00.123456789012345678");
        assert_eq!(held("1234567890123456789.5e1"), "1234567890123456789.5e1");
        let rules = Rules::NONE.min(1.0);
        let hidden = "0.00000000000000000000001e25";
        assert_eq!(
            past(hidden, &rules, false),
            Some(Problem::TooSmall("1".to_owned()))
        );
        assert_eq!(past("3.14159265358979323846", &rules, false), None);
    }

    #[test]
    fn only_bounds_that_browsers_hold_exactly_are_shown() {
        assert_eq!(shown(0.5, false).as_deref(), Some("0.5"));
        assert_eq!(shown(f64::from(0.1_f32), true).as_deref(), Some("0.1"));
        assert_eq!(shown(1e15, false), None);
        assert_eq!(shown(1e-10, false), None);
        assert_eq!(shown(0.1 + 0.2, false), None);
    }

    proptest! {
        #[test]
        fn the_shortest_text_reads_as_the_same_number(number in any::<f64>()) {
            prop_assume!(number.is_finite());
            let text = shortest(number, number.abs());
            prop_assert!(is_number(&text), "{}", text);
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), number.to_bits());
        }

        #[test]
        fn a_number_in_the_grammar_parses(text in "-?([0-9]{1,9}|[0-9]{0,5}\\.[0-9]{1,5})([eE][+-]?[0-9]{1,2})?") {
            prop_assert!(is_number(&text));
            prop_assert!(text.parse::<f64>().is_ok());
        }
    }
}
