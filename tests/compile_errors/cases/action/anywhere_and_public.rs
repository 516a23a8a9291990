use postback::{Result, action};

#[action(public, anywhere)]
async fn subscribe() -> Result<()> {
    Ok(())
}

fn main() {}
