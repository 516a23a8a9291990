use postback::{Cache, Result, cached};

#[cached]
fn count(_cache: &Cache) -> Result<u64> {
    Ok(1)
}

fn main() {}
