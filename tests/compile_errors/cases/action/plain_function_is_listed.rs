use postback::{Actions, Result, actions};

async fn subscribe() -> Result<()> {
    Ok(())
}

fn main() {
    let _: Actions<()> = actions![subscribe];
}
