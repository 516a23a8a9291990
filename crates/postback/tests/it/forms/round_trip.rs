//! What is written decodes to the same, and nothing that is sent is too strange.

use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time, date, time};
use postback::__private::form::FormContext;
use postback::FromForm;
use proptest::prelude::*;

use super::{Address, Item, Title, Topic};

#[derive(FromForm, garde::Validate, Clone, Debug, PartialEq)]
struct Everything {
    #[garde(skip)]
    text: String,
    #[garde(skip)]
    #[form(multiline)]
    lines: String,
    #[garde(skip)]
    maybe: Option<String>,
    #[garde(skip)]
    small: i8,
    #[garde(skip)]
    big: u64,
    #[garde(skip)]
    least: i64,
    #[garde(skip)]
    float: f64,
    #[garde(skip)]
    single: f32,
    #[garde(skip)]
    no_number: Option<f64>,
    #[garde(skip)]
    agreed: bool,
    #[garde(skip)]
    undecided: Option<bool>,
    #[garde(skip)]
    letter: char,
    #[garde(skip)]
    day: Date,
    #[garde(skip)]
    moment: DateTime,
    #[garde(skip)]
    clock: Option<Time>,
    #[garde(skip)]
    topic: Topic,
    #[garde(skip)]
    other_topic: Option<Topic>,
    #[garde(dive)]
    title: Title,
    #[garde(skip)]
    tags: Vec<String>,
    #[garde(skip)]
    flags: Vec<bool>,
    #[garde(skip)]
    topics: Vec<Topic>,
    #[garde(skip)]
    numbers: Vec<Option<i32>>,
    #[garde(dive)]
    items: Vec<Item>,
    #[garde(dive)]
    home: Address,
    #[garde(dive)]
    work: Option<Address>,
    #[garde(skip)]
    r#type: u8,
    #[form(rename = "class-name")]
    #[garde(skip)]
    class: String,
}

/// Text as a browser can send it: line ends are line feeds by then.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,6}", "\\PC{0,8}", "[a \n<>&\"'=\\[\\].]{0,8}"]
}

fn address() -> impl Strategy<Value = Address> {
    (text(), text()).prop_map(|(street, city)| Address { street, city })
}

fn item() -> impl Strategy<Value = Item> {
    (text(), 0..=200_u8, prop::collection::vec(text(), 0..3))
        .prop_map(|(name, count, notes)| Item { name, count, notes })
}

fn topic() -> impl Strategy<Value = Topic> {
    prop_oneof![
        Just(Topic::Rust),
        Just(Topic::DataStructures),
        Just(Topic::Databases)
    ]
}

fn day() -> impl Strategy<Value = Date> {
    (1_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| date(y, m, d))
}

fn clock() -> impl Strategy<Value = Time> {
    (0_i8..24, 0_i8..60, 0_i8..60, 0_i32..1000)
        .prop_map(|(h, m, s, ms)| time(h, m, s, ms * 1_000_000))
}

fn everything() -> impl Strategy<Value = Everything> {
    let scalars = (
        (text(), text(), prop::option::of("[a-z ]{1,5}"), any::<i8>()),
        (any::<u64>(), any::<i64>(), any::<f64>(), any::<f32>()),
        (
            prop::option::of(-1e9..1e9),
            any::<bool>(),
            any::<Option<bool>>(),
            prop::char::range(' ', '\u{ffff}'),
        ),
        (day(), (day(), clock()), prop::option::of(clock())),
        (
            topic(),
            prop::option::of(topic()),
            "[a-z]{0,60}",
            any::<u8>(),
            text(),
        ),
    );
    let lists = (
        prop::collection::vec(text(), 0..4),
        any::<[bool; 2]>(),
        prop::collection::vec(topic(), 0..3),
        prop::collection::vec(any::<Option<i32>>(), 0..3),
        prop::collection::vec(item(), 0..4),
        address(),
        prop::option::of((address(), "[a-z]{1,3}")),
    );
    (scalars, lists).prop_map(
        |((a, b, c, d, e), (tags, flags, topics, numbers, items, home, work))| Everything {
            text: a.0,
            lines: a.1,
            maybe: a.2,
            small: a.3,
            big: b.0,
            least: b.1,
            float: if b.2.is_finite() { b.2 } else { 0.0 },
            single: if b.3.is_finite() { b.3 } else { 0.0 },
            no_number: c.0,
            agreed: c.1,
            undecided: c.2,
            letter: c.3,
            day: d.0,
            moment: DateTime::from_parts(d.1.0, d.1.1),
            clock: d.2,
            topic: e.0,
            other_topic: e.1,
            title: Title(e.2),
            r#type: e.3,
            class: e.4,
            tags,
            flags: flags.to_vec(),
            topics,
            numbers,
            items,
            home,
            // An optional struct whose fields are all empty is none.
            work: work.map(|(address, city)| Address { city, ..address }),
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_decodes_to_the_same(value in everything()) {
        prop_assert_eq!(Everything::decode(&value.write()), Ok(value));
    }

    #[test]
    fn written_names_are_stable_and_unique_but_for_repeats(value in everything()) {
        let mut names: Vec<String> = value.write().into_iter().map(|(name, _)| name).collect();
        names.retain(|name| !["tags", "flags", "topics", "numbers"].contains(&name.as_str()) && !name.ends_with("notes"));
        let count = names.len();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), count);
        prop_assert_eq!(value.write(), Everything::decode(&value.write()).unwrap().write());
    }

    #[test]
    fn random_pairs_give_a_value_or_errors(pairs in prop::collection::vec((
        "(text|small|items|items\\[[0-9]{1,3}\\]|home|numbers|topics|day|x)(\\.(name|count|notes|street|\\[))?(\\[0\\])?",
        "\\PC{0,6}|[0-9]{1,4}|2026-11-22",
    ), 0..30)) {
        if let Err(errors) = Everything::decode(&pairs) {
            prop_assert!(!errors.is_empty());
            for error in errors {
                prop_assert!(!error.message.contains('\u{1}'), "{:?}", error);
            }
        }
    }

    #[test]
    fn any_form_can_be_shown(pairs in prop::collection::vec(("[a-z.\\[\\]0-9]{0,12}|text|items\\[[0-9]\\]\\.name", "\\PC{0,6}"), 0..12)) {
        let errors = Everything::decode(&pairs).err().unwrap_or_default();
        let form = FormContext::new("f".to_owned()).submitted(Arc::new(pairs), Arc::new(errors));
        let field = Everything::fields(&form);
        let html = field.text.labelled("Text").to_string();
        prop_assert_eq!(html.matches('<').count(), html.matches('>').count());
        for item in field.items.iter() {
            let _ = (item.name.labelled("Name"), item.notes.iter().count());
        }
    }
}
