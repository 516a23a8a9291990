//! Files as fields.

use http::StatusCode;
use postback::{Form, FromForm, Html, Limits, Page, Result, Upload, action, actions};

use crate::site::{MULTIPART, WITH_PICTURE, look, postback, submit};

#[derive(FromForm)]
struct Guest {
    name: String,
    #[form(max = "1 KiB")]
    picture: Upload,
}

#[action(public)]
async fn join(Form(guest): Form<Guest>) -> Result<()> {
    assert_eq!(guest.name, "Ada");
    assert_eq!(guest.picture.content_type(), "image/png");
    Ok(())
}

async fn home(page: Page) -> Html {
    let form = page.form::<join>();
    form.open(form.fields().picture.labelled("Picture"))
}

#[tokio::test]
async fn a_file_arrives_with_the_type_of_its_bytes() {
    let app = postback(axum::routing::get(home), actions![join])
        .limits(Limits::new().upload_files(10))
        .with_state(());
    assert!(
        look(&app)
            .await
            .contains(" enctype=\"multipart/form-data\"")
    );
    let done = submit(&app, MULTIPART, WITH_PICTURE).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
}
