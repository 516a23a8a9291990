use postback::{Cache, cached};

#[cached]
async fn count(_cache: &Cache) {}

fn main() {}
