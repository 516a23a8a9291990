//! The same app in three ways: nothing cached, values cached, the whole page cached.
//!
//! Its data is a map of 5,000 problems. A page shows the first 100 of a topic and the ranking of all
//! topics, so a render goes through the map twice and sorts.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use maud::{Markup, html};
use postback::{
    Cache, CachedPage, Form, FromForm, Keys, Page, Postback, Result, action, actions, cached, page,
};
use serde::Deserialize;

use crate::shared::layout;

const PROBLEMS: u32 = 5_000;
const TOPICS: u32 = 10;
const SHOWN: usize = 100;

/// The page that is measured.
pub(crate) const TARGET: &str = "/topics/7";

/// What the app keeps in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    Nothing,
    Values,
    Page,
}

impl Kept {
    pub(crate) const ALL: [Self; 3] = [Self::Nothing, Self::Values, Self::Page];
}

#[derive(Clone, Debug)]
pub(crate) struct Problem {
    id: u32,
    topic: u32,
    title: String,
    solved: u32,
}

type Problems = Arc<Vec<Problem>>;
type Ranking = Arc<Vec<(u32, u32)>>;

#[derive(Clone)]
struct Db(Arc<RwLock<HashMap<u32, Problem>>>);

impl Db {
    fn filled() -> Self {
        let problem = |id| Problem {
            id,
            topic: id % TOPICS,
            title: format!("Problem {id}: <sums> & more"),
            solved: id.wrapping_mul(2_654_435_761) % 997,
        };
        Self(Arc::new(RwLock::new(
            (0..PROBLEMS).map(|id| (id, problem(id))).collect(),
        )))
    }

    /// The problems of a topic that were solved most often.
    fn problems(&self, topic: u32) -> Problems {
        let problems = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut own: Vec<_> = problems
            .values()
            .filter(|problem| problem.topic == topic)
            .collect();
        own.sort_by_key(|problem| (std::cmp::Reverse(problem.solved), problem.id));
        Arc::new(own.into_iter().take(SHOWN).cloned().collect())
    }

    /// The topics, by the number of solutions.
    fn ranking(&self) -> Ranking {
        let problems = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut topics = BTreeMap::<u32, u32>::new();
        for problem in problems.values() {
            *topics.entry(problem.topic).or_default() += problem.solved;
        }
        let mut topics: Vec<_> = topics.into_iter().collect();
        topics.sort_by_key(|(topic, solved)| (std::cmp::Reverse(*solved), *topic));
        Arc::new(topics)
    }

    /// Changes the title, and so what the page of the topic shows.
    fn rename(&self, id: u32) -> Option<u32> {
        let mut problems = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let problem = problems.get_mut(&id)?;
        problem.title = format!("Problem {id}, renamed");
        Some(problem.topic)
    }
}

#[cached(skip(db), tags("topic/{topic}"))]
async fn problems(cache: &Cache, db: &Db, topic: u32) -> Result<Problems> {
    Ok(db.problems(topic))
}

#[cached(skip(db), tags("ranking"))]
async fn ranking(cache: &Cache, db: &Db) -> Result<Ranking> {
    Ok(db.ranking())
}

#[derive(Default, Deserialize, FromForm)]
#[serde(default)]
struct Named {
    id: u32,
}

/// The page of the topic shows it, its ranking does not.
#[action(public)]
async fn rename(cache: Cache, State(db): State<Db>, Form(named): Form<Named>) -> Result<()> {
    if let Some(topic) = db.rename(named.id) {
        cache.revalidate_tag(format!("topic/{topic}"));
    }
    Ok(())
}

/// Changes something that no page of this app shows.
#[action(public, revalidates("bookmarks"))]
async fn bookmark(Form(named): Form<Named>) -> Result<()> {
    let _ = named.id;
    Ok(())
}

async fn straight(page: Page, State(db): State<Db>, Path(topic): Path<u32>) -> Markup {
    shown(&page, topic, &db.problems(topic), &db.ranking())
}

async fn through_the_cache(
    page: Page,
    cache: Cache,
    State(db): State<Db>,
    Path(topic): Path<u32>,
) -> Result<Markup> {
    let problems = problems(&cache, &db, topic).await?;
    Ok(shown(&page, topic, &problems, &ranking(&cache, &db).await?))
}

fn shown(page: &Page, topic: u32, problems: &[Problem], ranking: &[(u32, u32)]) -> Markup {
    layout(
        &format!("Topic {topic}"),
        &html! {
            (page.notice())
            (page.form::<rename>().open(html! { input name="id"; button { "Rename" } }))
            (page.form::<bookmark>().open(html! { input name="id"; button { "Bookmark" } }))
            ol {
                @for (topic, solved) in ranking { li { a href={ "/topics/" (topic) } { (solved) } } }
            }
            table {
                @for problem in problems {
                    tr { td { a href={ "/problems/" (problem.id) } { (problem.title) } } td { (problem.solved) } }
                }
            }
        },
    )
}

pub(crate) fn app(kept: Kept) -> Router {
    let route = match kept {
        Kept::Nothing | Kept::Page => get(straight),
        Kept::Values => get(through_the_cache),
    };
    let pages = Router::new().route("/topics/{topic}", page(route));
    // Known to everybody: two processes write the same bytes.
    let keys = Keys::parse(&"A".repeat(43)).expect("32 bytes");
    let app = Postback::new(pages)
        .actions(actions![rename, bookmark])
        .keys(keys);
    let app = match kept {
        Kept::Nothing | Kept::Values => app,
        Kept::Page => {
            let page = CachedPage::fresh("1h").tags(["topic/7", "ranking"]);
            app.cache_page("/topics/{topic}", page)
        }
    };
    app.with_state(Db::filled())
}
