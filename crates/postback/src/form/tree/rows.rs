//! [`Rows`]: the rows of an action's list, and their places in the form.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{Segment, Tree, segments};

/// For each list with blank rows before others, by its name: the position of each of its items in
/// the form.
#[derive(Debug, Default)]
pub(crate) struct Rows(HashMap<String, Vec<usize>>);

impl Rows {
    pub(in crate::form) fn of(tree: &Tree<'_>) -> Self {
        let mut rows = Self::default();
        rows.collect(tree, &mut String::new());
        rows
    }

    fn collect(&mut self, tree: &Tree<'_>, name: &mut String) {
        let end = name.len();
        for (key, below) in &tree.keys {
            if end > 0 {
                name.push('.');
            }
            name.push_str(key);
            self.collect(below, name);
            name.truncate(end);
        }
        for row in tree.rows() {
            let _ = write!(name, "[{}]", row.position);
            self.collect(row, name);
            name.truncate(end);
        }
        if tree.items.values().any(|row| row.is_blank_row) {
            let places = tree.rows().map(|row| row.position).collect();
            self.0.insert(name.clone(), places);
        }
    }

    /// Returns whether an action counts rows as the form does.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Translates a field name that an action gives by its own list into the name in the form.
    pub(crate) fn in_form(&self, field: &mut String) {
        if self.is_empty() || !field.contains('[') {
            return;
        }
        let Some(path) = segments(field) else { return };
        let mut name = String::with_capacity(field.len());
        for segment in path {
            match segment {
                Segment::Key(key) => {
                    let dot = if name.is_empty() { "" } else { "." };
                    name.push_str(dot);
                    name.push_str(key);
                }
                Segment::Item(at) => {
                    let at = at as usize;
                    let place = self.0.get(&name).and_then(|places| places.get(at));
                    let _ = write!(name, "[{}]", place.unwrap_or(&at));
                }
            }
        }
        *field = name;
    }
}
