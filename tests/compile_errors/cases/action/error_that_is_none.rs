use postback::action;

struct Oops;

#[action(public)]
async fn save() -> Result<(), Oops> {
    Err(Oops)
}

fn main() {}
