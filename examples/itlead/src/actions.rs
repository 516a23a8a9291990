//! Everything that changes something. What is not listed here cannot be reached.

pub mod auth;
pub mod problems;
pub mod profile;

use postback::Actions;

use crate::App;

/// All of them, for the app.
pub(crate) fn all() -> Actions<App> {
    auth::actions()
        .merge(problems::actions())
        .merge(profile::actions())
}
