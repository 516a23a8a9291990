//! Without any feature: forms, actions, and a cache.

use http::StatusCode;
use postback::{Cache, Form, FromForm, Html, Invalid, Page, Result, action, actions, cached};

use crate::site::{MULTIPART, URL_ENCODED, WITH_PICTURE, app, look, submit, text};

#[derive(FromForm)]
struct Guest {
    name: String,
}

#[action(public)]
async fn greet(cache: Cache, Form(guest): Form<Guest>) -> Result<()> {
    if guest.name.is_empty() {
        return Err(Invalid::field("name", "is who?"));
    }
    cache.revalidate_tag("guests");
    Ok(())
}

#[cached(tags("guests"))]
async fn count(cache: &Cache) -> Result<usize> {
    // How often it was computed.
    Ok(usize::from(cache.partition().is_none()))
}

async fn home(page: Page, cache: Cache) -> Result<Html> {
    let form = page.form::<greet>();
    let (name, count) = (form.fields().name.labelled("Name"), count(&cache).await?);
    Ok(form.open(Html::from_trusted(format!("{name}<p>{count}</p>"))))
}

#[tokio::test]
async fn a_form_is_shown_refused_with_what_was_typed_and_done() {
    let app = app(home, actions![greet]);
    assert!(look(&app).await.contains("<p>1</p>"));
    let refused = submit(&app, URL_ENCODED, "name=").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(refused).await.contains("is who?"));
    let done = submit(&app, URL_ENCODED, "name=Ada").await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_multipart_body_is_read_and_a_file_in_it_that_no_field_takes_is_skipped() {
    let app = app(home, actions![greet]);
    let done = submit(&app, MULTIPART, WITH_PICTURE).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
}
