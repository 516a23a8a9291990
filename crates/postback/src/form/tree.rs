//! The tree that submitted pairs make by their names: `address.street`, `items[0].name`.
//!
//! Names and their number come from outside. How many and how long they are is bounded where they are
//! read; a name that is deeper than [`MAX_DEPTH`] is one that no form of ours has, so it is ignored
//! like any other unknown field. Indices only order the items; a list is as long as the number of different
//! indices sent, never as long as the largest of them.
//!
//! # Rows
//!
//! A row (an item of a list with an index of its own) whose checkboxes are all unchecked sends nothing, so
//! each row that a form shows because it was there brings a marker along: [`ROW`], which is no field's name.
//! A row without a marker, offered to be filled in, is a row once something in it is not empty.
//!
//! A row that was left blank keeps its place before others: the form that is shown again has it where the
//! person left it, and so has the browser that still shows the form. At the end of a list it is not in the
//! tree. What an action gets has no blank rows, so its list may count in another way ([`Rows`]).

mod name;
mod renumber;
mod rows;

use std::collections::BTreeMap;

use super::submitted::{SentFile, Submitted};

pub use self::name::{MAX_DEPTH, Segment, join};
pub(crate) use self::name::{ROW, is_marker, segments};
pub(super) use self::name::{marker, rows_of};
pub(crate) use self::renumber::{renumber, renumbered};
pub(crate) use self::rows::Rows;

/// What was submitted, by name.
#[derive(Debug, Default)]
pub(crate) struct Tree<'p> {
    values: Vec<&'p str>,
    files: Vec<&'p SentFile>,
    keys: BTreeMap<&'p str, Tree<'p>>,
    items: BTreeMap<u32, Tree<'p>>,
    /// Which of the rows beside it this one is, blank ones included.
    position: usize,
    /// Left blank, and so in no list.
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

    /// The place of this name, if it can be that of a field.
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

    /// The rows of a list.
    fn rows(&self) -> impl Iterator<Item = &Self> {
        self.items.values().filter(|row| !row.is_blank_row)
    }

    /// Whether the form showed this row because it was there.
    fn is_marked(&self) -> bool {
        self.keys.get(ROW).is_some_and(|marker| !marker.is_blank())
    }

    /// Whether nothing is in it; that it is a row does not count. A list ends with a row that is not blank.
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

/// What was submitted for one field: nothing, one value, or everything below its name.
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

    /// The value. A field that was sent more than once counts with its last value.
    #[must_use]
    pub fn value(self) -> Option<&'t str> {
        match self.0 {
            InputKind::Absent | InputKind::File(_) => None,
            InputKind::Value(value) => Some(value),
            InputKind::Tree(tree) => tree.values.last().copied(),
        }
    }

    /// Each value of a field that may be sent repeatedly.
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

    /// The file. As with a value, the last one counts.
    pub(super) fn file(self) -> Option<&'t SentFile> {
        match self.0 {
            InputKind::Absent | InputKind::Value(_) => None,
            InputKind::File(file) => Some(file),
            InputKind::Tree(tree) => tree.files.last().copied(),
        }
    }

    /// Each file of a field that may have several.
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

    /// What was submitted for a field of this struct.
    #[must_use]
    pub fn field(self, key: &str) -> Self {
        match self.0 {
            InputKind::Tree(tree) => tree.keys.get(key).map_or(Self(InputKind::Absent), Self::of),
            _ => Self(InputKind::Absent),
        }
    }

    /// Whether there is something under an index.
    pub(super) fn has_items(self) -> bool {
        matches!(self.0, InputKind::Tree(tree) if !tree.items.is_empty())
    }

    /// What was submitted for each item of this list, in the order of the indices.
    pub fn items(self) -> impl Iterator<Item = Input<'t>> {
        let tree = match self.0 {
            InputKind::Tree(tree) => Some(tree),
            _ => None,
        };
        tree.into_iter().flat_map(Tree::rows).map(Input::of)
    }

    /// Which row of its list it is in the form that was sent, of the `at`th that is not blank.
    pub(super) fn place(self, at: usize) -> usize {
        match self.0 {
            InputKind::Tree(row) => row.position,
            _ => at,
        }
    }

    /// True if there is no value, or only empty ones.
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
