//! Server Actions for axum: write an async function, put it in a form, and the whole mutation is
//! done. It is called over a checked POST, its input is decoded and validated into your types, and
//! the page comes back refreshed in the same answer: with JavaScript off, and smoothly, without a
//! reload, with the browser runtime on.
//!
//! - [`#[action]`](macro@action) makes a function callable, [`actions!`] lists it.
//! - [`page(get(..))`](page()) routes a page that takes actions; its handler takes a [`Page`], which
//!   gives it [forms](FormView).
//! - [`page.script()`](Page::script) loads the runtime.
//! - [`#[derive(FromForm)]`](derive@FromForm) reads a form into a type, with every error at once.
//! - [`Error`] is every outcome but success, as a value; [`Redirect`] and [`Done`] are the successes
//!   with more to them.
//! - [`Cache`] and [`#[cached]`](macro@cached) keep what was read until an action says that it has
//!   changed; [`CachedPage`] keeps whole pages.
//! - [`Postback`] wraps the Router of pages and gives a Router back.
//! - [`guides`] has the rest of the story; `testing` (a feature) is a browser without a browser.

// Documentation on docs.rs says of each item which feature it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

// Generated code says `::postback::`, also inside the library's own tests.
extern crate self as postback;

mod accept_encoding;
mod action;
mod cache;
mod client;
mod context;
mod form;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod guard;
mod html;
mod keys;
mod outcome;
mod page;
mod panic;
mod service;
#[cfg(feature = "testing")]
pub mod testing;
mod wording;

/// The crate that checks the rules of a form, in the version that this library works with.
///
/// `#[derive(garde::Validate)]` writes `::garde`, so an app depends on garde itself: `cargo add garde@0.23
/// --features derive`. With another version the compiler says that a form does not implement `Validate`.
pub use garde;

/// Reads a form into the type, and writes the type into a form: see [the trait](trait@FromForm).
pub use postback_macros::FromForm;
/// Makes an async function an action: something that a form can call.
///
/// The function stays an ordinary function: call it from another one, or from a test. Beside it
/// stands a hidden type of the same name, so that `page.form::<update_profile>()` and
/// `actions![update_profile]` name it; a module of that name next to it does not compile.
///
/// ```
/// use postback::{Arg, Form, FromForm, Redirect, Result, action};
/// # use axum::extract::{FromRequestParts, State};
/// # use http::{StatusCode, request::Parts};
/// # #[derive(Clone)] pub struct Db;
/// # impl Db { async fn rename(&self, _: i64, _: i64, _: &str) -> std::io::Result<()> { Ok(()) } }
/// # pub struct User { id: i64 }
/// # impl postback::Caller for User { fn key(&self) -> String { self.id.to_string() } }
/// # impl<S: Sync> FromRequestParts<S> for User {
/// #     type Rejection = StatusCode;
/// #     async fn from_request_parts(_: &mut Parts, _: &S) -> std::result::Result<Self, StatusCode> { Err(StatusCode::UNAUTHORIZED) }
/// # }
/// # #[derive(FromForm)] pub struct Name { name: String }
///
/// /// Rename one of the caller's own lists.
/// #[action]
/// pub async fn rename_list(
///     caller: User,              // who may call it
///     State(db): State<Db>,      // any extractor of a request's parts, in any place
///     Arg(list): Arg<i64>,       // bound to the form: `.bind(list.id)`
///     Form(form): Form<Name>,    // decoded and validated; an invalid form never gets here
/// ) -> Result<Redirect> {
///     db.rename(caller.id, list, &form.name).await?;
///     Ok(Redirect::to(format!("/lists/{list}")).flash("Renamed"))
/// }
/// # fn main() {}
/// ```
///
/// **Access** is a decision that does not compile without being made: a parameter named `caller` (or
/// `_caller`) whose type implements [`Caller`], or the option `public`.
///
/// | option | default | what it says |
/// |---|---|---|
/// | `public` | | anyone may call it; there is no `caller` |
/// | `anywhere` | | its forms are good on every page, and not only on the route that rendered them: for fragments that are put into other pages. Only its `caller` guards it then, so it is not `public`: see [`guides::security`] |
/// | `body = "64 KiB"` | 1 MiB; with files as many as they may have, and 64 KiB | the most bytes of a body (`B`, `KiB`, `MiB`, `GiB`); exactly that many pass |
/// | `timeout = "5s"` | 30s | how long it may run (`ms`, `s`, `m`, `h`, `d`); how slowly a body may come is in [`Limits`] |
/// | `rate = "10/min per caller"` | | how often it may be called; may be given several times, and all have to hold: see [`guides::security`] |
/// | `once` | | each rendered form counts once, for a day: a repeat within 10 minutes gets the first outcome; a later one, or one from before a restart, is not run but asks to look |
/// | `no_store` | | no browser keeps a page that shows what was sent or what came of it, so its Back does not find it: see [`guides::security`] |
/// | `was = "shop::cart::add"` | | a former path whose forms still work; may be given several times |
/// | `revalidates("problems", "/settings")` | | the tags that it revalidates, and the paths or routes (`/problems/{id}`), which begin with `/` |
/// | `crate = "web::postback"` | `::postback` | the path of this library, where an app has it under another name |
///
/// An action returns a `Result` whose error turns into [`Error`] and whose success is `()`, a value
/// that serialises ([`FormView::done`] reads it), [`Done`] or [`Redirect`]. It owns what it takes: it
/// may outlive the request that called it. What a `pub` action takes and returns is `pub`.
pub use postback_macros::action;
/// Keeps what an async function computes: the next call with the same arguments gets the same value,
/// until a tag that it depends on is revalidated.
///
/// ```
/// use postback::{Cache, Result, Tag, cached};
/// # #[derive(Clone)] pub struct Db;
/// # #[derive(Clone)] pub struct Problem;
/// # impl Db { async fn problems(&self, _: &str, _: u32) -> Result<Vec<Problem>> { Ok(vec![]) } }
///
/// const PROBLEMS: Tag = Tag::new("problems");
///
/// #[cached(skip(db), tags(PROBLEMS, "topic/{topic}"), fresh = "5m")]
/// pub async fn list_problems(cache: &Cache, db: &Db, topic: &str, page: u32) -> Result<Vec<Problem>> {
///     db.problems(topic, page).await
/// }
/// # fn main() {}
/// ```
///
/// The function takes the [`Cache`] of the request. **Every other parameter is in the key** unless it
/// is skipped, so two users never share a value by an oversight. The key is compared as a whole, as
/// the parameters serialise.
///
/// | option | default | what it says |
/// |---|---|---|
/// | `skip(db, ..)` | | parameters that are the same for everybody and stay out of the key |
/// | `tags("problem/{id}", ..)` | | the data that the value depends on: text with parameters, or any expression that is a [`Tag`] |
/// | `fresh = "5m"` | 15 minutes | how long it is served as it is (`ms`, `s`, `m`, `h`, `d`); after that, while a new one is made |
/// | `expire = "1d"` | 1 day | how long it is served at all |
/// | `weight = \|list\| list.len() * 200` | what is known of the type | the bytes that a value holds on to, for [`CacheLimits::values_bytes`] |
/// | `crate = "web::postback"` | `::postback` | the path of this library, where an app has it under another name |
///
/// It returns a `Result`; a success is kept if it is `Clone` (an `Arc<..>` makes a hit free), an error
/// never is. Parameters are owned or `&T`; what is borrowed is cloned when the value has to be
/// computed, because that happens in a task of its own. In the body `cache` is that of the
/// computation: values that are read through it give this one their tags.
///
/// Without `fresh` and `expire`, a value that is made from cached ones lives as long as what is left
/// to the first of them. [`guides::cache`] has the rest; [`Cache::entry`] is the same without a
/// function.
pub use postback_macros::cached;

