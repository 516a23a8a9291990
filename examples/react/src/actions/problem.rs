//! Solving.

use axum::extract::State;
use postback::{Arg, Denied, Result, action};

use crate::{
    db::Db,
    model::{ProblemId, User},
};

/// Note that somebody has solved a problem. Nobody does it for somebody else.
#[action(typescript)]
pub async fn solve_problem(
    caller: User,
    State(db): State<Db>,
    Arg(problem_id): Arg<ProblemId>,
    Arg(user_id): Arg<String>,
) -> Result<()> {
    if user_id != caller.id {
        return Err(Denied);
    }
    db.solve(&caller, &problem_id).await?;
    Ok(())
}

/// Solved, or not after all.
#[action(typescript)]
pub async fn toggle_solved(
    caller: User,
    State(db): State<Db>,
    Arg(id): Arg<ProblemId>,
) -> Result<()> {
    db.toggle(&caller, &id).await?;
    Ok(())
}
