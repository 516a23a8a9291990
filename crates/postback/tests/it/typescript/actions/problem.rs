use axum::extract::State;
use postback::{Arg, Result, Sealed, action};
use serde::{Deserialize, Serialize};

use crate::support::Effects;

/// The number of a problem.
#[derive(Clone, Copy, Deserialize, Serialize, ts_rs::TS)]
pub(crate) struct ProblemId(pub(crate) u32);

/// Solved, or not after all.
#[action(public, typescript)]
pub(crate) async fn toggle_solved(
    State(effects): State<Effects>,
    Arg(id): Arg<ProblemId>,
) -> Result<u64> {
    effects.add(format!("toggle {}", id.0));
    Ok(u64::MAX)
}

/// Removes a problem.
///
/// It is gone for good; */ ends no comment.
#[action(public, typescript)]
pub(crate) async fn delete(
    Sealed(_id): Sealed<ProblemId>,
    Arg(reason_why): Arg<Option<String>>,
) -> Result<()> {
    drop(reason_why);
    Ok(())
}

#[action(public)]
pub(crate) async fn of_forms_alone(State(effects): State<Effects>) -> Result<()> {
    effects.add("of forms alone");
    Ok(())
}
