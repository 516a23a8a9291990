use postback::{Cache, Result, cached};

struct Db;

#[cached(skip(db))]
async fn count(_cache: &Cache, db: &Db) -> Result<u64> {
    let Db = db;
    Ok(1)
}

fn main() {}
