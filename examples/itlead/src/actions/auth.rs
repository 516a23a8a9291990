//! Signing up, in and out.

use axum::extract::{Query, State};
use axum_extra::extract::CookieJar;
use garde::Validate;
use postback::{Actions, Form, FromForm, Invalid, Redirect, Result, action, actions};
use serde::Deserialize;

use crate::{App, db::Db, model::User, site::Site};

#[derive(FromForm, Validate)]
pub struct Account {
    #[form(trim)]
    #[garde(length(utf16, min = 2, max = 50))]
    pub name: String,
    #[form(trim)]
    #[garde(email, length(utf16, max = 200))]
    pub email: String,
    #[form(password)]
    #[garde(length(utf16, min = 10, max = 200))]
    pub password: String,
}

#[derive(FromForm, Validate)]
pub struct Credentials {
    #[form(trim)]
    #[garde(length(utf16, min = 1, max = 200))]
    pub email: String,
    #[form(password)]
    #[garde(length(utf16, min = 1, max = 200))]
    pub password: String,
}

/// The query of the sign-in page: where to go after signing in.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// Creates an account and starts a session. If the address has an account already, `explain` in
/// `lib.rs` reports it at the field.
#[action(public, rate = "60/h per address")]
pub async fn signup(
    State(db): State<Db>,
    State(site): State<Site>,
    jar: CookieJar,
    Form(account): Form<Account>,
) -> Result<Redirect> {
    let user = db.create_account(&account).await?;
    let session = db.create_session(user).await?;
    Ok(Redirect::to("/dashboard")
        .with(jar.add(site.session_cookie(&session)))
        .flash(format!("Welcome, {}.", account.name)))
}

/// Starts a session. Neither the answer nor its duration reveals whether the address has an
/// account. Guessing is rate-limited per account, and per address for many accounts.
#[action(
    public,
    rate = "5 failures/15min per field(email)",
    rate = "60 failures/15min per address"
)]
pub async fn login(
    State(db): State<Db>,
    State(site): State<Site>,
    Query(Next { next }): Query<Next>,
    jar: CookieJar,
    Form(credentials): Form<Credentials>,
) -> Result<Redirect> {
    let Some(user) = db.verify(&credentials.email, &credentials.password).await? else {
        return Err(Invalid::form("Wrong e-mail or password."));
    };
    let session = db.create_session(user).await?;
    let target = Redirect::local(&next).unwrap_or_else(|| Redirect::to("/dashboard"));
    Ok(target.with(jar.add(site.session_cookie(&session))))
}

/// Ends the session.
#[action]
pub async fn logout(
    _caller: User,
    State(db): State<Db>,
    State(site): State<Site>,
    jar: CookieJar,
) -> Result<Redirect> {
    if let Some(cookie) = jar.get(site.cookie_name()) {
        db.end_session(&cookie.value().into()).await?;
    }
    Ok(Redirect::to("/")
        .with(jar.remove(site.no_session()))
        .flash("You are signed out."))
}

pub fn actions() -> Actions<App> {
    actions![signup, login, logout]
}
