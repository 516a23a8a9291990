//! TypeScript modules for scripts that call actions: generated from the app, and compared with it.
//!
//! An action with the option [`#[action(typescript)]`](macro@crate::action) becomes a function of
//! `@postback/client`, in one module per Rust module, with its doc comment and its types. The
//! arguments and the value derive [`ts_rs::TS`]. A form only needs its
//! [`FromForm`](macro@crate::FromForm), because scripts submit what its fields accept.
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
//! writes the following into `index.ts`, because the action is at the root of its crate:
//!
//! ```ts
//! import { action, type Action } from "@postback/client";
//!
//! /** Solved, or not after all. */
//! export const toggleSolved: Action<[id: number], boolean> = action("toggle_solved", 1);
//! ```
//!
//! The module of `app::actions::problem` is `problem.ts`: the crate, and modules named `actions`,
//! are omitted. The app's own types are in `types.ts`. A function whose name is a reserved word of
//! JavaScript has an underscore at its end (`delete_`).
//!
//! # Types
//!
//! - Integers of 64 and 128 bits are `bigint`, exactly, in both directions. `usize` is refused,
//!   because its size depends on the machine.
//! - A value that serde serialises as bytes is a `Uint8Array`: declare it with
//!   `#[ts(type = "Uint8Array")]`.
//! - A field with `#[serde(skip_serializing_if = "..")]` may be absent, and one with
//!   `#[serde(default)]` may be omitted in an argument. ts-rs detects it if the field has both
//!   attributes; if it has one of them, add `#[ts(optional)]`.
//! - A float that is not finite arrives as `null`, as in JSON.

mod error;
mod files;
mod module;
mod modules;
mod names;

pub use self::error::ExportError;

use std::path::Path;

use crate::service::Postback;

/// Writes the modules into `folder`, and removes modules of an earlier export that are not needed
/// any more.
///
/// Other files stay as they are. Unchanged modules are not written, so that a development server
/// does not reload.
///
/// # Errors
///
/// Returns an error for a type without a correct TypeScript type, together with the fix; for
/// another file with the name of a module; or for a failure of the file system.
pub fn export<S>(app: &Postback<S>, folder: impl AsRef<Path>) -> Result<(), ExportError>
where
    S: Clone + Send + Sync + 'static,
{
    files::write(folder.as_ref(), &modules::of(app)?)
}

/// Compares the modules in `folder` with those that [`export`] would write there.
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
/// Returns the first file and line that differ, or the errors of [`export`].
pub fn check<S>(app: &Postback<S>, folder: impl AsRef<Path>) -> Result<(), ExportError>
where
    S: Clone + Send + Sync + 'static,
{
    files::compare(folder.as_ref(), &modules::of(app)?)
}
