//! Practice: problems to solve, with React 19 in the pages of an axum app.

#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    reason = "an application: its code is read in its place, not as the documentation of an API"
)]

pub mod actions;
mod caller;
pub mod db;
mod headers;
pub mod islands;
pub mod model;
mod pages;
mod passwords;
mod ui;
mod vite;

use axum::{Router, extract::FromRef, middleware::from_fn};
use postback::{Invalid, NotFound, Postback};

pub use self::{db::Db, vite::Vite};

/// What every handler and action can ask for.
#[derive(Clone, Debug, FromRef)]
pub struct App {
    db: Db,
    vite: Vite,
}

/// The pages, and what can be done on them.
pub fn site() -> Postback<App> {
    Postback::new(pages::routes())
        .actions(actions::all())
        .islands(islands::all())
        .map_error(explain)
        .error_page(ui::error_page)
}

/// The whole site on this database, ready to be served.
pub fn app(db: Db, vite: Vite) -> Router {
    let files = vite.files();
    site()
        .with_state(App { db, vite })
        .nest_service("/assets", files)
        .layer(from_fn(headers::secure))
}

/// What the database's refusals mean to a person. Everything else stays between us and the log.
fn explain(error: &sqlx::Error) -> Option<postback::Error> {
    if matches!(error, sqlx::Error::RowNotFound) {
        return Some(NotFound);
    }
    Invalid::unique(error, "profiles.name", "name")
}
