use postback::{Result, action};

#[action(public, rate = "10/min per ip")]
async fn subscribe() -> Result<()> {
    Ok(())
}

fn main() {}
