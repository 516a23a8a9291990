//! Who somebody is.

use axum::extract::State;
use garde::Validate;
use postback::{Form, FromForm, Result, action};

use crate::{db::Db, model::User};

#[derive(FromForm, Validate)]
pub struct UserName {
    #[form(trim)]
    #[garde(length(utf16, min = 2, max = 50))]
    pub name: String,
}

/// Change the name that stands at the top of each page.
#[action(typescript)]
pub async fn update_user_name(
    caller: User,
    State(db): State<Db>,
    Form(form): Form<UserName>,
) -> Result<()> {
    db.rename(&caller, &form.name).await?;
    Ok(())
}
