use postback::{Arg, Result, action};

#[action(public, revalidates("problems", "problem/{id}"))]
async fn solve(Arg(_id): Arg<u64>) -> Result<()> {
    Ok(())
}

fn main() {}
