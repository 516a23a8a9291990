//! A list of problems, each with a tick to solve it.

use maud::{Markup, html};
use postback::Page;

use super::{code_spans, tags, when};
use crate::{
    actions::problems::set_solved,
    model::{Solved, Summary},
};

/// The problems of a list; each form has a state of its own.
pub(crate) fn rows<'p>(
    page: &Page,
    problems: impl IntoIterator<Item = &'p Summary>,
    solved: &Solved,
) -> Markup {
    html! {
        ul.rows { @for problem in problems { (row(page, problem, solved.get(&problem.id))) } }
    }
}

fn row(page: &Page, problem: &Summary, solved_at: Option<&i64>) -> Markup {
    let solved = solved_at.is_some();
    html! {
        li id={ "problem-" (problem.id) } .is-solved[solved] {
            (page.form::<set_solved>().bind((problem.id, !solved)).open(html! {
                button.tick aria-pressed=(solved) {
                    span.sr { "Solved: " (problem.title) }
                    svg viewBox="0 0 24 24" aria-hidden="true" {
                        circle cx="12" cy="12" r="9.5" {}
                        path d="M7.5 12.4l3.1 3.1 5.9-6.4" {}
                    }
                }
            }))
            div.row-text {
                a href={ "/problems/" (problem.id) } { (code_spans(&problem.title)) }
                (tags(problem.topic, problem.level))
            }
            @if let Some(at) = solved_at { span.when { (when(*at)) } }
        }
    }
}
