//! What there is to read: three rows, the tags over them, and the keys whose values are made of them.

pub(super) type Row = usize;
pub(super) const ROWS: usize = 3;

/// A row's own tag has the row's number; one more stands for the list of them all.
pub(super) type Tag = usize;
pub(super) const LIST: Tag = ROWS;
pub(super) const TAGS: usize = ROWS + 1;

/// How often a row was changed.
pub(super) type Version = u32;

/// The version of each row, in a database or in a value.
pub(super) type Versions = [Version; ROWS];

/// Not in the value. It counts as newer than any version, so that the older of two is the minimum.
pub(super) const ABSENT: Version = Version::MAX;

pub(super) type Key = usize;
pub(super) const KEYS: usize = 6;

/// One step of a computation.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// Declares a tag.
    Tag(Tag),
    /// As [`Tag`](Self::Tag) while the row is in an even version. Else it declares one that is none,
    /// so that nobody knows what the value depends on.
    TagIfEven(Tag),
    Row(Row),
    /// Reads the row that row 0 points to. Its tag can't be known before row 0 was read.
    ChosenRow,
    ChosenTag,
    /// Reads another cached value.
    Value(Key),
}

pub(super) const NAMES: [&str; KEYS] = ["user", "late", "list", "chosen", "profile", "front"];

/// How each key's value is made. Tags come before the rows they cover, or after them.
pub(super) const RECIPES: [&[Step]; KEYS] = [
    &[Step::Tag(0), Step::Row(0)],
    &[Step::Row(1), Step::TagIfEven(1)],
    &[Step::Tag(LIST), Step::Row(0), Step::Row(1), Step::Row(2)],
    &[Step::Tag(0), Step::Row(0), Step::ChosenRow, Step::ChosenTag],
    &[Step::Value(0), Step::Tag(2), Step::Row(2)],
    // Three ways to row 0: by `profile`, by `user`, and by itself.
    &[
        Step::Value(4),
        Step::Row(0),
        Step::Value(1),
        Step::Value(0),
        Step::Tag(0),
    ],
];

/// The row that row 0 points to in this version.
pub(super) fn chosen(version: Version) -> Row {
    if version.is_multiple_of(2) { 1 } else { 2 }
}
