//! A list of problems, each with a tick to solve it.

use jiff::Timestamp;
use maud::{Markup, html};
use postback::{Optimistic, Page};

use super::{code_spans, tags, when};
use crate::{
    actions::problems::set_solved,
    model::{Solved, Summary},
};

/// Renders the problems of a list. Each form has its own state. `counted` also changes at once with
/// the number of solved problems.
pub(crate) fn rows<'p>(
    page: &Page,
    problems: impl IntoIterator<Item = &'p Summary>,
    solved: &Solved,
    counted: impl Fn(usize) -> Markup,
) -> Markup {
    html! {
        ul.rows {
            @for problem in problems {
                @let solved_at = solved.get(&problem.id).copied();
                @let count = if solved_at.is_some() { solved.len() - 1 } else { solved.len() + 1 };
                (row(page, problem, solved_at, &counted(count)))
            }
        }
    }
}

/// Renders a row; its form contains the optimistic changes of the tick.
fn row(page: &Page, problem: &Summary, solved_at: Option<i64>, others: &Markup) -> Markup {
    let solved = solved_at.is_some();
    let next = (!solved).then(|| Timestamp::now().as_second());
    // Identified by its key instead of its arguments, so that it is the same form before and after
    // the change.
    let form = page
        .form::<set_solved>()
        .bind((problem.id, !solved))
        .keyed(problem.id)
        // The second click of a double click must not undo the first.
        .attr("data-pb-lane", "drop");
    html! {
        li id={ "problem-" (problem.id) } .is-solved[solved] {
            (form.open(html! {
                button.tick aria-pressed=(solved) {
                    span.sr { "Solved: " (problem.title) }
                    svg viewBox="0 0 24 24" aria-hidden="true" {
                        circle cx="12" cy="12" r="9.5" {}
                        path d="M7.5 12.4l3.1 3.1 5.9-6.4" {}
                    }
                }
                (Optimistic::replace("closest li", || row(page, problem, next, &html! {})))
                (others)
            }))
            div.row-text {
                a href={ "/problems/" (problem.id) } { (code_spans(&problem.title)) }
                (tags(problem.topic, problem.level))
            }
            @if let Some(at) = solved_at { span.when { (when(at)) } }
        }
    }
}
