//! Any value: from Rust to what a script sees, and back as an argument.

use std::collections::{BTreeMap, HashMap};

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use postback::{Arg, Keys, Page, Postback, Result, action, actions, page};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::support::{post_enhanced, target_of};

/// Bytes as serde has them.
#[derive(Clone, Debug, PartialEq)]
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, ts_rs::TS)]
struct Numbers {
    tiny: i8,
    small: u32,
    large: u64,
    negative: i64,
    huge: u128,
    lowest: i128,
    single: f32,
    double: f64,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, ts_rs::TS)]
enum Plain {
    Unit,
    New(u64),
    Pair(String, i64),
    Fields { a: Option<u64> },
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Tagged {
    JustThis,
    WithData { large: u64, text: String },
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, ts_rs::TS)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Nothing,
    Large(u64),
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
struct All {
    numbers: Numbers,
    text: String,
    letter: char,
    is_it: bool,
    nothing: (),
    maybe: Option<u64>,
    nested: Option<Vec<Option<String>>>,
    by_number: BTreeMap<u64, i64>,
    by_text: HashMap<String, String>,
    pair: (u8, u64),
    plain: Vec<Plain>,
    tagged: Tagged,
    adjacent: Adjacent,
    #[ts(type = "Uint8Array")]
    bytes: Bytes,
}

/// As an argument, and as the value of a success.
#[action(public, typescript)]
async fn echo(Arg(all): Arg<All>) -> Result<All> {
    Ok(all)
}

async fn home(page: Page) -> Markup {
    html! { html { body { (page.form::<echo>().bind(simple()).open(html! {})) } } }
}

fn simple() -> All {
    let numbers = Numbers {
        tiny: 0,
        small: 0,
        large: 0,
        negative: 0,
        huge: 0,
        lowest: 0,
        single: 0.0,
        double: 0.0,
    };
    All {
        numbers,
        text: String::new(),
        letter: '$',
        is_it: false,
        nothing: (),
        maybe: None,
        nested: None,
        by_number: BTreeMap::new(),
        by_text: HashMap::new(),
        pair: (0, 0),
        plain: Vec::new(),
        tagged: Tagged::JustThis,
        adjacent: Adjacent::Nothing,
        bytes: Bytes(Vec::new()),
    }
}

fn numbers() -> impl Strategy<Value = Numbers> {
    let finite = |single: f32| if single.is_finite() { single } else { 0.5 };
    let finite_double = |double: f64| if double.is_finite() { double } else { 0.5 };
    (
        any::<(i8, u32, u64, i64, u128, i128)>(),
        any::<f32>().prop_map(finite),
        any::<f64>().prop_map(finite_double),
    )
        .prop_map(
            |((tiny, small, large, negative, huge, lowest), single, double)| Numbers {
                tiny,
                small,
                large,
                negative,
                huge,
                lowest,
                single,
                double,
            },
        )
}

/// Many begin as what we write does.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["\\$[nb$]?[0-9A=]{0,4}", "[\\n\"\\\\]\\$n1", any::<String>()]
}

fn plain() -> impl Strategy<Value = Plain> {
    prop_oneof![
        Just(Plain::Unit),
        any::<u64>().prop_map(Plain::New),
        (text(), any::<i64>()).prop_map(|(text, number)| Plain::Pair(text, number)),
        any::<Option<u64>>().prop_map(|a| Plain::Fields { a }),
    ]
}

fn all() -> impl Strategy<Value = All> {
    let tagged = prop_oneof![
        Just(Tagged::JustThis),
        (any::<u64>(), text()).prop_map(|(large, text)| Tagged::WithData { large, text }),
    ];
    let adjacent = prop_oneof![
        Just(Adjacent::Nothing),
        any::<u64>().prop_map(Adjacent::Large)
    ];
    let maps = (
        prop::collection::btree_map(any::<u64>(), any::<i64>(), 0..4),
        prop::collection::hash_map(text(), text(), 0..4),
    );
    let nested = prop::option::of(prop::collection::vec(prop::option::of(text()), 0..3));
    (
        (
            numbers(),
            text(),
            any::<char>(),
            any::<bool>(),
            any::<Option<u64>>(),
            nested,
        ),
        (
            maps,
            any::<(u8, u64)>(),
            prop::collection::vec(plain(), 0..4),
        ),
        (tagged, adjacent, any::<Vec<u8>>()),
    )
        .prop_map(
            |(
                (numbers, text, letter, is_it, maybe, nested),
                ((by_number, by_text), pair, plain),
                (tagged, adjacent, bytes),
            )| All {
                numbers,
                text,
                letter,
                is_it,
                nothing: (),
                maybe,
                nested,
                by_number,
                by_text,
                pair,
                plain,
                tagged,
                adjacent,
                bytes: Bytes(bytes),
            },
        )
}

/// The argument that a script makes of a value that it has got: as `revive` and `write` of `@postback/client`.
fn sent_back(value: &Value) -> String {
    match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(rest) => match (rest.as_bytes()[0], &rest[1..]) {
                (b'n', digits) => digits.to_owned(),
                (b'b', encoded) => format!("{:?}", decoded(encoded)),
                _ => Value::from(rest).to_string(),
            },
            None => value.to_string(),
        },
        // JavaScript writes no `.0`.
        Value::Number(number) => number.to_string().trim_end_matches(".0").to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(sent_back).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                format!("{}:{}", Value::from(name.as_str()), sent_back(value))
            };
            let fields: Vec<String> = fields.iter().map(field).collect();
            format!("{{{}}}", fields.join(","))
        }
        _ => value.to_string(),
    }
}

fn decoded(encoded: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(encoded)
        .unwrap()
}

async fn echoed(app: &Router, target: &str, argument: &str) -> Value {
    let argument: String = form_urlencoded::byte_serialize(argument.as_bytes()).collect();
    let target = format!("{target}&_args={argument}&_call=none");
    let answer = post_enhanced(app, &target).await;
    let head = answer.head();
    assert_eq!(head["ok"], true, "{head}");
    head["result"].clone()
}

#[test]
fn any_value_reaches_a_script_and_comes_back_as_it_was() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let pages = Router::new().route("/", page(get(home)));
    let app = Postback::new(pages)
        .keys(Keys::random())
        .actions(actions![echo])
        .with_state(());
    let target = runtime.block_on(target_of(&app, "/", "echo"));
    let target = target.split("&_args").next().unwrap();
    let mut runner = TestRunner::new(Config::with_cases(128));
    let round_trip = |all: All| {
        let argument = serde_json::to_string(&all).unwrap();
        let got = runtime.block_on(echoed(&app, target, &argument));
        let back: All = serde_json::from_str(&sent_back(&got)).unwrap();
        prop_assert_eq!(&back, &all);
        let again = runtime.block_on(echoed(&app, target, &sent_back(&got)));
        prop_assert_eq!(again, got);
        Ok(())
    };
    runner.run(&all(), round_trip).unwrap();
}
