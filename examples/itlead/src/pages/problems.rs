//! The problems: their list, their own pages, and the forms to edit them.

use axum::{
    extract::{FromRequestParts, Path, State},
    http::request::Parts,
};
use maud::{Markup, html};
use postback::{
    Action, Cache, Confirm, Denied, Error, FormView, NotFound, Optimistic, Page, Result, Search,
};

use super::filter::Filter;
use crate::{
    actions::problems::{Draft, create_problem, delete_problem, set_solved, update_problem},
    catalogue,
    db::Db,
    listing::Listing,
    model::{ProblemId, User},
    ui::{code_spans, empty, layout, pages, prose, rows, tags, when},
};

/// The problem of the URL. A URL with anything else in its place is not found.
impl<S: Send + Sync> FromRequestParts<S> for ProblemId {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(id)) => Ok(Self(id)),
            Err(_) => Err(NotFound),
        }
    }
}

pub async fn list(
    page: Page,
    user: User,
    State(db): State<Db>,
    cache: Cache,
    search: Search<Filter>,
) -> Result<Markup> {
    let problems = catalogue::problems(&cache, &db, search.topic).await?;
    let solved = catalogue::solved(&cache, &db, user.id).await?;
    let listing = Listing::new(search.narrow(&problems, &solved), search.page);
    let field = search.fields();
    Ok(layout(
        &page,
        &user,
        "Problems",
        html! {
            div.head {
                div {
                    h1 { "Problems" }
                    p {
                        @match listing.total {
                            0 => "Nothing found.",
                            1 => "One problem to practise on.",
                            total => { (total) " problems to practise on." }
                        }
                        " You have solved " span #solved-count { (solved.len()) } " so far."
                    }
                }
                a.button href="/problems/new" { "Write a problem" }
            }
            search.filter {
                (search.open(html! {
                    (field.q.attr("type", "search").attr("placeholder", "Any words").labelled("Title"))
                    (field.topic.select().prompt("All topics").labelled("Topic"))
                    (field.status.select().prompt("Solved or not").labelled("State"))
                    button.plain { "Filter" }
                }))
            }
            @if listing.rows.is_empty() {
                (empty("No problem is like that", "Try other words, or all topics.", "/problems", "Show all problems"))
            } @else {
                div.card { (rows(&page, listing.rows, &solved, |count| html! {
                    (Optimistic::text("#solved-count", count))
                })) }
                (pages(listing.page, listing.pages, |number| search.url_with("page", number)))
            }
        },
    ))
}

pub async fn show(
    page: Page,
    user: User,
    State(db): State<Db>,
    cache: Cache,
    id: ProblemId,
) -> Result<Markup> {
    let problem = catalogue::problem(&cache, &db, id).await?;
    let is_solved = catalogue::solved(&cache, &db, user.id)
        .await?
        .contains_key(&id);
    let is_own = problem.author_id == user.id;
    Ok(layout(
        &page,
        &user,
        &problem.title,
        html! {
            div.column {
                p.crumbs { a href="/problems" { "\u{2190} All problems" } }
                div.problem-head {
                    h1 { (code_spans(&problem.title)) }
                    div #facts .tags {
                        (tags(problem.topic, problem.level))
                        span { "by " (problem.author) ", " (when(problem.created_at)) }
                        @if is_solved { (solved_badge()) }
                    }
                }
                section.card.pad aria-label="Question" { (prose(&problem.question)) }
                @if !problem.answer.is_empty() {
                    details.card.answer {
                        summary { "What a good answer holds" }
                        div.pad { (prose(&problem.answer)) }
                    }
                }
                div.problem-foot {
                    (solving(&page, id, is_solved))
                    @if is_own {
                        div.actions {
                            a.button.plain href={ "/problems/" (id) "/edit" } { "Edit" }
                            (delete_button(&page, id))
                        }
                    }
                }
            }
        },
    ))
}

fn solved_badge() -> Markup {
    html! { span #solved-badge .badge.badge-solved { "\u{2713} Solved" } }
}

/// Renders the button, and what it changes at once: the badge above, and itself.
fn solving(page: &Page, id: ProblemId, is_solved: bool) -> Markup {
    let form = page.form::<set_solved>().bind((id, !is_solved)).keyed(id);
    let opened = form.open(html! {
        @if is_solved {
            button.plain { "Not solved after all" }
            (Optimistic::remove("#solved-badge"))
        } @else {
            button { "Mark as solved" }
            (Optimistic::append("#facts", solved_badge))
        }
        (Optimistic::replace("closest form", || solving(page, id, !is_solved)))
    });
    html! { (opened) }
}

fn delete_button(page: &Page, id: ProblemId) -> Markup {
    let form = page.form::<delete_problem>().bind(id);
    let ask = Confirm::new("Delete this problem? Nobody can bring it back.")
        .attr("data-pb-busy", "Deleting\u{2026}");
    html! { (form.open(ask.button(&form, "Delete"))) }
}

pub async fn new(page: Page, user: User) -> Markup {
    let form = page.form::<create_problem>();
    layout(
        &page,
        &user,
        "Write a problem",
        html! {
            div.column {
                p.crumbs { a href="/problems" { "\u{2190} All problems" } }
                div.head {
                    div {
                        h1 { "Write a problem" }
                        p { "Good ones have a story, a constraint and a follow-up." }
                    }
                }
                (editor(&form, "Add problem", "/problems"))
            }
        },
    )
}

pub async fn edit(
    page: Page,
    user: User,
    State(db): State<Db>,
    cache: Cache,
    id: ProblemId,
) -> Result<Markup> {
    let problem = catalogue::problem(&cache, &db, id).await?;
    if problem.author_id != user.id {
        return Err(Denied);
    }
    let form = page
        .form::<update_problem>()
        .bind((id, problem.version))
        .keyed(id)
        .fill(&Draft::from(&*problem));
    let back = format!("/problems/{id}");
    Ok(layout(
        &page,
        &user,
        "Edit a problem",
        html! {
            div.column {
                p.crumbs { a href=(back) { "\u{2190} Back to the problem" } }
                div.head { h1 { "Edit your problem" } }
                (editor(&form, "Save", &back))
            }
        },
    ))
}

/// The same fields for a new problem and for an old one.
fn editor<A: Action<Form = Draft>>(form: &FormView<'_, A>, button: &str, cancel: &str) -> Markup {
    let field = form.fields();
    html! {
        div.card.pad {
            (form.open(html! {
                (field.title.labelled("Title"))
                div.pair {
                    (field.topic.labelled("Topic"))
                    (field.level.labelled("Level"))
                }
                (field.question
                    .hint("A blank line begins a paragraph, `backticks` and ``` fences make code, - makes a list.")
                    .labelled("Question"))
                (field.answer.labelled("What a good answer holds"))
                div.actions {
                    button data-pb-busy="Saving\u{2026}" { (button) }
                    a.button.quiet href=(cancel) { "Cancel" }
                }
            }))
        }
    }
}
