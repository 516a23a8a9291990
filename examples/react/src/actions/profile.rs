//! What others see of somebody.

use axum::extract::State;
use garde::Validate;
use postback::{Form, FromForm, Result, action};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{db::Db, model::User};

#[derive(FromForm, Validate)]
pub struct Profile {
    #[form(trim)]
    #[garde(length(utf16, min = 2, max = 50))]
    pub name: String,
}

/// As it is stored by now.
#[derive(Serialize, Deserialize, TS)]
pub struct Saved {
    pub name: String,
}

/// Change the name that others see. If somebody else has it, `explain` in `lib.rs` says so beside the field.
#[action(typescript)]
pub async fn update_profile(
    caller: User,
    State(db): State<Db>,
    Form(Profile { name }): Form<Profile>,
) -> Result<Saved> {
    db.rename_profile(&caller, &name).await?;
    Ok(Saved { name })
}
