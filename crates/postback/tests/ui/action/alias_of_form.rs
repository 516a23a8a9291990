use postback::{Form, Result, action};

type Nothing = Form<()>;

#[action(public)]
async fn save(_nothing: Nothing) -> Result<()> {
    Ok(())
}

fn main() {}
