//! The problems, each to be marked as solved.

use axum::extract::State;
use maud::{Markup, html};
use postback::{Page, Result};

use crate::{
    actions::problem::{solve_problem, toggle_solved},
    db::Db,
    islands::{ProblemList, SolveButton},
    model::{Problem, User},
    ui::layout,
    vite::FrontEnd,
};

pub(crate) async fn problems(
    page: Page,
    front: FrontEnd,
    user: Option<User>,
    State(db): State<Db>,
) -> Result<Markup> {
    let problems = db.problems(user.as_ref()).await?;
    let solved = problems.iter().filter(|problem| problem.solved).count();
    let next = problems.iter().find(|problem| !problem.solved).cloned();
    let count = problems.len();
    let fallback = list(&page, &problems);
    Ok(layout(
        &page,
        &front,
        user.as_ref(),
        "Problems",
        html! {
            div.head {
                div {
                    h1 { "Problems" }
                    p { "What comes up in interviews, one a day." }
                }
                div.score {
                    p { strong #solved { (solved) } " of " (count) " solved" }
                    progress aria-label="Solved" value=(solved) max=(count) {}
                }
            }
            @if let (Some(user), Some(problem)) = (&user, next) {
                section.card.pad.next {
                    div {
                        p.label { "Next" }
                        h2 { (problem.title) }
                    }
                    (page.island(
                        &SolveButton { problem_id: problem.id.clone(), user_id: user.id.clone() },
                        page.form::<solve_problem>().bind((problem.id, user.id.clone())).open(html! { button { "Solved" } }),
                    ))
                }
            }
            section.card.rows { (page.island(&ProblemList { problems }, fallback)) }
        },
    ))
}

fn list(page: &Page, problems: &[Problem]) -> Markup {
    html! {
        ul {
            @for problem in problems {
                li {
                    (problem.title)
                    (page.form::<toggle_solved>().bind(problem.id.clone()).open(html! {
                        button disabled[problem.solved] { @if problem.solved { "Done" } @else { "Mark solved" } }
                    }))
                }
            }
        }
    }
}
