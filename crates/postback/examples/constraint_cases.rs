//! Fields with random rules, each with a value that the server accepts, for tests in a browser.
//!
//! `cargo run -p postback --example constraint_cases -- 500 1` prints 500 lines of JSON,
//! `{"html": "<input ..>", "value": ".."}`, which are the same for the same seed. A browser in
//! which the value is typed into the control must accept it: `checkValidity()` is true, and the
//! value is not truncated.

use std::sync::Arc;

use garde::rules;
use garde::rules::pattern::regex::Regex;
use jiff::civil::{Date, DateTime, Time};
use postback::__private::form::FormContext;
use postback::__private::form::{Rules, Slot, read_one};
use postback::{Choice, Field, FormField, FromForm};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::string::string_regex;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A control and the value to type; `None` if the server refuses the value.
type Case = Option<(String, String)>;

#[derive(FromForm, Clone, Copy, Debug)]
enum Topic {
    Rust,
    DataStructures,
    #[form(rename = "a \"b\" <c>")]
    Quoted,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u64| {
        let given = arguments.next();
        given.map_or(default, |given| {
            given
                .parse()
                .expect("the arguments are two numbers: count and seed")
        })
    };
    let (count, seed) = (number(500), number(0));

    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let cases = prop_oneof![
        6 => text(),
        3 => pattern(),
        2 => email(),
        3 => whole(),
        3 => decimal(),
        2 => time(),
        1 => other(),
    ];
    let mut printed = 0;
    while printed < count {
        let case = cases
            .new_tree(&mut runner)
            .expect("the strategies reject nothing")
            .current();
        if let Some((html, value)) = case {
            println!("{}", serde_json::json!({ "html": html, "value": value }));
            printed += 1;
        }
    }
}

/// Returns the control of a field with these rules, if the field accepts the value. `before` was
/// submitted earlier.
fn case<T>(
    value: &str,
    before: &str,
    rules: Rules,
    show: impl Fn(&Field<'_>) -> String,
    accepts: impl Fn(&T) -> bool,
) -> Case
where
    T: for<'f> FormField<View<'f> = Field<'f>>,
{
    read_one::<T>("field", value, rules).filter(accepts)?;
    let submitted = Arc::new(vec![("field".to_owned(), before.to_owned())]);
    let form = FormContext::new("form".to_owned()).submitted(submitted, Arc::default());
    let field = T::view(Slot::root(&form).field("field", rules));
    Some((show(&field), value.to_owned()))
}

fn input(field: &Field<'_>) -> String {
    field.input().into_string()
}

/// Generates text of all widths: ASCII, accents, characters outside the BMP, spaces at both ends.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c0-9 ]{0,12}",
        "[a\u{e9}\u{301}\u{1f600}\u{10ffff} ]{0,8}",
        "\\PC{0,10}"
    ]
}

fn text() -> impl Strategy<Value = Case> {
    let bounds = (0..6_usize, 0..8_usize).prop_map(|(min, more)| (min, min + more));
    let unit = 0..3_u8;
    let alphabet = 0..3_u8;
    let flags = any::<[bool; 3]>();
    (any_text(), any_text(), bounds, unit, alphabet, flags).prop_map(
        |(value, before, (min, max), unit, alphabet, flags)| {
            let [is_trimmed, is_multiline, is_optional] = flags;
            // Only a text area has lines.
            let value = if is_multiline {
                value.replace('b', "\n")
            } else {
                value
            };
            let mut rules = Rules::NONE.length_min(min);
            if unit == 0 {
                rules = rules.utf16_min(min).utf16_max(max);
            }
            if is_trimmed {
                rules = rules.trim();
            }
            rules = match alphabet {
                1 => rules.ascii(),
                2 => rules.alphanumeric(),
                _ => rules,
            };
            let accepts = |text: &String| {
                let is_long_enough = match unit {
                    0 => rules::length::utf16::apply(text, (min, max)),
                    1 => rules::length::chars::apply(text, (min, max)),
                    _ => rules::length::bytes::apply(text, (min, max)),
                };
                let is_spelled = match alphabet {
                    1 => rules::ascii::apply(text, ()),
                    2 => rules::alphanumeric::apply(text, ()),
                    _ => Ok(()),
                };
                is_long_enough.is_ok() && is_spelled.is_ok()
            };
            let show = |field: &Field<'_>| {
                if is_multiline {
                    field.textarea()
                } else {
                    field.input()
                }
                .into_string()
            };
            if is_optional {
                case::<Option<String>>(&value, &before, rules, show, |text| {
                    text.as_ref().is_none_or(accepts)
                })
            } else {
                case::<String>(&value, &before, rules, show, accepts)
            }
        },
    )
}

