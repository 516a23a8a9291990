use postback::{Result, cached};

#[cached]
async fn count(topic: u8) -> Result<u64> {
    Ok(topic.into())
}

fn main() {}
