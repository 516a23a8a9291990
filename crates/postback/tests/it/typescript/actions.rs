//! What scripts of this app call.

pub(crate) mod problem;

use postback::{Result, action};

use crate::support::user::User;

#[action(anywhere, typescript)]
pub(crate) async fn sign_out(caller: User) -> Result<String> {
    Ok(caller.0)
}