/// Generates expressions of the kind that is translated, with matching texts.
fn pattern() -> impl Strategy<Value = Case> {
    let atom = prop_oneof![
        Just("a"),
        Just("[b-d]"),
        Just("[a-c0-9_-]"),
        Just("[^b@]"),
        Just("[.+*?(){}|/&!#%,:;<=>@`~^$-]"),
        Just("."),
        Just("\\d"),
        Just("\\w"),
        Just("\\s"),
        Just("[\\w.-]"),
        Just("\\."),
        Just("\\-"),
        Just("-"),
        Just("/"),
        Just("@"),
        Just("&&"),
        Just("\""),
        Just("(a|b+)"),
        Just("(?:-[ab])"),
        Just("\u{e9}"),
        Just("]"),
        Just("}"),
    ];
    let times = prop_oneof![4 => Just(""), 1 => Just("*"), 1 => Just("+"), 1 => Just("?"), 1 => Just("{2}"), 1 => Just("{1,3}"), 1 => Just("{1,}"), 1 => Just("+?")];
    prop::collection::vec((atom, times), 1..5).prop_flat_map(|parts| {
        let body: String = parts
            .into_iter()
            .flat_map(|(atom, times)| [atom, times])
            .collect();
        let texts = string_regex(&body).expect("the parts above are expressions");
        texts.prop_map(move |value| {
            let rust: &'static str = format!("^{body}$").leak();
            let matcher = Regex::new(rust).expect("the parts above are expressions");
            // A single-line field has no line breaks; a browser drops them first.
            if value.contains(['\n', '\r']) {
                return None;
            }
            let accepts = |text: &String| rules::pattern::apply(text, (&matcher,)).is_ok();
            case::<String>(&value, "", Rules::NONE.pattern(rust), input, accepts)
        })
    })
}

fn email() -> impl Strategy<Value = Case> {
    let value = "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,8}@([a-z0-9](-?[a-z0-9]){0,5}\\.){0,2}[a-z0-9]{1,5}|[a-z]@\\[127\\.0\\.0\\.1\\]";
    (value, any::<bool>()).prop_map(|(value, is_optional)| {
        let accepts = |text: &String| rules::email::apply(text, ()).is_ok();
        if is_optional {
            case::<Option<String>>(&value, "not one", Rules::NONE.email(), input, |text| {
                text.as_ref().is_none_or(accepts)
            })
        } else {
            case::<String>(&value, "not one", Rules::NONE.email(), input, accepts)
        }
    })
}

fn whole() -> impl Strategy<Value = Case> {
    fn of<T>() -> impl Strategy<Value = Case>
    where
        T: for<'f> FormField<View<'f> = Field<'f>>
            + Arbitrary
            + rules::range::Bounds<Size = T>
            + Copy
            + std::fmt::Display,
    {
        let spelled = (
            prop_oneof![Just(""), Just("0"), Just("00")],
            prop::bool::weighted(0.2),
        );
        let before = prop_oneof![Just(""), Just("1.5"), Just("7"), Just("-3"), Just("0.001")];
        (
            any::<T>(),
            any::<T>(),
            any::<T>(),
            any::<[bool; 2]>(),
            spelled,
            before,
        )
            .prop_map(|(value, min, max, has, (zeros, is_bound), before)| {
                let mut rules = Rules::NONE;
                let float = |number: T| {
                    number
                        .to_string()
                        .parse::<f64>()
                        .expect("an integer is a float")
                };
                if has[0] {
                    rules = rules.min(float(min));
                }
                if has[1] {
                    rules = rules.max(float(max));
                }
                let text = if is_bound && has[0] { min } else { value }.to_string();
                let text = match text.strip_prefix('-') {
                    Some(digits) => format!("-{zeros}{digits}"),
                    None => format!("{zeros}{text}"),
                };
                case::<T>(&text, before, rules, input, |value| {
                    rules::range::apply(value, (has[0].then_some(min), has[1].then_some(max)))
                        .is_ok()
                })
            })
    }
    prop_oneof![
        of::<i8>(),
        of::<u16>(),
        of::<i32>(),
        of::<u64>(),
        of::<i64>()
    ]
}

