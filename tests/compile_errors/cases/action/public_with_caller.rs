#[path = "support/user.rs"]
mod user;

use postback::{Result, action};
use user::User;

#[action(public)]
async fn save(caller: User) -> Result<()> {
    drop(caller);
    Ok(())
}

fn main() {}
