use postback::{Cache, Result, cached};

#[cached(tags("problem/{problem}"))]
async fn count(_cache: &Cache, id: u64) -> Result<u64> {
    Ok(id)
}

fn main() {}
