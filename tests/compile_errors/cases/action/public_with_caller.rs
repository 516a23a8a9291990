mod support {
    pub mod user;
}

use postback::{Result, action};
use support::user::User;

#[action(public)]
async fn save(caller: User) -> Result<()> {
    drop(caller);
    Ok(())
}

fn main() {}
