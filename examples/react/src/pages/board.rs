//! The same problems, fetched and kept by the browser.

use axum::{Json, extract::State};
use maud::{Markup, html};
use postback::{Page, Result};

use crate::{
    db::Db,
    islands::Board,
    model::{Problem, User},
    ui::layout,
    vite::FrontEnd,
};

pub(crate) async fn board(page: Page, front: FrontEnd, user: User) -> Markup {
    layout(
        &page,
        &front,
        Some(&user),
        "Board",
        html! {
            div.head {
                div {
                    h1 { "Board" }
                    p { "The same by TanStack Query: the browser fetches, and rolls back." }
                }
            }
            section.card.rows {
                (page.island(&Board {}, html! { p.pad.soft { "This page needs JavaScript. " a href="/" { "The problems" } " do not." } }))
            }
        },
    )
}

pub(crate) async fn problems(
    user: Option<User>,
    State(db): State<Db>,
) -> Result<Json<Vec<Problem>>> {
    Ok(Json(db.problems(user.as_ref()).await?))
}
