use axum::extract::State;
use postback::{Result, action};

#[action]
async fn delete_everything(State(_db): State<u32>) -> Result<()> {
    Ok(())
}

fn main() {}
