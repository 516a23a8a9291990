//! Server Actions for axum: an async function, called from an HTML form, that changes data.
//!
//! An action receives a POST whose origin is checked, decodes and validates its input into your
//! types, and answers with the refreshed page. Forms work without JavaScript; with the browser
//! runtime the page is updated in place, without a reload.
//!
//! - [`#[action]`](macro@action) turns an async function into an action; [`actions!`] registers it.
//! - [`page(get(..))`](page()) routes a page that accepts actions. Its handler extracts a [`Page`],
//!   which renders [forms](FormView).
//! - [`page.script()`](Page::script) loads the browser runtime.
//! - [`#[derive(FromForm)]`](derive@FromForm) reads a form into a type and reports every error at
//!   once.
//! - [`Error`] represents every unsuccessful outcome as a value; [`Redirect`] and [`Done`] are
//!   richer successes.
//! - [`Cache`] and [`#[cached]`](macro@cached) keep computed values until an action revalidates
//!   them; [`CachedPage`] keeps whole rendered pages.
//! - [`Postback`] wraps the `Router` of your pages and returns a `Router`.
//! - [`guides`] explain sessions, proxies, caching, uploads, deployment and security. The crate
//!   [`postback-testing`](https://docs.rs/postback-testing) provides a test browser.

// On docs.rs every item shows the feature that it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

// Generated code refers to `::postback::`, also in the library's own tests.
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
#[cfg(feature = "typescript")]
pub mod typescript;
mod wall_clock;
mod wording;

/// Re-exports [garde](https://docs.rs/garde), which validates forms, in the version that this
/// library uses.
///
/// The derive macro `garde::Validate` generates paths that begin with `::garde`, so an app depends
/// on garde itself: `cargo add garde@0.23 --features derive`. Some rules need a feature of garde:
/// `email`, `url`, `pattern` (`regex`), `length(graphemes, ..)` (`unicode`). With another version
/// the compiler reports that the form does not implement `Validate`.
pub use garde;

/// Re-exports [ts-rs](https://docs.rs/ts-rs), which describes types for scripts, in the version
/// that this library uses.
///
/// The derive macro `ts_rs::TS` generates paths that begin with `::ts_rs`, so an app depends on
/// ts-rs itself: `cargo add ts-rs@12`.
#[cfg(feature = "typescript")]
pub use ts_rs;

