use postback::{Arg, Result, action};

#[action(public)]
async fn remember<T>(Arg(_value): Arg<T>) -> Result<()> {
    Ok(())
}

fn main() {}
