use std::rc::Rc;

use postback::{Cache, Result, cached};

async fn wait() {}

#[cached]
async fn count(_cache: &Cache) -> Result<u64> {
    let local = Rc::new(1);
    wait().await;
    Ok(*local)
}

fn main() {}
