//! The user's own account.

use axum::extract::State;
use axum_extra::extract::CookieJar;
use garde::Validate;
use postback::{Actions, Cache, Done, Form, FromForm, Invalid, Result, Upload, action, actions};
use serde::{Deserialize, Serialize};

use crate::{App, avatars::Avatars, db::Db, model::User, site::Site, tag};

#[derive(FromForm, Validate)]
pub struct Profile {
    #[form(trim)]
    #[garde(length(utf16, min = 2, max = 50))]
    pub name: String,
    #[form(trim)]
    #[garde(email, length(utf16, max = 200))]
    pub email: String,
}

impl From<&User> for Profile {
    fn from(user: &User) -> Self {
        Self {
            name: user.name.clone(),
            email: user.email.clone(),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub struct Saved {
    pub name: String,
}

/// Changes the user's name and address.
#[action]
pub async fn update_profile(
    caller: User,
    State(db): State<Db>,
    cache: Cache,
    Form(profile): Form<Profile>,
) -> Result<Saved> {
    db.update_profile(caller.id, &profile).await?;
    cache.revalidate_tag(tag::member(caller.id));
    Ok(Saved { name: profile.name })
}

#[derive(FromForm, Validate)]
pub struct Avatar {
    #[form(max = "2 MiB", accept = "image/png,image/jpeg,image/webp")]
    #[garde(skip)]
    pub picture: Upload,
}

/// Replaces the user's picture.
#[action]
pub async fn set_avatar(
    caller: User,
    State(db): State<Db>,
    State(avatars): State<Avatars>,
    Form(Avatar { picture }): Form<Avatar>,
) -> Result<Done<()>> {
    let name = avatars.keep(picture).await?;
    // The old file is removed once the database has the new name. A failure before that leaves an
    // unused file, which takes some space; a name without a file would be a broken picture on every
    // page.
    if let Some(former) = db.set_avatar(caller.id, Some(&name)).await? {
        avatars.remove(&former).await;
    }
    Ok(Done::new(()).flash("Your picture is saved."))
}

/// Removes the user's picture.
#[action]
pub async fn remove_avatar(
    caller: User,
    State(db): State<Db>,
    State(avatars): State<Avatars>,
) -> Result<Done<()>> {
    if let Some(former) = db.set_avatar(caller.id, None).await? {
        avatars.remove(&former).await;
    }
    Ok(Done::new(()).flash("Your picture is removed."))
}

#[derive(FromForm, Validate)]
pub struct Passwords {
    #[form(password)]
    #[garde(length(utf16, min = 1, max = 200))]
    pub current: String,
    #[form(password)]
    #[garde(length(utf16, min = 10, max = 200))]
    pub new: String,
}

/// Changes the password, and ends every other session.
#[action]
pub async fn change_password(
    caller: User,
    State(db): State<Db>,
    State(site): State<Site>,
    jar: CookieJar,
    Form(passwords): Form<Passwords>,
) -> Result<Done<()>> {
    if db
        .verify(&caller.email, &passwords.current)
        .await?
        .is_none()
    {
        return Err(Invalid::field("current", "is not your password"));
    }
    db.change_password(caller.id, &passwords.new).await?;
    let session = db.create_session(caller.id).await?;
    Ok(Done::new(())
        .with(jar.add(site.session_cookie(&session)))
        .flash("Your password is changed. Every other browser is signed out."))
}

pub fn actions() -> Actions<App> {
    actions![update_profile, set_avatar, remove_avatar, change_password]
}
