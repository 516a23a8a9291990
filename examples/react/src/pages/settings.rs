//! Who somebody is.

use axum::extract::State;
use maud::{Markup, html};
use postback::{Page, Result};

use crate::{
    actions::{profile::update_profile, user::update_user_name},
    db::Db,
    islands::{SettingsPage, UserName},
    model::User,
    ui::layout,
    vite::FrontEnd,
};

pub(crate) async fn settings(
    page: Page,
    front: FrontEnd,
    user: User,
    State(db): State<Db>,
) -> Result<Markup> {
    let profile_name = db.profile_name(&user).await?;
    let profile = page.form::<update_profile>();
    let name = page.form::<update_user_name>();
    Ok(layout(
        &page,
        &front,
        Some(&user),
        "Settings",
        html! {
            div.head {
                div {
                    h1 { "Settings" }
                    p { "Who you are here." }
                }
            }
            section.setting {
                div {
                    h2 { "Profile" }
                    p { "Others see you as " strong #profile { (profile_name) } ". A name is there once." }
                }
                div.card.pad {
                    (page.island(&SettingsPage {}, profile.open(html! {
                        (profile.fields().name.labelled("Profile name"))
                        button { "Save" }
                    })))
                }
            }
            section.setting {
                div {
                    h2 { "Name" }
                    p { "You are greeted as " strong #name { (user.name) } "." }
                }
                div.card.pad {
                    (page.island(&UserName {}, name.open(html! {
                        (name.fields().name.labelled("Name on IT Lead"))
                        button { "Save" }
                    })))
                }
            }
        },
    ))
}
