use postback::{Cache, cached};

#[cached]
async fn read(_cache: &Cache) -> Result<String, std::fmt::Error> {
    Ok(String::new())
}

fn main() {}
