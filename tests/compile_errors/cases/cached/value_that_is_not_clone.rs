use postback::{Cache, Result, cached};

struct Report;

#[cached]
async fn report(_cache: &Cache) -> Result<Report> {
    Ok(Report)
}

fn main() {}
