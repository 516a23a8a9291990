//! Signing in and out.

use axum::extract::State;
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use garde::Validate;
use postback::{Form, FromForm, Invalid, Redirect, Result, action};

use crate::{
    db::{COOKIE, Db},
    model::User,
};

#[derive(FromForm, Validate)]
pub struct Credentials {
    #[form(trim)]
    #[garde(email, length(utf16, max = 200))]
    pub email: String,
    #[form(password)]
    #[garde(length(utf16, min = 1, max = 200))]
    pub password: String,
}

/// Start a session.
#[action(public, typescript, rate = "5 failures/min per address")]
pub async fn login(
    State(db): State<Db>,
    jar: CookieJar,
    Form(form): Form<Credentials>,
) -> Result<Redirect> {
    let Some(user) = db.verify(&form.email, &form.password).await? else {
        return Err(Invalid::form("Wrong e-mail or password."));
    };
    let token = db.create_session(&user).await?;
    Ok(Redirect::to("/")
        .with(jar.add(cookie(token)))
        .flash(format!("Welcome, {}.", user.name)))
}

/// End this session.
#[action]
pub async fn logout(_caller: User, State(db): State<Db>, jar: CookieJar) -> Result<Redirect> {
    if let Some(cookie) = jar.get(COOKIE) {
        db.end_session(cookie.value()).await?;
    }
    Ok(Redirect::to("/login").with(jar.remove(cookie(String::new()))))
}

/// Add `.secure(true)` and the prefix `__Host-` where there is https.
fn cookie(token: String) -> Cookie<'static> {
    Cookie::build((COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .permanent()
        .build()
}
