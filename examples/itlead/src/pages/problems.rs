//! The problems: their list, each of them, and the forms to write one.

use crate::model::Topic;

/// What the list is narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    /// Words in the title.
    pub q: Option<String>,
    /// One topic only.
    pub topic: Option<Topic>,
    /// Solved ones only, or the others.
    pub status: Option<Status>,
    /// Which page of the list; the first is 1.
    pub page: Option<u32>,
}

/// Whether the reader has solved a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not yet.
    Open,
    /// Yes.
    Solved,
}
