use postback::{Result, action};

#[action(public)]
fn subscribe() -> Result<()> {
    Ok(())
}

fn main() {}
