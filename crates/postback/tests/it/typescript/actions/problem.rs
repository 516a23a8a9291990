use axum::extract::State;
use postback::{Arg, Result, action};

use crate::support::Effects;

/// Solved, or not after all.
#[action(public, typescript)]
pub(crate) async fn toggle_solved(
    State(effects): State<Effects>,
    Arg(id): Arg<u32>,
) -> Result<u64> {
    effects.add(format!("toggle {id}"));
    Ok(u64::MAX)
}

#[action(public)]
pub(crate) async fn of_forms_alone(State(effects): State<Effects>) -> Result<()> {
    effects.add("of forms alone");
    Ok(())
}
