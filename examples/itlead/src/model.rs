//! The domain: users, problems, topics and levels.

use std::{collections::HashMap, fmt};

use postback::FromForm;
use serde::{Deserialize, Serialize};

/// The number of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
pub struct UserId(pub i64);

/// The number of a problem, as in its URL.
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

/// The signed-in user.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// The displayed name.
    pub name: String,
    /// The e-mail address for signing in.
    pub email: String,
    /// The file of the picture, if there is one.
    pub avatar: Option<String>,
}

/// The topic of a problem.
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

/// The difficulty of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromForm, sqlx::Type)]
#[sqlx(rename_all = "kebab-case")]
pub enum Level {
    Easy,
    Medium,
    Hard,
}

/// A problem with the data of its own page.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Problem {
    /// The number.
    pub id: ProblemId,
    /// The author, who may change it.
    pub author_id: UserId,
    /// The author's name.
    pub author: String,
    /// The title, on one line.
    pub title: String,
    /// The topic.
    pub topic: Topic,
    /// The difficulty.
    pub level: Level,
    /// The question, in the light markup of `ui::prose`.
    pub question: String,
    /// A good answer; empty if the author gave none.
    pub answer: String,
    /// When it was added, in Unix seconds.
    pub created_at: i64,
    /// The version, which each change increments.
    pub version: i64,
}

/// A problem as one row of a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Summary {
    /// The number.
    pub id: ProblemId,
    /// The title, on one line.
    pub title: String,
    /// The topic.
    pub topic: Topic,
    /// The difficulty.
    pub level: Level,
}

/// The problems that a member has solved, and when, in Unix seconds.
pub type Solved = HashMap<ProblemId, i64>;

/// The progress in one topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Progress {
    /// The topic.
    pub topic: Topic,
    /// The number of its problems.
    pub total: u32,
    /// The number of solved ones.
    pub solved: u32,
}
