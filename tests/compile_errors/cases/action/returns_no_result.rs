use postback::action;

#[action(public)]
async fn count() -> u32 {
    7
}

fn main() {}
