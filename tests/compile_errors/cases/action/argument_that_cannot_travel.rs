use postback::{Arg, Result, action};

struct Id(i64);

#[action(public)]
async fn toggle(Arg(Id(_id)): Arg<Id>) -> Result<()> {
    Ok(())
}

fn main() {}
