//! Fields of dates and times, of one letter, of a yes or no, of one out of several.

use jiff::civil::{Date, DateTime, Time};
use postback::__private::form::Rules;
use postback::{Choice, Field, FormField, FromForm};
use proptest::prelude::*;

use crate::{Case, case, input};

#[derive(FromForm, Clone, Copy, Debug)]
enum Topic {
    Rust,
    DataStructures,
    #[form(rename = "a \"b\" <c>")]
    Quoted,
}

pub(crate) fn time() -> impl Strategy<Value = Case> {
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

pub(crate) fn other() -> impl Strategy<Value = Case> {
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
