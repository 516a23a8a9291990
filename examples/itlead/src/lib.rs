//! itlead, the example app of `postback`: practice for technical interviews.

#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    reason = "an application: its code is read in its place, not as the documentation of an API"
)]

pub mod actions;
mod assets;
mod avatars;
mod caller;
mod catalogue;
pub mod db;
mod headers;
mod listing;
pub mod model;
pub mod pages;
mod passwords;
mod site;
mod tag;
mod ui;

use axum::{Router, extract::FromRef, middleware::map_response};
use postback::{AppHandle, CachedPage, Invalid, Limits, NotFound, Postback, Search};

use self::pages::browse::Shelf;
pub use self::{avatars::Avatars, db::Db, site::Site};

/// The state of every handler and action.
#[derive(Clone, Debug, FromRef)]
pub struct App {
    db: Db,
    site: Site,
    avatars: Avatars,
}

/// The whole site on this database and these pictures, ready to be served.
pub fn app(db: Db, site: Site, avatars: Avatars) -> (Router, AppHandle) {
    let pages = pages::routes()
        .into_iter()
        .fold(Router::new(), |router, (path, page)| {
            router.route(path, page)
        })
        .merge(assets::routes())
        .merge(avatars::routes())
        .fallback(async || NotFound);

    let app = Postback::new(pages)
        .actions(actions::all())
        // Uploads are in the folder of the pictures, so that keeping one is a rename.
        .limits(Limits::new().uploads_in(avatars.folder()))
        .cache_page(
            "/browse",
            CachedPage::fresh("5m").query(Search::<Shelf>::query_keys()),
        )
        .cache_page("/browse/{id}", CachedPage::fresh("1h"))
        .map_error(explain)
        .error_page(ui::error_page)
        .public_origins(site.public_origin())
        .trusted_proxies(site.proxies());
    let handle = app.handle();
    (
        app.with_state(App { db, site, avatars })
            .layer(map_response(headers::secure)),
        handle,
    )
}

/// Maps errors of the database that users should understand. All others stay masked.
fn explain(error: &sqlx::Error) -> Option<postback::Error> {
    let violation = error.as_database_error();
    if matches!(error, sqlx::Error::RowNotFound)
        || violation.is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
    {
        return Some(NotFound);
    }
    Invalid::unique(error, "users.email", "email")
}
