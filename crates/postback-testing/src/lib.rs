//! A test browser for apps that use `postback`.
//!
//! [`Browser`] drives an axum app in process and performs every step between a click and the next
//! page. [`TestPage`] and [`TestForm`] are what a user sees and fills in. [`both_ways`] runs the
//! same steps with JavaScript off and on.
//!
//! ```
//! use axum::{Router, routing::get};
//! use postback::{Done, Html, Keys, Page, Postback, Result, action, actions, page};
//! use postback_testing::{Browser, both_ways};
//!
//! #[action(public)]
//! async fn subscribe() -> Result<Done<()>> {
//!     Ok(Done::new(()).flash("Welcome"))
//! }
//!
//! async fn news(page: Page) -> Html {
//!     let form = page.form::<subscribe>().open(Html::from_trusted("<button>Subscribe</button>"));
//!     Html::from_trusted(format!("{}{form}", page.notice()))
//! }
//!
//! async fn make_app() -> Router {
//!     Postback::new(Router::new().route("/news", page(get(news))))
//!         .actions(actions![subscribe])
//!         .keys(Keys::random())
//!         .with_state(())
//! }
//!
//! async fn steps(browser: Browser) {
//!     let page = browser.get("/news").await;
//!     let page = page.form::<subscribe>().press("Subscribe").await;
//!     assert_eq!(page.url(), "/news");
//!     assert_eq!(page.notice(), "Welcome");
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! steps(Browser::new(make_app().await)).await;
//! both_ways(make_app, steps).await;
//! # });
//! ```

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
mod input_value;
mod loaded;
mod page;
mod shown;
mod tab;
mod text;

pub use both_ways::both_ways;
pub use browser::Browser;
pub use form::TestForm;
pub use page::TestPage;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

/// Ends the test at the line that has used the browser wrongly.
#[track_caller]
fn or_panic<T>(result: Result<T, String>) -> T {
    match result {
        Ok(value) => value,
        Err(sentence) => panic!("{sentence}"),
    }
}
