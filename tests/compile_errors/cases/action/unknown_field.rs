use postback::{Form, FromForm, Html, Page, Result, action};

#[derive(FromForm)]
pub struct Profile {
    pub name: String,
}

#[action(public)]
async fn save(Form(_profile): Form<Profile>) -> Result<()> {
    Ok(())
}

async fn _settings(page: Page) -> Html {
    let form = page.form::<save>();
    form.open(form.fields().nmae.labelled("Name"))
}

fn main() {}
