//! The app: a page with a form, a picture of up to 8 MiB, and actions that refuse.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use maud::{Markup, html};
use postback::{
    Form, FromForm, Keys, Limits, Page, Postback, Result, Upload, action, actions, page,
};

use super::file::{self, MOST};
use crate::scenario::SETTINGS;
use crate::shared::{Db, Profile, User, layout};
use crate::with_postback::update_profile;

#[derive(FromForm, garde::Validate)]
pub(super) struct Picture {
    #[garde(skip)]
    #[form(max = "8 MiB", accept = "image/png")]
    picture: Upload,
}

/// Nobody takes the file: it is removed when the action ends.
#[action(public)]
async fn send_picture(Form(form): Form<Picture>) -> Result<()> {
    let _ = form.picture.size();
    Ok(())
}

#[action(public, body = "4 KiB")]
async fn shorten(Form(profile): Form<Profile>) -> Result<()> {
    let _ = profile.about;
    Ok(())
}

#[action(public, rate = "1/h")]
async fn seldom() -> Result<()> {
    Ok(())
}

async fn settings(page: Page, State(db): State<Db>) -> Markup {
    let profile = db.profile(&User { id: 1 });
    let form = page.form::<update_profile>().fill(&profile);
    let field = form.fields();
    let (picture, short) = (page.form::<send_picture>(), page.form::<shorten>());
    layout(
        "Settings",
        &html! {
            (page.notice())
            @if let Some(saved) = form.done() { p role="status" { "Saved, " (saved.name) } }
            (form.open(html! {
                (field.name.labelled("Name"))
                (field.email.labelled("E-mail"))
                (field.about.labelled("About you"))
                button { "Save" }
            }))
            (picture.open(html! {
                (picture.fields().picture.labelled("Picture"))
                button { "Send" }
            }))
            (short.open(html! {
                (short.fields().about.labelled("In short"))
                button { "Shorten" }
            }))
            (page.form::<seldom>().open(html! { button { "Once an hour" } }))
        },
    )
}

/// Where an upload goes that postback has nothing to do with.
pub(super) const BY_HAND: &str = "/by-hand";

/// Where the process `id` keeps what is uploaded to it.
pub(super) fn folder(id: u32) -> PathBuf {
    std::env::temp_dir().join(format!("postback-benches-{id}"))
}

pub(crate) fn app() -> Router {
    let folder = folder(std::process::id());
    std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
    // The same upload without postback, to compare with.
    let by_hand = Router::new()
        .route(BY_HAND, post(file::by_hand))
        .layer(DefaultBodyLimit::max(MOST + (64 << 10)))
        .with_state(Arc::from(folder.as_path()));
    // 200 files of 8 MiB are more than all uploads may have where nothing else is said.
    let limits = Limits::new().uploads(4 << 30).uploads_in(folder);
    Postback::new(Router::new().route(SETTINGS, page(get(settings))))
        .actions(actions![update_profile, send_picture, shorten, seldom])
        .limits(limits)
        .keys(Keys::random())
        .with_state(Db::filled())
        .merge(by_hand)
}
