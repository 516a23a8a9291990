use postback::{Result, action};

#[action(public, body = "1000")]
async fn upload() -> Result<()> {
    Ok(())
}

fn main() {}
