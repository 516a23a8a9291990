//! Fields of numbers.

use garde::rules;
use postback::__private::form::Rules;
use postback::{Field, FormField};
use proptest::prelude::*;

use crate::{Case, case, input};

pub(crate) fn whole() -> impl Strategy<Value = Case> {
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

pub(crate) fn decimal() -> impl Strategy<Value = Case> {
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
