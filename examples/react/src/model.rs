//! What the site is about.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The name of a problem in addresses: `two-sum`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::Type)]
#[sqlx(transparent)]
pub struct ProblemId(pub String);

#[derive(Clone, Debug, Serialize, TS, sqlx::FromRow)]
pub struct Problem {
    pub id: ProblemId,
    pub title: String,
    /// By who is asking.
    pub solved: bool,
}

/// Somebody who is signed in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct User {
    pub id: String,
    pub name: String,
}
