//! The dashboard, with a member's progress.

use axum::extract::State;
use maud::{Markup, html};
use postback::{Choice as _, Optimistic, Page, Result};

use crate::{
    db::Db,
    model::{Progress, User},
    ui::{layout, ring, rows},
};

pub async fn dashboard(page: Page, user: User, State(db): State<Db>) -> Result<Markup> {
    let standing = db.standing(user.id).await?;
    let (solved, total) = (standing.marks.len(), standing.total() as usize);
    let counted = |count| {
        html! {
            (Optimistic::text("#solved-count", count))
            (Optimistic::replace("#solved-share", || share(count, total)))
        }
    };
    let first_name = user.name.split_whitespace().next().unwrap_or(&user.name);
    Ok(layout(
        &page,
        &user,
        "Dashboard",
        html! {
            div.head {
                div {
                    h1 { "Good to see you, " (first_name) }
                    p { "One problem today is worth ten on the evening before." }
                }
            }
            div.board {
                section.card.pad.overview.board-wide aria-label="Overview" {
                    (share(solved, total))
                    dl.figures {
                        div { dt { "solved" } dd { span #solved-count { (solved) } small { " of " (total) } } }
                        div { dt { "in the last week" } dd { (standing.this_week) } }
                        div { dt { "written by you" } dd { (standing.written) } }
                    }
                }
                div.panels {
                    section.card {
                        div.panel-head {
                            h2 { "Up next" }
                            a href="/problems?status=open" { "All open problems" }
                        }
                        @if standing.next.is_empty() {
                            p.pad { "You have solved everything. Write a problem for the others?" }
                        } @else {
                            (rows(&page, &standing.next, &standing.marks, counted))
                        }
                    }
                    section.card {
                        div.panel-head { h2 { "Solved recently" } }
                        @if standing.recent.is_empty() {
                            p.pad.soft { "Nothing yet. The first one is the hardest." }
                        } @else {
                            (rows(&page, &standing.recent, &standing.marks, counted))
                        }
                    }
                }
                section.card {
                    div.panel-head { h2 { "By topic" } }
                    ul.topics { @for progress in &standing.topics { (topic(progress)) } }
                }
            }
        },
    ))
}

/// Renders the share of solved problems.
fn share(solved: usize, total: usize) -> Markup {
    let label = format!("{solved} of {total} problems solved");
    html! { div #solved-share { (ring(solved, total, &label)) } }
}

fn topic(
    Progress {
        topic,
        total,
        solved,
    }: &Progress,
) -> Markup {
    let name = topic.label();
    html! {
        li {
            a href={ "/problems?topic=" (topic.value()) } { (name) }
            span.soft.small.number { (solved) "/" (total) }
            progress value=(solved) max=(total) aria-label={ (name) ": " (solved) " of " (total) " solved" } {}
        }
    }
}
