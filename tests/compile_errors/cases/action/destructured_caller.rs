#[path = "support/user.rs"]
mod user;

use postback::{Result, action};
use user::User;

#[action]
async fn save(User { id: _id }: User) -> Result<()> {
    Ok(())
}

fn main() {}
