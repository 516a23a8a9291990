//! Names of fields, `address.street` and `items[0].name`, and the tree that submitted pairs make.
//!
//! Names and their number come from outside. How many and how long they are is bounded where they are
//! read; a name that is deeper than [`MAX_DEPTH`] is one that no form of ours has, so it is ignored
//! like any other unknown field. Indices only order the items; a list is as long as the number of different
//! indices sent, never as long as the largest of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Pairs;
use super::submitted::{SentFile, Submitted};

/// How many parts the name of a field may have: `items[0].name` has three.
pub const MAX_DEPTH: usize = 8;

/// How many digits an index may have.
const MAX_DIGITS: usize = 9;

/// A part of a field's name.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'n> {
    Key(&'n str),
    Item(u32),
}

/// Takes a name apart, or says that it cannot be the name of a field.
pub(crate) fn segments(name: &str) -> Option<Vec<Segment<'_>>> {
    let mut out = Vec::new();
    let mut rest = name;
    loop {
        let end = rest.find(['.', '[', ']']).unwrap_or(rest.len());
        if end == 0 {
            return None;
        }
        out.push(Segment::Key(&rest[..end]));
        rest = &rest[end..];
        while let Some(inside) = rest.strip_prefix('[') {
            let (digits, after) = inside.split_once(']')?;
            out.push(Segment::Item(index(digits)?));
            rest = after;
        }
        if out.len() > MAX_DEPTH {
            return None;
        }
        if rest.is_empty() {
            return Some(out);
        }
        rest = rest.strip_prefix('.')?;
    }
}

fn index(digits: &str) -> Option<u32> {
    let canonical = digits == "0" || !digits.starts_with('0');
    let short = (1..=MAX_DIGITS).contains(&digits.len());
    (canonical && short && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

/// Puts a field's name behind that of what holds it.
#[doc(hidden)]
#[must_use]
pub fn join(parent: &str, key: &str) -> String {
    if parent.is_empty() {
        key.to_owned()
    } else {
        format!("{parent}.{key}")
    }
}

/// What was submitted, by name.
#[derive(Debug, Default)]
pub(crate) struct Tree<'p> {
    values: Vec<&'p str>,
    files: Vec<&'p SentFile>,
    keys: BTreeMap<&'p str, Tree<'p>>,
    items: BTreeMap<u32, Tree<'p>>,
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

    fn is_blank(&self) -> bool {
        self.files.is_empty()
            && self.values.iter().all(|value| value.is_empty())
            && self.keys.values().all(Tree::is_blank)
            && self.items.values().all(Tree::is_blank)
    }
}

/// What was submitted for one field: nothing, one value, or everything below its name.
#[derive(Clone, Copy, Debug)]
pub struct Input<'t>(Kind<'t>);

#[derive(Clone, Copy, Debug)]
enum Kind<'t> {
    Absent,
    Value(&'t str),
    File(&'t SentFile),
    Tree(&'t Tree<'t>),
}

impl<'t> Input<'t> {
    pub(crate) fn of(tree: &'t Tree<'t>) -> Self {
        Self(Kind::Tree(tree))
    }

    /// The value. A field that was sent more than once counts with its last value.
    #[must_use]
    pub fn value(self) -> Option<&'t str> {
        match self.0 {
            Kind::Absent | Kind::File(_) => None,
            Kind::Value(value) => Some(value),
            Kind::Tree(tree) => tree.values.last().copied(),
        }
    }

    /// Each value of a field that may be sent repeatedly.
    pub fn values(self) -> impl Iterator<Item = Input<'t>> {
        let (one, many): (Option<&str>, &[&str]) = match self.0 {
            Kind::Absent | Kind::File(_) => (None, &[]),
            Kind::Value(value) => (Some(value), &[]),
            Kind::Tree(tree) => (None, &tree.values),
        };
        one.into_iter()
            .chain(many.iter().copied())
            .map(|value| Input(Kind::Value(value)))
    }

    /// The file. As with a value, the last one counts.
    pub(super) fn file(self) -> Option<&'t SentFile> {
        match self.0 {
            Kind::Absent | Kind::Value(_) => None,
            Kind::File(file) => Some(file),
            Kind::Tree(tree) => tree.files.last().copied(),
        }
    }

    /// Each file of a field that may have several.
    pub(super) fn files(self) -> impl Iterator<Item = Input<'t>> {
        let files: &[&SentFile] = match self.0 {
            Kind::Tree(tree) => &tree.files,
            _ => &[],
        };
        files.iter().copied().map(|file| Input(Kind::File(file)))
    }

    /// What was submitted for a field of this struct.
    #[must_use]
    pub fn field(self, key: &str) -> Self {
        match self.0 {
            Kind::Tree(tree) => tree.keys.get(key).map_or(Self(Kind::Absent), Self::of),
            _ => Self(Kind::Absent),
        }
    }

    /// What was submitted for each item of this list, in the order of the indices.
    pub fn items(self) -> impl Iterator<Item = Input<'t>> {
        let items = match self.0 {
            Kind::Tree(tree) => Some(&tree.items),
            _ => None,
        };
        items.into_iter().flat_map(BTreeMap::values).map(Input::of)
    }

    /// True if there is no value, or only empty ones.
    #[must_use]
    pub fn is_blank(self) -> bool {
        match self.0 {
            Kind::Absent => true,
            Kind::Value(value) => value.is_empty(),
            Kind::File(_) => false,
            Kind::Tree(tree) => tree.is_blank(),
        }
    }
}

