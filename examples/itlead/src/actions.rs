//! The actions, which change data. An action that is not listed here cannot be reached.

pub mod auth;
pub mod problems;
pub mod profile;

use postback::Actions;

use crate::App;

/// Returns all actions, for the app.
pub(crate) fn all() -> Actions<App> {
    auth::actions()
        .merge(problems::actions())
        .merge(profile::actions())
}
