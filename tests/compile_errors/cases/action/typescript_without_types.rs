use postback::{Arg, Form, FromForm, Result, action};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
pub struct Id(i64);

#[derive(FromForm)]
pub struct Note {
    text: String,
}

#[derive(Deserialize, Serialize)]
pub struct Saved {
    at: String,
}

#[action(public, typescript)]
async fn toggle(Arg(Id(_id)): Arg<Id>) -> Result<()> {
    Ok(())
}

#[action(public, typescript)]
async fn save(Form(_note): Form<Note>) -> Result<Saved> {
    Ok(Saved { at: String::new() })
}

fn main() {}
