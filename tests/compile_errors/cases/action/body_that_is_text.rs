use postback::{Html, Page, Result, action};

#[action(public)]
async fn subscribe() -> Result<()> {
    Ok(())
}

async fn _news(page: Page) -> Html {
    page.form::<subscribe>().open("<button>Subscribe</button>")
}

fn main() {}
