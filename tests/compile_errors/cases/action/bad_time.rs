use postback::{Result, action};

#[action(public, timeout = "30 seconds")]
async fn upload() -> Result<()> {
    Ok(())
}

fn main() {}
