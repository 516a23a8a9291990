use axum::extract::Path;
use postback::{Cache, Result, cached};

#[cached]
async fn count(_cache: &Cache, Path(id): Path<u64>) -> Result<u64> {
    Ok(id)
}

fn main() {}
