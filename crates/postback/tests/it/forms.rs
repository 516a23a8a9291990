//! Forms there and back: what is submitted becomes types, types become HTML.
#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "garde hands the context of a rule by reference"
)]

mod choices;
mod constraints;
mod decoding;
mod round_trip;
mod rows;
mod searching;
mod showing;
mod validating;

use jiff::civil::Date;
use postback::__private::form::Pairs;
use postback::{FieldError, FromForm};

#[derive(FromForm, Clone, Copy, Debug, PartialEq)]
enum Topic {
    Rust,
    DataStructures,
    #[form(rename = "sql", label = "SQL & co")]
    Databases,
}

#[derive(FromForm, garde::Validate, Clone, Debug, PartialEq)]
#[garde(transparent)]
struct Title(#[garde(length(utf16, max = 60))] String);

#[derive(FromForm, garde::Validate, Clone, Debug, PartialEq)]
struct Item {
    #[garde(length(utf16, max = 40))]
    name: String,
    #[garde(range(max = 200))]
    count: u8,
    #[garde(inner(length(utf16, max = 20)))]
    notes: Vec<String>,
}

#[derive(FromForm, garde::Validate, Clone, Debug, PartialEq)]
struct Address {
    #[garde(skip)]
    street: String,
    #[garde(skip)]
    city: String,
}

fn pairs(pairs: &[(&str, &str)]) -> Pairs {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn errors<T: FromForm>(sent: &[(&str, &str)]) -> Vec<(String, String)> {
    let errors = T::decode(&pairs(sent)).err().unwrap_or_default();
    errors
        .into_iter()
        .map(|FieldError { field, message }| (field, message))
        .collect()
}

fn is(errors: &[(String, String)], expected: &[(&str, &str)]) {
    let errors: Vec<_> = errors
        .iter()
        .map(|(field, message)| (field.as_str(), message.as_str()))
        .collect();
    assert_eq!(errors, expected);
}

#[derive(FromForm, garde::Validate, Debug)]
struct Order {
    #[form(trim)]
    #[garde(length(utf16, min = 2), ascii)]
    name: String,
    #[garde(email)]
    email: String,
    #[garde(range(min = 1, max = 10))]
    count: u8,
    #[garde(skip)]
    day: Date,
    #[garde(length(min = 1, max = 2), dive)]
    items: Vec<Item>,
    #[garde(inner(length(utf16, min = 3)))]
    tags: Vec<String>,
    #[garde(required)]
    topic: Option<Topic>,
    #[garde(matches(name))]
    again: String,
    #[garde(custom(polite))]
    message: String,
}

fn polite(text: &str, (): &()) -> garde::Result {
    if text.contains("please") {
        Ok(())
    } else {
        Err(garde::Error::new("must say please"))
    }
}
