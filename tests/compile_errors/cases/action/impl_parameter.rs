use postback::{Result, action};

#[action(public)]
async fn remember(_value: impl Into<String>) -> Result<()> {
    Ok(())
}

fn main() {}
