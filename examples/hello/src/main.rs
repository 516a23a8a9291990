//! The smallest app: one page, one action. Run it, then try an empty name.

use maud::{DOCTYPE, Markup, html};
use postback::{Form, FromForm, Page, Postback, Result, action, actions, page};

#[derive(FromForm, garde::Validate)]
struct Greeting {
    #[garde(length(utf16, min = 2, max = 40))]
    name: String,
}

/// Greet somebody.
#[action(public)]
async fn greet(Form(greeting): Form<Greeting>) -> Result<String> {
    Ok(format!("Hello, {}!", greeting.name))
}

async fn home(page: Page) -> Markup {
    let form = page.form::<greet>();
    html! {
        (DOCTYPE)
        html lang="en" {
            head { (page.script()) meta charset="utf-8"; title { "Hello" } }
            body {
                (form.open(html! { (form.fields().name.labelled("Your name")) button { "Greet" } }))
                @if let Some(greeting) = form.done() { p role="status" { (greeting) } }
            }
        }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let pages = axum::Router::new().route("/", page(axum::routing::get(home)));
    let app = Postback::new(pages).actions(actions![greet]).with_state(());
    println!("http://127.0.0.1:3000");
    axum::serve(tokio::net::TcpListener::bind("127.0.0.1:3000").await?, app).await
}
