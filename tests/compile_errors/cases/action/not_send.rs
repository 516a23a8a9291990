use postback::{Result, action};
use std::rc::Rc;

async fn wait() {}

#[action(public)]
async fn save() -> Result<()> {
    let shared = Rc::new(7);
    wait().await;
    drop(shared);
    Ok(())
}

fn main() {}
