//! A small app behind everything that may be in front of an app, for tests in a browser.
//!
//! `cargo run -p postback --example behind_proxy` serves it in several configurations, each at its
//! own address, and prints one line of JSON, `{"bare": "127.0.0.1:40001", ..}`. A proxy is expected
//! to serve each of them at `/` and its name. A configuration that needs the public path sets it.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Request, State};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};
use postback::{
    Done, Form, FromForm, Keys, Page, Postback, Redirect, Result, Upload, action, actions, page,
};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::normalize_path::NormalizePathLayer;

/// The path of the app as browsers see it.
type Prefix = &'static str;

#[derive(FromForm, garde::Validate)]
struct Text {
    #[garde(length(utf16, min = 3))]
    text: String,
    #[garde(skip)]
    #[form(max = "1 KiB")]
    file: Option<Upload>,
}

/// Returns the text in capitals, and the name of the file.
#[action(public)]
async fn note(Form(form): Form<Text>) -> Result<Done<String>> {
    let name = form.file.map(|file| file.file_name().to_owned());
    let text = format!("{} {}", form.text.to_uppercase(), name.unwrap_or_default());
    Ok(Done::new(text).flash("Noted"))
}

/// Redirects to another page of the app.
#[action(public)]
async fn leave(State(prefix): State<Prefix>) -> Result<Redirect> {
    Ok(Redirect::to(format!("{prefix}/other?from=here#top")).flash("You left"))
}

async fn shown(page: Page) -> Markup {
    let form = page.form::<note>();
    let fields = form.fields();
    html! {
        (DOCTYPE)
        html lang="en" {
            head { (page.script()) meta charset="utf-8"; title { "Behind a proxy" } link rel="icon" href="data:,"; }
            body {
                (page.notice())
                h1 { (page.url()) }
                @if let Some(text) = form.done() { output { (text) } }
                (form.open(html! { (fields.text.labelled("Text")) (fields.file.labelled("File")) button { "Note" } }))
                (page.form::<leave>().open(html! { button { "Leave" } }))
            }
        }
    }
}

fn app() -> Postback<Prefix> {
    let pages = Router::new()
        .route("/", page(get(shown)))
        .route("/list", page(get(shown)))
        .route("/list/", page(get(shown)))
        .route("/of/{*anything}", page(get(shown)))
        .route("/other", page(get(shown)))
        .route("/other/", page(get(shown)));
    Postback::new(pages)
        .actions(actions![note, leave])
        .keys(Keys::random())
}

/// Wraps the app in a layer that changes the path of requests.
fn behind(layer: NormalizePathLayer, app: Router) -> Router {
    let service = layer.layer(app);
    Router::new().fallback_service(service_fn(move |request: Request| {
        service.clone().oneshot(request)
    }))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let bare = |prefix| app().with_state(prefix);
    let nested = || Router::new().nest("/nested", bare("/nested"));
    let trim = NormalizePathLayer::trim_trailing_slash;
    let apps = [
        ("bare", bare("/bare")),
        ("raw", bare("/raw")),
        ("told", app().public_path("/told").with_state("/told")),
        ("nested", nested()),
        ("trimmed", behind(trim(), bare("/trimmed"))),
        (
            "appended",
            behind(
                NormalizePathLayer::append_trailing_slash(),
                bare("/appended"),
            ),
        ),
    ];
    let mut addresses = BTreeMap::new();
    let mut servers = Vec::new();
    for (name, app) in apps {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        addresses.insert(name, listener.local_addr()?.to_string());
        servers.push(tokio::spawn(axum::serve(listener, app).into_future()));
    }
    println!("{}", serde_json::json!(addresses));
    for server in servers {
        server.await??;
    }
    Ok(())
}
