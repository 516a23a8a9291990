use postback::{Cache, Result, cached};

struct Db;

impl Db {
    #[cached]
    async fn count(&self, _cache: &Cache) -> Result<u64> {
        Ok(1)
    }
}

fn main() {}
