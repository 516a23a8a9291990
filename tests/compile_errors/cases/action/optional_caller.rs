mod support {
    pub mod user;
}

use postback::{Result, action};
use support::user::User;

#[action]
async fn save(caller: Option<User>) -> Result<()> {
    drop(caller);
    Ok(())
}

fn main() {}
