use postback::{Cache, Result, cached};

#[derive(Clone)]
struct Db;

#[cached]
async fn count(_cache: &Cache, db: &Db, topic: u8) -> Result<u64> {
    let Db = db;
    Ok(topic.into())
}

fn main() {}
