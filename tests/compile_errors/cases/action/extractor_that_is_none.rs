use postback::{Actions, Result, action, actions};

#[derive(Clone)]
struct Db;

#[action(public)]
async fn save(_db: Db) -> Result<()> {
    Ok(())
}

fn main() {
    let _: Actions<Db> = actions![save];
}
