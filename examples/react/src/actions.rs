//! Everything that changes something. What says `typescript` is a function in `web/src/actions`.

pub mod auth;
pub mod problem;
pub mod profile;
pub mod user;

use postback::{Actions, actions};

use crate::App;

pub(crate) fn all() -> Actions<App> {
    actions![
        auth::login,
        auth::logout,
        problem::solve_problem,
        problem::toggle_solved,
        profile::update_profile,
        user::update_user_name,
    ]
}