/// Derives [`FromForm`](trait@FromForm): reads a form into a type, and writes a value of the type
/// into a form.
pub use postback_macros::FromForm;
/// Derives [`Island`](trait@Island): a struct is the props of the component of its name.
#[cfg(feature = "typescript")]
pub use postback_macros::Island;
/// Turns an async function into an action that forms can call.
///
/// The function stays an ordinary function: other functions and tests can call it. The macro adds a
/// hidden type of the same name, so that `page.form::<update_profile>()` and
/// `actions![update_profile]` can refer to it. A module of that name in the same scope does not
/// compile.
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
/// **Access** must be decided, or the action does not compile: it has a parameter named `caller`
/// (or `_caller`) whose type implements [`Caller`], or the option `public`.
///
/// | option | default | meaning |
/// |---|---|---|
/// | `public` | | Anyone may call the action; it has no `caller`. |
/// | `anywhere` | | The action's forms work on every page, not only on the route that rendered them. Use it for fragments that are inserted into other pages. Only `caller` protects such an action, so it cannot be `public`; see [`guides::security`]. |
/// | `body = "64 KiB"` | 1 MiB; with files, the sum of their limits plus 64 KiB | The largest accepted request body, inclusive (`B`, `KiB`, `MiB`, `GiB`). |
/// | `timeout = "5s"` | 30s | The longest time that the action may run (`ms`, `s`, `m`, `h`, `d`). [`Limits`] bound how slowly a body may arrive. |
/// | `rate = "10/min per caller"` | | How often the action may be called. It may be given several times, and every rate must hold; see [`guides::security`]. |
/// | `once` | | Each rendered form runs the action once, for a day. A repeat within 10 minutes receives the first outcome. A later repeat, or one after a restart, does not run and asks the user to check. |
/// | `no_store` | | No browser stores a page that shows the submitted values or the outcome, so its Back button does not restore the page; see [`guides::security`]. |
/// | `typescript` | | Scripts may call it on every page that has `page.actions()`. Needs the feature `typescript`. |
/// | `was = "shop::cart::add"` | | A former path of the action, whose forms still work. It may be given several times. |
/// | `revalidates("problems", "/settings")` | | The tags that the action revalidates, and the paths or routes (`/problems/{id}`), which begin with `/`. |
/// | `crate = "web::postback"` | `::postback` | The path of this library in an app that imports it under another name. |
///
/// An action returns a `Result`. Its error converts into [`Error`]; its success is `()`, a value
/// that implements `Serialize` (which [`FormView::done`] reads), [`Done`] or [`Redirect`].
/// Parameters are owned types, because an action may outlive the request that called it. The
/// parameter and return types of a `pub` action are `pub`.
pub use postback_macros::action;
/// Caches what an async function returns.
///
/// The next call with the same arguments returns the cached value, until a tag that it depends on
/// is revalidated.
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
/// The function takes the [`Cache`] of the request. **Every other parameter is part of the key**
/// unless it is skipped, so two users never share a value by mistake. The key is the parameters in
/// serialised form, and is compared in full.
///
/// | option | default | meaning |
/// |---|---|---|
/// | `skip(db, ..)` | | Parameters that are the same for everyone and are not part of the key. |
/// | `tags("problem/{id}", ..)` | | The data that the value depends on: text with parameters, or any expression of type [`Tag`]. |
/// | `fresh = "5m"` | 15 minutes | How long the value is served without recomputing it (`ms`, `s`, `m`, `h`, `d`). After that, it is served while a new value is computed. |
/// | `expire = "1d"` | 1 day | The longest time that the value is served. |
/// | `weight = \|list\| list.len() * 200` | estimated from the type | The memory that a value occupies, in bytes, counted towards [`CacheLimits::values_bytes`]. |
/// | `crate = "web::postback"` | `::postback` | The path of this library in an app that imports it under another name. |
///
/// The function returns a `Result`. A success is cached if its type is `Clone` (an `Arc<..>` makes
/// a hit cheap); an error never is. Parameters are owned or `&T`. Borrowed parameters are cloned
/// when the value has to be computed, because the computation runs in its own task. In the body,
/// `cache` is the [`Cache`] of the computation: cached values that are read through it add their
/// tags to this value.
///
/// Without `fresh` and `expire`, a value that is computed from other cached values expires with the
/// first of them. [`guides::cache`] explains more; [`Cache::entry`] offers the same without a
/// function.
pub use postback_macros::cached;

pub use self::action::{Action, Actions, Arg, Caller, Sealed};
pub use self::cache::{Cache, CacheEntry, CacheHandle, CacheLimits, CacheStats, Interrupted, Tag};
pub use self::client::Script;
pub use self::context::ActionInfo;
#[cfg(feature = "uploads")]
pub use self::form::Upload;
pub use self::form::{
    Choice, Choices, Confirm, Field, FieldError, Form, FormField, FromForm, Limits, List, Problem,
    Search,
};
pub use self::guard::rates::Rate;
pub use self::html::{Html, IntoHtml};
pub use self::keys::{Keys, KeysError};
pub use self::outcome::{
    Conflict, Denied, Done, Error, ErrorPage, Invalid, Limited, NotFound, Redirect, Result,
};
pub use self::page::{FormView, Optimistic, Page, UnboundForm};
#[cfg(feature = "typescript")]
pub use self::page::{Island, IslandView, Islands};
pub use self::service::{AppHandle, CachedPage, Postback, page};

/// Items that the macros refer to, and traits that only the library implements. They are not part of
/// the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::cache::private as cached;
    pub use crate::form::private as form;

    pub use crate::action::{
        Anyone, Argument, Arguments, Endpoint, Extractors, IsForm, Probe, ProbeFallback, Settings,
        has_field,
    };
    #[cfg(feature = "typescript")]
    pub use crate::action::{Describe, Described, HasTypescript};
    pub use crate::guard::rates::{Per, rate};
    pub use crate::outcome::{IntoDone, Outcome};
    pub use crate::page::FormState;
}

/// Guides on topics that the reference does not cover.
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
    #[cfg(feature = "typescript")]
    #[doc = include_str!("../docs/react.md")]
    pub mod react {}
}
