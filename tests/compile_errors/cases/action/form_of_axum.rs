use axum::Form;
use postback::{Result, action};

#[action(public)]
async fn save(Form(()): Form<()>) -> Result<()> {
    Ok(())
}

fn main() {}
