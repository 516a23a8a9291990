use postback::{Cache, Result, cached};

#[cached(skip(database))]
async fn count(_cache: &Cache, db: &u64) -> Result<u64> {
    Ok(*db)
}

fn main() {}