/// Rewrites indices to 0, 1, 2 and so on, as the decoder counts them, so that a form shown again
/// and the errors found in it agree. `None` if they are like that already.
pub(crate) fn renumbered(pairs: &[(String, String)]) -> Option<Pairs> {
    if !pairs.iter().any(|(name, _)| name.contains('[')) {
        return None;
    }
    let tree = Tree::new(Submitted::texts(pairs));
    let mut changed = false;
    let out = pairs
        .iter()
        .map(|(name, value)| {
            let Some(path) = segments(name) else {
                return (name.clone(), value.clone());
            };
            let (mut node, mut dense) = (&tree, String::with_capacity(name.len()));
            for segment in path {
                match segment {
                    Segment::Key(key) => {
                        if !dense.is_empty() {
                            dense.push('.');
                        }
                        dense.push_str(key);
                        node = &node.keys[key];
                    }
                    Segment::Item(at) => {
                        let position = node.items.range(..at).count();
                        let _ = write!(dense, "[{position}]");
                        node = &node.items[&at];
                    }
                }
            }
            changed |= dense != *name;
            (dense, value.clone())
        })
        .collect();
    changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Segment::{Item, Key};
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Pairs {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn names_nest_by_dots_and_brackets() {
        assert_eq!(segments("name"), Some(vec![Key("name")]));
        assert_eq!(
            segments("items[10].tag-list[0]"),
            Some(vec![Key("items"), Item(10), Key("tag-list"), Item(0)])
        );
        let none = [
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "a[",
            "a[]",
            "a[x]",
            "a[01]",
            "a[-1]",
            "a]",
            "[0]",
            "a[0]b",
            "a[9999999999]",
            "a.b.c.d.e.f.g.h.i",
            "a[0][0][0][0][0][0][0][0]",
        ];
        for name in none {
            assert_eq!(segments(name), None, "{name}");
        }
    }

    #[test]
    fn a_field_sent_twice_counts_with_its_last_value() {
        let sent = pairs(&[("a", "1"), ("b", "x"), ("a", "2")]);
        let tree = Tree::new(Submitted::texts(&sent));
        assert_eq!(Input::of(&tree).field("a").value(), Some("2"));
        assert_eq!(Input::of(&tree).field("a").values().count(), 2);
        assert_eq!(Input::of(&tree).field("c").value(), None);
    }

    #[test]
    fn gaps_close_and_order_comes_from_the_indices() {
        let sent = pairs(&[
            ("i[7].n", "b"),
            ("i[2].n", "a"),
            ("i[7].m[4]", "c"),
            ("x", ""),
        ]);
        assert_eq!(
            renumbered(&sent),
            Some(pairs(&[
                ("i[1].n", "b"),
                ("i[0].n", "a"),
                ("i[1].m[0]", "c"),
                ("x", "")
            ]))
        );
        assert_eq!(
            renumbered(&pairs(&[("i[0].n", "a"), ("i[1].n", "b")])),
            None
        );
    }

    #[test]
    fn a_huge_index_is_one_item() {
        let sent = pairs(&[("i[999999999].n", "a")]);
        let tree = Tree::new(Submitted::texts(&sent));
        assert_eq!(Input::of(&tree).field("i").items().count(), 1);
    }

    proptest! {
        #[test]
        fn any_name_is_taken_apart_or_refused(name in "[ab.\\[\\]019 ]{0,24}") {
            if let Some(path) = segments(&name) {
                prop_assert!(!path.is_empty() && path.len() <= MAX_DEPTH);
            }
        }

        #[test]
        fn renumbering_twice_changes_nothing_more(names in prop::collection::vec("[ab](\\[[0-9]\\]|\\.[ab]){0,3}", 0..12)) {
            let sent: Pairs = names.into_iter().map(|name| (name, String::new())).collect();
            if let Some(dense) = renumbered(&sent) {
                prop_assert_eq!(renumbered(&dense), None);
            }
        }
    }
}
