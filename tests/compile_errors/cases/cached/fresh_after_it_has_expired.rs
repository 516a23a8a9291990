use postback::{Cache, Result, cached};

#[cached(fresh = "2h", expire = "90m")]
async fn count(_cache: &Cache) -> Result<u64> {
    Ok(1)
}

fn main() {}
