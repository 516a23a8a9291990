//! The data to read: three rows, the tags over them, and the keys whose values are made of them.

pub(super) type Row = usize;
pub(super) const ROWS: usize = 3;

/// A row's own tag has the row's number; one more tag stands for the list of all rows.
pub(super) type Tag = usize;
pub(super) const LIST: Tag = ROWS;
pub(super) const TAGS: usize = ROWS + 1;

/// The number of changes of a row.
pub(super) type Version = u32;

/// The version of each row, in the database or in a value.
pub(super) type Versions = [Version; ROWS];

/// The row is not in the value. It counts as newer than any version, so that the minimum is the
/// older of two.
pub(super) const ABSENT: Version = Version::MAX;

pub(super) type Key = usize;
pub(super) const KEYS: usize = 6;

/// One step of a computation.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// Declares a tag.
    Tag(Tag),
    /// Declares the tag while the row's version is even, otherwise an invalid tag, so that the
    /// dependencies are unknown.
    TagIfEven(Tag),
    Row(Row),
    /// Reads the row that row 0 points to. Its tag is unknown before row 0 was read.
    ChosenRow,
    ChosenTag,
    /// Reads another cached value.
    Value(Key),
}

pub(super) const NAMES: [&str; KEYS] = ["user", "late", "list", "chosen", "profile", "front"];

/// The recipe of each key's value. Tags come before the rows that they cover, or after them.
pub(super) const RECIPES: [&[Step]; KEYS] = [
    &[Step::Tag(0), Step::Row(0)],
    &[Step::Row(1), Step::TagIfEven(1)],
    &[Step::Tag(LIST), Step::Row(0), Step::Row(1), Step::Row(2)],
    &[Step::Tag(0), Step::Row(0), Step::ChosenRow, Step::ChosenTag],
    &[Step::Value(0), Step::Tag(2), Step::Row(2)],
    // Three paths to row 0: through `profile`, through `user`, and directly.
    &[
        Step::Value(4),
        Step::Row(0),
        Step::Value(1),
        Step::Value(0),
        Step::Tag(0),
    ],
];

/// Returns the row that row 0 points to in this version.
pub(super) fn chosen(version: Version) -> Row {
    if version.is_multiple_of(2) { 1 } else { 2 }
}
