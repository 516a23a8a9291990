//! A browser without a browser, for the tests of an app.
//!
//! [`Browser`] drives an axum app in process and does what a browser does between
//! a click and the next page; [`TestPage`] and [`TestForm`] are what a person sees
//! and fills in. [`both_ways`] runs the same steps with JavaScript off and on.

mod both_ways;
mod browser;
mod check;
mod controls;
mod cookies;
mod document;
mod entries;
mod fields;
mod find;
mod form;
mod frame;
mod hosts;
mod loaded;
mod page;
mod sanitize;
mod shown;
mod tab;
mod text;

pub use both_ways::both_ways;
pub use browser::Browser;
pub use form::TestForm;
pub use page::TestPage;

/// Wrong use of the browser ends the test, at the line that did it.
#[track_caller]
fn or_panic<T>(result: Result<T, String>) -> T {
    match result {
        Ok(value) => value,
        Err(sentence) => panic!("{sentence}"),
    }
}
