use postback::{Result, action};

#[action(publik)]
async fn subscribe() -> Result<()> {
    Ok(())
}

fn main() {}
