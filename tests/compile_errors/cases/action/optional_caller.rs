#[path = "support/user.rs"]
mod user;

use postback::{Result, action};
use user::User;

#[action]
async fn save(caller: Option<User>) -> Result<()> {
    drop(caller);
    Ok(())
}

fn main() {}
