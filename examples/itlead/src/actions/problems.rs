//! Writing, changing and solving problems.

use axum::extract::State;
use garde::Validate;
use postback::{Actions, Arg, Cache, Conflict, Form, FromForm, Redirect, Result, action, actions};

use crate::{
    App,
    db::Db,
    model::{Level, Problem, ProblemId, Topic, User},
    tag,
    ui::without_marks,
};

/// A problem as its author edits it.
#[derive(FromForm, Validate)]
pub struct Draft {
    #[form(trim)]
    #[garde(length(utf16, min = 4, max = 120))]
    pub title: String,
    #[garde(skip)]
    pub topic: Topic,
    #[garde(skip)]
    pub level: Level,
    #[form(trim, multiline)]
    #[garde(length(utf16, min = 10, max = 5000))]
    pub question: String,
    #[form(trim, multiline)]
    #[garde(length(utf16, max = 5000))]
    pub answer: String,
}

impl From<&Problem> for Draft {
    fn from(problem: &Problem) -> Self {
        Self {
            title: problem.title.clone(),
            topic: problem.topic,
            level: problem.level,
            question: problem.question.clone(),
            answer: problem.answer.clone(),
        }
    }
}

/// Adds a problem and redirects to it. Pressing the button twice adds it once.
#[action(once, revalidates("problems"))]
pub async fn create_problem(
    caller: User,
    State(db): State<Db>,
    Form(draft): Form<Draft>,
) -> Result<Redirect> {
    let id = db.create_problem(caller.id, &draft).await?;
    Ok(Redirect::to(format!("/problems/{id}")).flash("Your problem is online."))
}

/// Changes a problem of the caller. The query checks that it belongs to the caller and has the
/// version that they have seen: changes of others are shown before they are overwritten.
#[action(revalidates("problems"))]
pub async fn update_problem(
    caller: User,
    State(db): State<Db>,
    cache: Cache,
    Arg(id): Arg<ProblemId>,
    Arg(version): Arg<i64>,
    Form(draft): Form<Draft>,
) -> Result<Redirect> {
    if !db.update_problem(caller.id, id, version, &draft).await? {
        return Err(Conflict::new(
            "This problem was saved in another window meanwhile. Below each field that differs stands what was saved. Save again to replace it with what you have here.",
        ));
    }
    cache.revalidate_tag(tag::problem(id));
    cache.revalidate_path(format!("/browse/{id}"));
    Ok(Redirect::to(format!("/problems/{id}")).flash("Saved."))
}

/// Deletes a problem of the caller, including everyone's solutions.
#[action(revalidates("problems", "solved"))]
pub async fn delete_problem(
    caller: User,
    State(db): State<Db>,
    cache: Cache,
    Arg(id): Arg<ProblemId>,
) -> Result<Redirect> {
    let title = db.delete_problem(caller.id, id).await?;
    cache.revalidate_tag(tag::problem(id));
    cache.revalidate_path(format!("/browse/{id}"));
    let title = without_marks(&title);
    Ok(Redirect::to("/problems").flash(format!("\u{201c}{title}\u{201d} is deleted.")))
}

/// Records whether the caller has solved a problem.
#[action]
pub async fn set_solved(
    caller: User,
    State(db): State<Db>,
    cache: Cache,
    Arg(id): Arg<ProblemId>,
    Arg(solved): Arg<bool>,
) -> Result<()> {
    db.set_solved(caller.id, id, solved).await?;
    cache.revalidate_tag(tag::solved_by(caller.id));
    Ok(())
}

pub fn actions() -> Actions<App> {
    actions![create_problem, update_problem, delete_problem, set_solved]
}
