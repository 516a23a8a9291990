//! An app whose actions are called by scripts.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::StatusCode;
use maud::{DOCTYPE, Markup, html};
use postback::{Keys, Page, Postback, page};

use super::actions;
use crate::support::Effects;

async fn home(page: Page, State(effects): State<Effects>) -> Markup {
    effects.add("rendered");
    let form = page.form::<actions::problem::of_forms_alone>();
    html! {
        (DOCTYPE) html lang="en" { head { title { "Home" } (page.actions()) } body {
            (form.open(html! { button { "Go" } }))
        } }
    }
}

async fn without(page: Page) -> Markup {
    let form = page
        .form::<actions::problem::toggle_solved>()
        .bind(actions::problem::ProblemId(7));
    html! { html { body { (form.open(html! { button { "Toggle" } })) } } }
}

async fn forgotten(page: Page) -> Markup {
    html! { html { head { (page.actions()) } } }
}

async fn only_admins(request: Request, next: Next) -> Response {
    if request.headers().contains_key("x-admin") {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

pub(crate) fn built(keys: Keys) -> Postback<Effects> {
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/of/{id}", page(get(home)))
        .route("/admin", page(get(home)).layer(from_fn(only_admins)))
        .route("/without", page(get(without)))
        .route("/forgotten", get(forgotten));
    Postback::new(pages).keys(keys).actions(postback::actions![
        actions::problem::toggle_solved,
        actions::problem::of_forms_alone,
        actions::problem::delete,
        actions::shop::cart::check_out,
        actions::shop::cart::leave,
        actions::sign_out
    ])
}

pub(crate) fn app(effects: &Effects) -> Router {
    with_keys(effects, Keys::random())
}

pub(crate) fn with_keys(effects: &Effects, keys: Keys) -> Router {
    built(keys).with_state(effects.clone())
}
