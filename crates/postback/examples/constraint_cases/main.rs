//! Fields with random rules, each with a value that the server accepts, for tests in a browser.
//!
//! `cargo run -p postback --example constraint_cases -- 500 1` prints 500 lines of JSON,
//! `{"html": "<input ..>", "value": ".."}`, which are the same for the same seed. A browser in
//! which the value is typed into the control must accept it: `checkValidity()` is true, and the
//! value is not truncated.

mod numbers;
mod others;
mod texts;

use std::sync::Arc;

use postback::__private::form::{FormContext, Rules, Slot, read_one};
use postback::{Field, FormField};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use self::numbers::{decimal, whole};
use self::others::{other, time};
use self::texts::{email, pattern, text};

/// A control and the value to type; `None` if the server refuses the value.
type Case = Option<(String, String)>;

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
