//! The pages.

pub mod auth;
pub mod browse;
pub mod dashboard;
mod filter;
pub mod home;
pub mod problems;
pub mod settings;

use axum::routing::{MethodRouter, get};
use postback::page;

use crate::App;

/// Returns every page with its path.
pub fn routes() -> [(&'static str, MethodRouter<App>); 11] {
    [
        ("/", page(get(home::home))),
        ("/browse", page(get(browse::list))),
        ("/browse/{id}", page(get(browse::show))),
        ("/signup", page(get(auth::signup_page))),
        ("/login", page(get(auth::login_page))),
        ("/dashboard", page(get(dashboard::dashboard))),
        ("/problems", page(get(problems::list))),
        ("/problems/new", page(get(problems::new))),
        ("/problems/{id}", page(get(problems::show))),
        ("/problems/{id}/edit", page(get(problems::edit))),
        ("/settings", page(get(settings::settings))),
    ]
}
