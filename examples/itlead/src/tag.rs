//! The names of what is cached: the values of the [`catalogue`](crate::catalogue) depend on them, and
//! the actions say which of them have changed.

use postback::Tag;

use crate::model::{ProblemId, UserId};

/// Which problems there are, and what a list shows of each.
pub(crate) const PROBLEMS: Tag = Tag::new("problems");

/// What members have solved, all of them at once.
pub(crate) const SOLVED: Tag = Tag::new("solved");

/// What one member has solved.
pub(crate) fn solved_by(member: UserId) -> Tag {
    format!("solved/{member}").into()
}

/// Everything that is written in one problem.
pub(crate) fn problem(id: ProblemId) -> Tag {
    format!("problem/{id}").into()
}

/// What members see of each other: a name.
pub(crate) fn member(id: UserId) -> Tag {
    format!("member/{id}").into()
}
