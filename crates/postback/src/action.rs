//! Actions: what `#[action]` records about a function, and the registry of an app.

mod access;
mod arguments;
mod attempts;
pub(crate) mod body;
mod endpoint;
#[cfg(feature = "typescript")]
mod exported;
mod extractors;
mod instance;
mod invocation;
mod kept;
mod listed;
mod outcome_builder;
mod proof;
mod rejection;
mod seal_context;
mod settings;
mod submission;
#[cfg(feature = "typescript")]
mod typescript;

pub use self::access::{Anyone, Caller};
pub use self::arguments::{Arg, Argument, Arguments, Sealed};
pub use self::attempts::has_field;
pub use self::endpoint::Endpoint;
pub use self::extractors::Extractors;
pub use self::listed::Actions;
pub use self::proof::{IsForm, Probe, ProbeFallback};
pub use self::settings::Settings;
#[cfg(feature = "typescript")]
pub use self::typescript::{Describe, Described, HasTypescript};
#[cfg(feature = "typescript")]
pub(crate) use self::typescript::{Types, export_name, modules};

pub(crate) use self::instance::instance;
pub(crate) use self::invocation::{DynAction, Invocation};
pub(crate) use self::kept::{kept, kept_by_name};
pub(crate) use self::seal_context::SealContext;

use std::future::Future;

use crate::form::FromForm;
use crate::outcome::Outcome;

/// A function that a form can call. [`#[action]`](crate::action) implements it on the hidden type
/// that shares the function's name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action",
    label = "not an action",
    note = "put `#[postback::action]` on the function"
)]
pub trait Action: Sized + 'static {
    /// The function's name, as it appears in URLs and logs.
    const NAME: &'static str;
    /// The function's full path, from which the action's id is derived.
    const PATH: &'static str;
    #[doc(hidden)]
    const SETTINGS: Settings;
    /// The description for scripts, if the action is exported.
    #[cfg(feature = "typescript")]
    #[doc(hidden)]
    const TYPESCRIPT: Option<Describe> = None;
    /// The type of the parameter `caller`.
    type Caller: Caller;
    /// The [`Arg`] and [`Sealed`] parameters, as a tuple.
    type Arguments: Arguments;
    /// The other extractors, as a tuple.
    type Extractors: Send + 'static;
    /// The `T` of the parameter `Form<T>`, or `()` without one.
    type Form: FromForm;
    /// The return type of the function.
    type Output: Outcome;

    #[doc(hidden)]
    fn call(
        caller: Self::Caller,
        arguments: Self::Arguments,
        extractors: Self::Extractors,
        form: Self::Form,
    ) -> impl Future<Output = Self::Output> + Send + 'static;
}
