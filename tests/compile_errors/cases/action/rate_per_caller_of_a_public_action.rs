use postback::{Result, action};

#[action(public, rate = "10/min per caller")]
async fn subscribe() -> Result<()> {
    Ok(())
}

fn main() {}
