use postback::{Arg, Result, action};

#[action(public)]
async fn greet(Arg(_name): Arg<&str>) -> Result<()> {
    Ok(())
}

fn main() {}
