use http::HeaderMap;
use postback::{Result, action};

#[action]
async fn save(caller: HeaderMap) -> Result<()> {
    drop(caller);
    Ok(())
}

fn main() {}
