use postback::{Result, action};

#[action(public, rate = "often")]
async fn subscribe() -> Result<()> {
    Ok(())
}

fn main() {}
