use axum::body::Bytes;
use postback::{Result, action};

#[action(public)]
async fn save(body: Bytes) -> Result<()> {
    drop(body);
    Ok(())
}

fn main() {}
