//! Everything that can be looked at.

mod board;
mod login;
mod problems;
mod settings;

use axum::{Router, http::header::CONTENT_TYPE, routing::get};
use postback::page;

use crate::App;

const ICON: &str = include_str!("../assets/icon.svg");

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", page(get(problems::problems)))
        .route("/settings", page(get(settings::settings)))
        .route("/login", page(get(login::login_page)))
        .route("/board", page(get(board::board)))
        .route("/api/problems", get(board::problems))
        .route("/icon.svg", get(([(CONTENT_TYPE, "image/svg+xml")], ICON)))
}
