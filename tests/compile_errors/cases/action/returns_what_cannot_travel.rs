use postback::{Result, action};

struct Saved {
    _name: String,
}

#[action(public)]
async fn save() -> Result<Saved> {
    Ok(Saved { _name: String::new() })
}

fn main() {}
