//! What is read through the cache: the problems, which are the same for everybody, and what each
//! member has solved. The pages lay one over the other.

use std::sync::Arc;

use postback::{Cache, Result, cached};

use crate::{
    db::Db,
    model::{Problem, ProblemId, Solved, Summary, Topic, UserId},
    tag,
};

/// The problems of a topic, or of all topics, the newest first.
///
/// The words that somebody searches for are no parameter: they would be in the key, and there is no
/// end of them. Topics there are six.
#[cached(skip(db), tags(tag::PROBLEMS))]
pub(crate) async fn problems(
    cache: &Cache,
    db: &Db,
    topic: Option<Topic>,
) -> Result<Arc<[Summary]>> {
    Ok(db.problems(topic).await?.into())
}

/// One problem.
#[cached(skip(db), tags(tag::problem(id)))]
pub(crate) async fn problem(cache: &Cache, db: &Db, id: ProblemId) -> Result<Arc<Problem>> {
    let problem = db.problem(id).await?;
    // It bears the author's name, and who that is, is known only now.
    cache.tag(tag::member(problem.author_id));
    Ok(Arc::new(problem))
}

/// What a member has solved. Each tick changes that of one; a problem that is deleted, with all that
/// was solved of it, that of everybody.
#[cached(skip(db), tags(tag::SOLVED, tag::solved_by(member)))]
pub(crate) async fn solved(cache: &Cache, db: &Db, member: UserId) -> Result<Arc<Solved>> {
    Ok(Arc::new(db.solved(member).await?))
}
