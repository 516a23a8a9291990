use postback::{Cache, Result, cached};

#[cached]
async fn count<T: AsRef<str>>(_cache: &Cache, topic: T) -> Result<usize> {
    Ok(topic.as_ref().len())
}

fn main() {}
