//! Server Actions for axum.

extern crate self as postback;

mod action;
mod form;
mod guard;
mod html;
mod keys;
mod outcome;
mod page;
mod shell;
#[cfg(feature = "testing")]
pub mod testing;

pub use postback_macros::action;

pub use self::action::{Action, ActionInfo, Actions, Arg, Argument, Arguments, Caller, Sealed};
pub use self::form::{FieldError, Form, FromForm};
pub use self::html::{Html, IntoHtml};
pub use self::keys::{Keys, KeysError};
pub use self::outcome::{
    Conflict, Denied, Done, Error, IntoDone, Invalid, NotFound, Outcome, Redirect, Result,
};
pub use self::page::{FormView, Page, Ready};
pub use self::shell::{ErrorPage, Handle, Postback, page};

/// What the macros write; nothing here is meant for people.
#[doc(hidden)]
pub mod __private {
    pub use crate::action::{
        Anyone, Endpoint, Extractors, IsArgument, IsForm, Probe, ProbeFallback, Settings,
    };
}
