//! Compares the cookies that a browser sends after an action has set some with those of the page in
//! the action's response.
//!
//! `cargo run -p postback --example cookie_cases` serves a page at every path, which shows the
//! `Cookie` of its request, and prints its address, `127.0.0.1:40001`. With `?seed=` a page sets
//! cookies itself; the action `put` sets others and redirects to another page. Cookies are
//! percent-encoded and separated by commas, so that they can be any bytes.

use axum::Router;
use axum::extract::RawQuery;
use axum::routing::get;
use http::{HeaderMap, HeaderValue, header};
use maud::{DOCTYPE, Markup, html};
use percent_encoding::percent_decode_str;
use postback::{Form, FromForm, Keys, Page, Postback, Redirect, Result, action, actions, page};

#[derive(FromForm)]
struct Lines {
    lines: String,
    /// The path of the page that answers.
    to: String,
}

#[action(public)]
async fn put(Form(form): Form<Lines>) -> Result<Redirect> {
    Ok(Redirect::to(form.to).with(set(&form.lines)))
}

/// Returns the received cookies, byte for byte.
async fn seen(RawQuery(query): RawQuery, page: Page, headers: HeaderMap) -> (HeaderMap, Markup) {
    let cookies = headers.get_all(header::COOKIE).iter();
    let cookies: Vec<_> = cookies
        .map(|value| value.as_bytes().escape_ascii().to_string())
        .collect();
    let seeds = query.as_deref().unwrap_or_default().strip_prefix("seed=");
    let shown = html! {
        (DOCTYPE)
        title { "Cookies" }
        link rel="icon" href="data:,";
        pre { (cookies.join(" | ")) }
        (page.form::<put>().open(html! { button { "Put" } }))
    };
    (set(seeds.unwrap_or_default()), shown)
}

fn set(lines: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines.split(',').filter(|line| !line.is_empty()) {
        let bytes: Vec<u8> = percent_decode_str(line).collect();
        let value = HeaderValue::from_bytes(&bytes).expect("a header can hold these bytes");
        headers.append(header::SET_COOKIE, value);
    }
    headers
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let pages = Router::new()
        .route("/", page(get(seen)))
        .route("/{*path}", page(get(seen)));
    let app = Postback::new(pages)
        .actions(actions![put])
        .keys(Keys::random())
        .with_state(());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, app).await
}