pub use self::action::{Action, Actions, Arg, Argument, Arguments, Caller, Sealed};
pub use self::cache::{
    Cache, CacheEntry, CacheError, CacheHandle, CacheLimits, CacheStats, CacheValue, Computed,
    Interrupted, IntoDuration, Tag,
};
pub use self::client::Script;
pub use self::context::ActionInfo;
pub use self::form::{
    Choice, Choices, Confirm, Field, FieldError, Form, FormContext, FormField, FormId, FromForm,
    Limits, List, MAX_DEPTH, Pairs, Problem, Search, Upload, with_messages,
};
pub use self::guard::rates::Rate;
pub use self::html::{Html, IntoHtml};
pub use self::keys::{Keys, KeysError};
pub use self::outcome::{
    Conflict, Denied, Done, Error, ErrorPage, IntoDone, Invalid, Limited, NotFound, Outcome,
    Redirect, Result,
};
pub use self::page::{FormView, Optimistic, Page, Ready};
pub use self::service::{CachedPage, Handle, Postback, page};

/// What the macros write; nothing here is meant for people.
#[doc(hidden)]
pub mod __private {
    pub use crate::cache::private as cached;
    pub use crate::form::private as form;

    pub use crate::action::{
        Anyone, Endpoint, Extractors, IsForm, Probe, ProbeFallback, Settings, has_field,
    };
    pub use crate::guard::rates::{Per, rate};
}

/// Guides: what the reference does not say.
pub mod guides {
    #[doc = include_str!("../docs/sessions.md")]
    pub mod sessions {}
    #[doc = include_str!("../docs/proxies.md")]
    pub mod proxies {}
    #[doc = include_str!("../docs/runtime.md")]
    pub mod runtime {}
    #[doc = include_str!("../docs/cache.md")]
    pub mod cache {}
    #[doc = include_str!("../docs/uploads.md")]
    pub mod uploads {}
    #[doc = include_str!("../docs/deploying.md")]
    pub mod deploying {}
    #[doc = include_str!("../docs/security.md")]
    pub mod security {}
}
