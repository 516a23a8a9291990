//! The app with postback.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{Markup, html};
use postback::{Form, Keys, Page, Postback, Result, action, actions, page};

use crate::shared::{self, Db, Profile, Saved, User, layout};

/// Change the signed-in user's own profile.
#[action]
pub(crate) async fn update_profile(
    caller: User,
    State(db): State<Db>,
    Form(profile): Form<Profile>,
) -> Result<Saved> {
    let name = profile.name.clone();
    db.save(&caller, profile);
    Ok(Saved { name })
}

/// A button: nothing to read, nothing to say.
#[action]
async fn reset_profile(caller: User, State(db): State<Db>) -> Result<()> {
    db.save(&caller, db.profile(&caller));
    Ok(())
}

async fn settings(page: Page, user: User, State(db): State<Db>) -> Result<Markup> {
    let form = page.form::<update_profile>().fill(&db.profile(&user));
    let field = form.fields();
    Ok(layout(
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
            (page.form::<reset_profile>().open(html! { button { "Reset" } }))
        },
    ))
}

pub(crate) fn app() -> Router {
    let pages = Router::new()
        .route("/settings", page(get(settings)))
        .route("/about", get(shared::about));
    Postback::new(pages)
        .actions(actions![update_profile, reset_profile])
        .keys(Keys::random())
        .with_state(Db::filled())
}
