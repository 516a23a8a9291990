use postback::{Cache, Result, cached};

#[cached(ttl = "5m")]
async fn count(_cache: &Cache) -> Result<u64> {
    Ok(1)
}

fn main() {}
