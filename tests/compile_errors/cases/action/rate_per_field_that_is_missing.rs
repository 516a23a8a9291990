use postback::{Form, FromForm, Result, action};

#[derive(FromForm)]
struct Credentials {
    email: String,
}

#[action(public, rate = "5 failures/min per field(mail)")]
async fn login(Form(credentials): Form<Credentials>) -> Result<()> {
    let _ = credentials.email;
    Ok(())
}

fn main() {}
