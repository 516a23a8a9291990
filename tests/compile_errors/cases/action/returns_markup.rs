use maud::{Markup, html};
use postback::{Result, action};

#[action(public)]
async fn subscribe() -> Result<Markup> {
    Ok(html! { "Thank you" })
}

fn main() {}
