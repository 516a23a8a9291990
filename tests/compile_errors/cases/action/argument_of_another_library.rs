use postback::{Result, action};
use std::marker::PhantomData as Arg;

#[action(public)]
async fn toggle(_id: Arg<i64>) -> Result<()> {
    Ok(())
}

fn main() {}
