use postback::{Form, Result, action};

type Empty = Form<()>;

#[action(public)]
async fn save(_form: Empty) -> Result<()> {
    Ok(())
}

fn main() {}
