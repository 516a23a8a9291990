use postback::action;

#[action(public)]
async fn subscribe() {}

fn main() {}
