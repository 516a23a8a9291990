//! An app for a browser that meets with accidents: one form with every kind of field, on `SQLite`.
//!
//! `ADDR` says where it listens, `DATABASE_URL` on which file, `UPLOADS` where files lie while they are
//! read. `BUILD` is what a deploy has made of it: `renamed` (an action has another name) or `gone` (there is
//! no such action any more). What is in the database it tells at `/effects`.

mod actions;
mod db;
mod pages;
mod trip;

use std::path::PathBuf;

use axum::routing::get;
use axum::{BoxError, Router};
use postback::{Actions, Invalid, Limits, Postback, page};
use tokio::net::TcpListener;

use self::db::Db;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let db = Db::open(&setting("DATABASE_URL")?).await?;
    let pages = Router::new()
        .route("/", page(get(pages::list)))
        .route("/sign-in", page(get(pages::sign_in)))
        .route("/account", page(get(pages::account)))
        .route("/requests/new", page(get(pages::request)))
        .route("/trips/{id}", page(get(pages::trip)))
        .route("/trips/{id}/edit", page(get(pages::edit)))
        .route("/effects", get(pages::effects));
    let build = std::env::var("BUILD").unwrap_or_default();
    let (new, actions) = match &*build {
        "renamed" => (page(get(pages::reserve)), actions::renamed()),
        "gone" => (page(get(pages::closed)), Actions::new()),
        _ => (page(get(pages::book)), actions::book()),
    };
    let pages = pages.route("/trips/new", new);
    let actions = actions::all().merge(actions);
    let uploads = PathBuf::from(setting("UPLOADS")?);
    let app = Postback::new(pages)
        .actions(actions)
        .limits(Limits::new().uploads_in(uploads))
        .map_error(|error: &sqlx::Error| Invalid::unique(error, "names.name", "name"))
        .with_state(db);
    let listener = TcpListener::bind(setting("ADDR")?).await?;
    println!("trips is at http://{}", listener.local_addr()?);
    axum::serve(listener, app)
        .with_graceful_shutdown(told_to_stop())
        .await?;
    Ok(())
}

fn setting(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("{name} is not set"))
}

async fn told_to_stop() {
    #[cfg(unix)]
    if let Ok(mut told) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        told.recv().await;
        return;
    }
    std::future::pending::<()>().await;
}
