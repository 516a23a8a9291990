//! What scripts of this app call.

pub(crate) mod problem;
pub(crate) mod shop;

use postback::{Result, action};

use crate::support::user::User;

#[action(anywhere, typescript)]
pub(crate) async fn sign_out(caller: User) -> Result<String> {
    Ok(caller.0)
}
