use postback::{Result, action};

#[derive(serde::Deserialize)]
struct Profile {
    _name: String,
}

#[action(public)]
async fn save(axum::Form(_profile): axum::Form<Profile>) -> Result<()> {
    Ok(())
}

fn main() {}
