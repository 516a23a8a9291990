mod support {
    pub mod user;
}

use postback::{Result, action};
use support::user::User;

#[action]
async fn save(User { id: _id }: User) -> Result<()> {
    Ok(())
}

fn main() {}
