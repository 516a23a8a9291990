//! The tags of cached data: the values of the [`catalogue`](crate::catalogue) depend on them, and
//! the actions revalidate them.

use postback::Tag;

use crate::model::{ProblemId, UserId};

/// The set of problems, and what a list shows of each.
pub(crate) const PROBLEMS: Tag = Tag::new("problems");

/// The solved problems of all members.
pub(crate) const SOLVED: Tag = Tag::new("solved");

/// Returns the tag of one member's solved problems.
pub(crate) fn solved_by(member: UserId) -> Tag {
    format!("solved/{member}").into()
}

/// Returns the tag of one problem's content.
pub(crate) fn problem(id: ProblemId) -> Tag {
    format!("problem/{id}").into()
}

/// Returns the tag of a member's name.
pub(crate) fn member(id: UserId) -> Tag {
    format!("member/{id}").into()
}
