//! TypeScript modules for the scripts that call actions: written from the app, and compared with it.
//!
//! An action that says [`#[action(typescript)]`](macro@crate::action) becomes a function of
//! `@postback/client`, in one module for each Rust module, with its doc comment and its types. The
//! arguments and the value derive [`ts_rs::TS`]; a form needs nothing more than its
//! [`FromForm`](macro@crate::FromForm), because what a script sends is what its fields take.
//!
//! ```
//! use axum::{Router, routing::get};
//! use postback::{Arg, Postback, Result, action, actions, page, typescript};
//!
//! /// Solved, or not after all.
//! #[action(public, typescript)]
//! async fn toggle_solved(Arg(id): Arg<u32>) -> Result<bool> {
//!     Ok(id > 0)
//! }
//!
//! fn app() -> Postback<()> {
//!     let pages = Router::new().route("/", page(get(async || "problems")));
//!     Postback::new(pages).actions(actions![toggle_solved])
//! }
//!
//! // In `main`, for `cargo run -- typescript`.
//! let folder = std::env::temp_dir().join(format!("typescript-{}", std::process::id()));
//! typescript::export(&app(), &folder)?;
//! // In a test: what is in the repository is what the app says.
//! typescript::check(&app(), &folder)?;
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! writes into `index.ts`, since this action is at the root of its crate:
//!
//! ```ts
//! import { action, type Action } from "@postback/client";
//!
//! /** Solved, or not after all. */
//! export const toggleSolved: Action<[id: number], boolean> = action("toggle_solved", 1);
//! ```
//!
//! The module of `app::actions::problem` is `problem.ts`: the crate and modules called `actions` are left
//! out. The app's own types are in `types.ts`. A function whose name is a word of JavaScript has an
//! underscore at its end (`delete_`).
//!
//! # Types
//!
//! - Integers of 64 and 128 bits are `bigint`, both ways, exactly; `usize` is refused, because its size is that
//!   of the machine.
//! - What serde serialises as bytes is a `Uint8Array`: say so with `#[ts(type = "Uint8Array")]`.
//! - A field with `#[serde(skip_serializing_if = "..")]` may be absent, and one with `#[serde(default)]` may be
//!   left out of an argument; ts-rs knows it where the field has both. Where it has one of them, write
//!   `#[ts(optional)]` beside it.
//! - A float that is not finite arrives as `null`, as JSON has it.

mod error;
mod files;
mod module;
mod modules;
mod names;

pub use self::error::ExportError;

use std::path::Path;

use crate::service::Postback;

/// Writes the modules into `folder`, and removes those of an earlier export that are not needed any more.
///
/// Files that this function has not written stay as they are, and those that have not changed are not
/// touched, so a development server does not reload for them.
///
/// # Errors
///
/// A type that TypeScript would be told wrongly, with the fix; a file in the way; or an error of the disk.
pub fn export<S>(app: &Postback<S>, folder: impl AsRef<Path>) -> Result<(), ExportError>
where
    S: Clone + Send + Sync + 'static,
{
    files::write(folder.as_ref(), &modules::of(app)?)
}

/// Compares the modules in `folder` with what [`export`] would write there.
///
/// ```no_run
/// # fn app() -> postback::Postback<()> { unimplemented!() }
/// #[test]
/// fn the_scripts_call_the_actions_that_there_are() {
///     let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/web/src/actions");
///     postback::typescript::check(&app(), folder).unwrap();
/// }
/// # fn main() {}
/// ```
///
/// # Errors
///
/// The first file and line that differ, or what [`export`] returns.
pub fn check<S>(app: &Postback<S>, folder: impl AsRef<Path>) -> Result<(), ExportError>
where
    S: Clone + Send + Sync + 'static,
{
    files::compare(folder.as_ref(), &modules::of(app)?)
}
