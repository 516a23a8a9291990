//! Fields of text.

use garde::rules;
use garde::rules::pattern::regex::Regex;
use postback::__private::form::Rules;
use postback::Field;
use proptest::prelude::*;
use proptest::string::string_regex;

use crate::{Case, case, input};

/// Generates text of all widths: ASCII, accents, characters outside the BMP, spaces at both ends.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c0-9 ]{0,12}",
        "[a\u{e9}\u{301}\u{1f600}\u{10ffff} ]{0,8}",
        "\\PC{0,10}"
    ]
}

pub(crate) fn text() -> impl Strategy<Value = Case> {
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
pub(crate) fn pattern() -> impl Strategy<Value = Case> {
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

pub(crate) fn email() -> impl Strategy<Value = Case> {
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
