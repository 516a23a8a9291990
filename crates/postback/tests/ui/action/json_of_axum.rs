use axum::Json;
use postback::{Result, action};

#[action(public)]
async fn save(Json(_profile): Json<String>) -> Result<()> {
    Ok(())
}

fn main() {}
