//! Writing and solving problems.

use crate::model::{Level, Topic};

/// A problem as its author writes it.
#[derive(Debug)]
pub struct Draft {
    /// One line.
    pub title: String,
    /// What it is about.
    pub topic: Topic,
    /// How hard it is.
    pub level: Level,
    /// The question.
    pub question: String,
    /// What a good answer holds.
    pub answer: String,
}
