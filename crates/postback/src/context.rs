//! The state of an app and of a request: plain data that the higher modules read and write.

mod action_info;
mod app;
#[cfg(feature = "typescript")]
mod exported;
mod extract;
mod instance;
mod notes;
mod partition;
mod public_path;
mod query;
mod renamed;
mod render_context;
mod resolve;
mod route;
mod shown;

pub use self::action_info::ActionInfo;

pub(crate) use self::action_info::ActionForm;
pub(crate) use self::app::App;
pub(crate) use self::instance::{action_of, hashed, plain_instance};
pub(crate) use self::notes::RenderNotes;
pub(crate) use self::partition::Part;
pub(crate) use self::public_path::PublicPath;
#[cfg(any(test, fuzzing))]
pub(crate) use self::query::OURS;
pub(crate) use self::query::{
    ActionQuery, Call, at, external, is_enhanced, names_an_action, own_query, with_query,
};
pub(crate) use self::renamed::Renamed;
pub(crate) use self::render_context::{Before, RenderContext};
pub(crate) use self::resolve::Resolved;
pub(crate) use self::route::{PageIdentity, Route, Written, enter};
pub(crate) use self::shown::{Shown, StateCookie};
