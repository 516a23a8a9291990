use postback::{Arg, Html, Page, Result, action};

#[action(public)]
async fn toggle(Arg(_id): Arg<i64>) -> Result<()> {
    Ok(())
}

async fn _list(page: Page) -> Html {
    page.form::<toggle>().open(Html::from_trusted("<button>Toggle</button>"))
}

fn main() {}
