use postback::action;

#[action(public)]
struct Shop;

fn main() {}
