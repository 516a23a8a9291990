use postback::{Form, Result, action};

struct Profile {
    _name: String,
}

#[action(public)]
async fn save(Form(_profile): Form<Profile>) -> Result<()> {
    Ok(())
}

fn main() {}