fn decimal() -> impl Strategy<Value = Case> {
    let bound = || {
        prop_oneof![
            Just(0.0),
            Just(0.1),
            Just(-2.5),
            Just(1e6),
            -100.0..100.0,
            any::<f64>().prop_filter("finite", |x| x.is_finite())
        ]
    };
    let text = prop_oneof![
        "-?[0-9]{1,4}(\\.[0-9]{1,3})?",
        "-?\\.[0-9]{1,20}",
        "-?[0-9]{1,3}(\\.[0-9])?[eE][+-]?[0-9]{1,2}"
    ];
    // Near the bound: another digit, or a different last one.
    let near = prop_oneof![Just(""), Just("0"), Just("00000000000000000001"), Just("9")];
    (text, near, any::<[bool; 4]>(), bound(), bound()).prop_map(
        |(text, near, [is_near, is_single, has_min, has_max], min, max)| {
            #[allow(clippy::cast_possible_truncation, reason = "any bound will do")]
            let (min, max) = if is_single {
                (f64::from(min as f32), f64::from(max as f32))
            } else {
                (min, max)
            };
            let mut rules = Rules::NONE;
            if has_min {
                rules = rules.min(min);
            }
            if has_max {
                rules = rules.max(max);
            }
            let text = if is_near {
                format!("{min:.3}{near}")
            } else {
                text
            };
            let limits = (has_min.then_some(min), has_max.then_some(max));
            if is_single {
                #[allow(clippy::cast_possible_truncation, reason = "these were made of an f32")]
                let limits = (
                    limits.0.map(|min| min as f32),
                    limits.1.map(|max| max as f32),
                );
                case::<f32>(&text, "1.5", rules, input, |value| {
                    rules::range::apply(value, limits).is_ok()
                })
            } else {
                case::<f64>(&text, "1.5", rules, input, |value| {
                    rules::range::apply(value, limits).is_ok()
                })
            }
        },
    )
}

fn time() -> impl Strategy<Value = Case> {
    fn of<T: for<'f> FormField<View<'f> = Field<'f>>>(value: &str, before: &str) -> Case {
        case::<Option<T>>(value, before, Rules::NONE, input, |_| true)
    }
    let day = "(0001|1969|2024|2026|9999)-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-9])";
    let clock = "([01][0-9]|2[0-3]):[0-5][0-9](|:[0-5][1-9](|\\.[0-9][0-9][1-9]))";
    (day, clock, 0..3_u8).prop_map(|(day, clock, kind)| match kind {
        0 => of::<Date>(&day, "2026-11-22"),
        1 => of::<Time>(&clock, "14:30"),
        _ => of::<DateTime>(&format!("{day}T{clock}"), "2026-11-22T14:30:05"),
    })
}

fn other() -> impl Strategy<Value = Case> {
    let select = |field: &Field<'_>| field.select().to_string();
    prop_oneof![
        prop::char::range('!', '\u{1f64f}').prop_map(|one| case::<char>(
            &one.to_string(),
            "",
            Rules::NONE,
            input,
            |_| true
        )),
        any::<bool>().prop_map(|is_on| case::<bool>(
            if is_on { "true" } else { "" },
            "",
            Rules::NONE,
            input,
            |_| true
        )),
        (0..Topic::CHOICES.len()).prop_map(move |at| case::<Topic>(
            Topic::CHOICES[at].0,
            "",
            Rules::NONE,
            select,
            |_| true
        )),
        Just("").prop_map(move |empty| case::<Option<Topic>>(
            empty,
            "rust",
            Rules::NONE,
            select,
            |_| true
        )),
    ]
}
