use postback::{Form, Result, action};

#[action(public)]
async fn save(Form(()): Form<()>, Form(()): Form<()>) -> Result<()> {
    Ok(())
}

fn main() {}
