use postback::{Result, action};

#[action]
async fn delete_everything() -> Result<()> {
    Ok(())
}

fn main() {}
