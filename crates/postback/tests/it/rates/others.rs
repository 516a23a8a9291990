//! Limiters that are not ours: a layer, an extractor.

use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::request::Parts;
use http::{Method, StatusCode, header};
use maud::{Markup, html};
use postback::{Form, FromForm, Keys, Page, Postback, Result, action, actions, page};
use postback_testing::{Browser, both_ways};

const REFUSAL: (StatusCode, [(header::HeaderName, &str); 1]) =
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "75")]);

/// An extractor that has had enough.
struct Tired;

impl<S: Sync> FromRequestParts<S> for Tired {
    type Rejection = Response;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Response> {
        Err(REFUSAL.into_response())
    }
}

#[derive(FromForm)]
struct Note {
    text: String,
}

#[action(public)]
async fn note(_tired: Tired, Form(note): Form<Note>) -> Result<()> {
    drop(note.text);
    Ok(())
}

async fn notes(page: Page) -> Markup {
    let form = page.form::<note>();
    html! { (page.notice()) (form.open(html! { (form.fields().text.labelled("Text")) button { "Send" } })) }
}

async fn no_posts(request: Request, next: Next) -> Response {
    if *request.method() == Method::POST {
        return REFUSAL.into_response();
    }
    next.run(request).await
}

async fn app() -> Router {
    let pages = Router::new()
        .route("/", page(get(notes)))
        .route("/guarded", page(get(notes)).layer(from_fn(no_posts)));
    Postback::new(pages)
        .actions(actions![note])
        .keys(Keys::random())
        .with_state(())
}

#[tokio::test]
async fn an_extractor_that_says_how_long_to_wait_is_told_as_our_own_limit() {
    both_ways(app, async |browser| {
        let form = browser.get("/").await.form::<note>();
        let page = form.fill("Text", "Hello").submit().await;
        assert_eq!(page.status(), 429);
        assert_eq!(page.header("retry-after"), Some("75"));
        assert_eq!(
            page.notice(),
            "Too many attempts. Please try again in 2 minutes."
        );
        assert_eq!(page.form::<note>().value("Text"), "Hello");
    })
    .await;
}

#[tokio::test]
async fn a_layer_that_refuses_in_front_of_the_action_keeps_its_header() {
    for browser in [Browser::new(app().await), Browser::enhanced(app().await)] {
        let form = browser.get("/guarded").await.form::<note>();
        let page = form.fill("Text", "Hello").submit().await;
        assert_eq!(page.status(), 429);
        assert_eq!(page.header("retry-after"), Some("75"));
    }
}
