//! Cached data: the problems, which are the same for everyone, and what each member has solved. The
//! pages combine the two.

use std::sync::Arc;

use postback::{Cache, Result, cached};

use crate::{
    db::Db,
    model::{Problem, ProblemId, Solved, Summary, Topic, UserId},
    tag,
};

/// Returns the problems of a topic, or of all topics, newest first.
///
/// The search words are no parameter: they would be part of the key, and there are infinitely many.
/// There are only six topics.
#[cached(skip(db), tags(tag::PROBLEMS))]
pub(crate) async fn problems(
    cache: &Cache,
    db: &Db,
    topic: Option<Topic>,
) -> Result<Arc<[Summary]>> {
    Ok(db.problems(topic).await?.into())
}

/// Returns one problem.
#[cached(skip(db), tags(tag::problem(id)))]
pub(crate) async fn problem(cache: &Cache, db: &Db, id: ProblemId) -> Result<Arc<Problem>> {
    let problem = db.problem(id).await?;
    // The page shows the author's name, and the author is only known now.
    cache.tag(tag::member(problem.author_id));
    Ok(Arc::new(problem))
}

/// Returns what a member has solved. A tick changes the value of one member; deleting a problem,
/// with all its solutions, changes those of everyone.
#[cached(skip(db), tags(tag::SOLVED, tag::solved_by(member)))]
pub(crate) async fn solved(cache: &Cache, db: &Db, member: UserId) -> Result<Arc<Solved>> {
    Ok(Arc::new(db.solved(member).await?))
}
