//! What the site is about: people, problems, topics and levels.

use std::{collections::HashMap, fmt};

use postback::FromForm;
use serde::{Deserialize, Serialize};

/// The number of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
pub struct UserId(pub i64);

/// The number of a problem, as it appears in its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
pub struct ProblemId(pub i64);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for ProblemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The person who is signed in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// What the site calls them.
    pub name: String,
    /// Where they sign in from.
    pub email: String,
    /// The file of their picture, if they show one.
    pub avatar: Option<String>,
}

/// What a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromForm, Serialize, sqlx::Type)]
#[sqlx(rename_all = "kebab-case")]
pub enum Topic {
    Algorithms,
    Databases,
    Networking,
    OperatingSystems,
    Rust,
    SystemDesign,
}

/// How hard a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromForm, sqlx::Type)]
#[sqlx(rename_all = "kebab-case")]
pub enum Level {
    Easy,
    Medium,
    Hard,
}

/// A problem with everything its own page shows, whoever reads it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Problem {
    /// Its number.
    pub id: ProblemId,
    /// Who wrote it, and so who may change it.
    pub author_id: UserId,
    /// The author's name.
    pub author: String,
    /// One line.
    pub title: String,
    /// What it is about.
    pub topic: Topic,
    /// How hard it is.
    pub level: Level,
    /// The question, in the light markup of `ui::prose`.
    pub question: String,
    /// What a good answer holds; empty if the author gave none.
    pub answer: String,
    /// When it was added, in seconds since 1970.
    pub created_at: i64,
    /// How often it was saved.
    pub version: i64,
}

/// A problem as one row of a list, whoever reads it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Summary {
    /// Its number.
    pub id: ProblemId,
    /// One line.
    pub title: String,
    /// What it is about.
    pub topic: Topic,
    /// How hard it is.
    pub level: Level,
}

/// What somebody has solved, and when: in seconds since 1970.
pub type Solved = HashMap<ProblemId, i64>;

/// How far someone is in one topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Progress {
    /// The topic.
    pub topic: Topic,
    /// How many problems it has.
    pub total: u32,
    /// How many of them are solved.
    pub solved: u32,
}
