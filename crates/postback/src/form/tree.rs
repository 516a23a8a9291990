//! [`Tree`]: the submitted pairs arranged by their names, such as `address.street` and
//! `items[0].name`.
//!
//! Names come from the client. The reader of the body bounds their number and length; a name deeper
//! than [`MAX_DEPTH`](name::MAX_DEPTH) belongs to no form and is ignored like any other unknown field. Indices only
//! order the items: a list is as long as the number of different indices, never as long as the
//! largest of them.
//!
//! # Rows
//!
//! A browser submits nothing for a row (a list item with its own index) whose checkboxes are all
//! unchecked. So a form adds a marker, named [`ROW`], to each existing row. A row without a marker
//! is a new one, and is kept if something in it is not empty.
//!
//! A blank row before others keeps its place, so the form that is shown again has it where the user
//! left it. Blank rows at the end of a list are not in the tree. The action gets no blank rows, so
//! it may number the items of its list differently ([`Rows`]).

mod name;
mod renumber;
mod rows;

use std::collections::BTreeMap;

use super::submitted::{SentFile, Submitted};

#[cfg(any(test, fuzzing))]
pub(crate) use self::name::MAX_DEPTH;
pub(crate) use self::name::{ROW, is_marker, segments};
pub use self::name::{Segment, join};
pub(super) use self::name::{marker, rows_of};
pub(crate) use self::renumber::{renumber, renumbered};
pub(crate) use self::rows::Rows;

/// The values and files under a name, and everything below it.
#[derive(Debug, Default)]
pub(crate) struct Tree<'p> {
    values: Vec<&'p str>,
    files: Vec<&'p SentFile>,
    keys: BTreeMap<&'p str, Tree<'p>>,
    items: BTreeMap<u32, Tree<'p>>,
    /// The position among the rows of its list, blank ones included.
    position: usize,
    /// Whether the row was left blank, and is left out of its list.
    is_blank_row: bool,
}

impl<'p> Tree<'p> {
    pub(crate) fn new(submitted: Submitted<'p>) -> Self {
        let mut root = Self::default();
        for (name, value) in submitted.pairs {
            if let Some(node) = root.at(name) {
                node.values.push(value);
            }
        }
        for (name, file) in submitted.files {
            if let Some(node) = root.at(name) {
                node.files.push(file);
            }
        }
        root.find_blank_rows();
        root
    }

    /// Returns the node of this name, or `None` if no field can have the name.
    fn at(&mut self, name: &'p str) -> Option<&mut Self> {
        let mut node = self;
        for segment in segments(name)? {
            node = match segment {
                Segment::Key(key) => node.keys.entry(key).or_default(),
                Segment::Item(at) => node.items.entry(at).or_default(),
            };
        }
        Some(node)
    }

    fn find_blank_rows(&mut self) {
        self.keys.values_mut().for_each(Self::find_blank_rows);
        for (position, row) in self.items.values_mut().enumerate() {
            row.find_blank_rows();
            row.position = position;
            row.is_blank_row = row.is_blank() && !row.is_marked();
        }
        while let Some(last) = self
            .items
            .last_entry()
            .filter(|last| last.get().is_blank_row)
        {
            last.remove();
        }
    }

    /// Returns the rows of a list that are not blank.
    fn rows(&self) -> impl Iterator<Item = &Self> {
        self.items.values().filter(|row| !row.is_blank_row)
    }

    /// Returns whether the form marked this row as existing.
    fn is_marked(&self) -> bool {
        self.keys.get(ROW).is_some_and(|marker| !marker.is_blank())
    }

    /// Returns whether the node has no content apart from the marker. A list always ends with a row
    /// that is not blank.
    fn is_blank(&self) -> bool {
        self.files.is_empty()
            && self.items.is_empty()
            && self.values.iter().all(|value| value.is_empty())
            && self
                .keys
                .iter()
                .all(|(key, below)| *key == ROW || below.is_blank())
    }
}

/// The input of one field: nothing, one value, or everything below its name.
#[derive(Clone, Copy, Debug)]
pub struct Input<'t>(InputKind<'t>);

#[derive(Clone, Copy, Debug)]
enum InputKind<'t> {
    Absent,
    Value(&'t str),
    File(&'t SentFile),
    Tree(&'t Tree<'t>),
}

impl<'t> Input<'t> {
    pub(crate) fn of(tree: &'t Tree<'t>) -> Self {
        Self(InputKind::Tree(tree))
    }

    /// Returns the value. The last one counts, if the field was submitted more than once.
    #[must_use]
    pub fn value(self) -> Option<&'t str> {
        match self.0 {
            InputKind::Absent | InputKind::File(_) => None,
            InputKind::Value(value) => Some(value),
            InputKind::Tree(tree) => tree.values.last().copied(),
        }
    }

    /// Returns the values of a field that may be repeated.
    pub fn values(self) -> impl Iterator<Item = Input<'t>> {
        let (one, many): (Option<&str>, &[&str]) = match self.0 {
            InputKind::Absent | InputKind::File(_) => (None, &[]),
            InputKind::Value(value) => (Some(value), &[]),
            InputKind::Tree(tree) => (None, &tree.values),
        };
        one.into_iter()
            .chain(many.iter().copied())
            .map(|value| Input(InputKind::Value(value)))
    }

    /// Returns the file. The last one counts, as with values.
    pub(super) fn file(self) -> Option<&'t SentFile> {
        match self.0 {
            InputKind::Absent | InputKind::Value(_) => None,
            InputKind::File(file) => Some(file),
            InputKind::Tree(tree) => tree.files.last().copied(),
        }
    }

    /// Returns the files of a field that may have several.
    pub(super) fn files(self) -> impl Iterator<Item = Input<'t>> {
        let files: &[&SentFile] = match self.0 {
            InputKind::Tree(tree) => &tree.files,
            _ => &[],
        };
        files
            .iter()
            .copied()
            .map(|file| Input(InputKind::File(file)))
    }

    /// Returns the input of a field of this struct.
    #[must_use]
    pub fn field(self, key: &str) -> Self {
        match self.0 {
            InputKind::Tree(tree) => tree.keys.get(key).map_or(Self(InputKind::Absent), Self::of),
            _ => Self(InputKind::Absent),
        }
    }

    /// Returns whether there is input under an index.
    pub(super) fn has_items(self) -> bool {
        matches!(self.0, InputKind::Tree(tree) if !tree.items.is_empty())
    }

    /// Returns the input of each item of this list, in the order of the indices.
    pub fn items(self) -> impl Iterator<Item = Input<'t>> {
        let tree = match self.0 {
            InputKind::Tree(tree) => Some(tree),
            _ => None,
        };
        tree.into_iter().flat_map(Tree::rows).map(Input::of)
    }

    /// Returns the position, in the submitted form, of the `at`th row that is not blank.
    pub(super) fn place(self, at: usize) -> usize {
        match self.0 {
            InputKind::Tree(row) => row.position,
            _ => at,
        }
    }

    /// Returns whether all values are empty or missing.
    #[must_use]
    pub fn is_blank(self) -> bool {
        match self.0 {
            InputKind::Absent => true,
            InputKind::Value(value) => value.is_empty(),
            InputKind::File(_) => false,
            InputKind::Tree(tree) => tree.is_blank(),
        }
    }
}

#[cfg(test)]
mod tests;
