use postback::{Cache, cached};

#[cached]
async fn topics(_cache: &Cache) -> Vec<String> {
    Vec::new()
}

fn main() {}
