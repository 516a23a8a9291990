//! Pages for guests. They are cached for all visitors, so they show nothing personal or relative to
//! now: no name, no tick, and no "two minutes ago".

use axum::extract::State;
use maud::{Markup, html};
use postback::{Cache, Choice as _, FromForm, Page, Result, Search};

use crate::{
    catalogue,
    db::Db,
    listing::Listing,
    model::{ProblemId, Summary, Topic},
    ui::{code_spans, empty, pages, prose, public_layout, tags},
};

/// The query of the list.
#[derive(FromForm)]
pub struct Shelf {
    pub topic: Option<Topic>,
    pub page: Option<usize>,
}

pub async fn list(
    page: Page,
    State(db): State<Db>,
    cache: Cache,
    search: Search<Shelf>,
) -> Result<Markup> {
    let problems = catalogue::problems(&cache, &db, search.topic).await?;
    let listing = Listing::new(&*problems, search.page);
    let heading = search.topic.map_or("All problems", |topic| topic.label());
    Ok(public_layout(
        &page,
        heading,
        html! {
            div.head {
                div {
                    h1 { (heading) }
                    p {
                        @match listing.total {
                            1 => "One question",
                            total => { (total) " questions" }
                        }
                        " that interviewers ask, for anybody to read"
                    }
                }
            }
            (topics(search.topic))
            @if listing.rows.is_empty() {
                (empty("Nothing here yet", "Nobody has written a problem about this topic.", "/browse", "Show all problems"))
            } @else {
                ul.card.rows { @for problem in listing.rows { (row(problem)) } }
                (pages(listing.page, listing.pages, |number| search.url_with("page", number)))
            }
        },
    ))
}

/// Links instead of a form, because search engines follow them.
fn topics(current: Option<Topic>) -> Markup {
    let current = current.as_ref().map(Topic::value);
    html! {
        nav aria-label="Topics" {
            ul.chips {
                li { a href="/browse" aria-current=[current.is_none().then_some("true")] { "All topics" } }
                @for (value, label) in Topic::CHOICES {
                    li {
                        a href={ "/browse?topic=" (value) }
                            aria-current=[(current == Some(value)).then_some("true")] { (label) }
                    }
                }
            }
        }
    }
}

fn row(problem: &Summary) -> Markup {
    html! {
        li {
            div.row-text {
                a href={ "/browse/" (problem.id) } { (code_spans(&problem.title)) }
                (tags(problem.topic, problem.level))
            }
        }
    }
}

pub async fn show(page: Page, State(db): State<Db>, id: ProblemId) -> Result<Markup> {
    // The page itself is cached, and revalidated by its path, so the value is not cached
    // separately.
    let problem = db.problem(id).await?;
    Ok(public_layout(
        &page,
        &problem.title,
        html! {
            div.column {
                p.crumbs { a href="/browse" { "\u{2190} All problems" } }
                div.problem-head {
                    h1 { (code_spans(&problem.title)) }
                    (tags(problem.topic, problem.level))
                }
                section.card.pad aria-label="Question" { (prose(&problem.question)) }
                div.invitation {
                    div {
                        h2 { "Do you have an answer?" }
                        p {
                            @if problem.answer.is_empty() {
                                "Sign in to tick this problem off."
                            } @else {
                                "Sign in to see what a good one holds, and to tick this problem off."
                            }
                        }
                    }
                    a.button href={ "/problems/" (id) } { "Solve this problem" }
                }
            }
        },
    ))
}
