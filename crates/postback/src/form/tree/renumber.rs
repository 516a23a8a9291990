//! Renumbering of rows as the decoder counts them.

use std::fmt::Write as _;

use super::{Rows, Segment, Tree, segments};
use crate::form::Pairs;
use crate::form::submitted::{SentFile, Submitted};

/// The name under which the decoder finds a submitted value.
enum Dense {
    /// The submitted name.
    Same,
    /// This name, with rows counted 0, 1, 2.
    New(String),
    /// None: the value belongs to a blank row at the end of its list.
    Gone,
}

/// Renumbers indices to 0, 1, 2 and so on, and removes blank rows at the end, so that a form that
/// is shown again and its errors agree.
///
/// Returns `None` if there are no rows; otherwise how an action counts them, and whether anything
/// has changed.
pub(crate) fn renumber(
    pairs: &mut Pairs,
    files: &mut Vec<(String, SentFile)>,
) -> Option<(Rows, bool)> {
    let is_in_row = |name: &str| name.contains('[');
    if !pairs.iter().any(|(name, _)| is_in_row(name))
        && !files.iter().any(|(name, _)| is_in_row(name))
    {
        return None;
    }
    let tree = Tree::new(Submitted {
        pairs,
        files,
        ..Submitted::texts(&[])
    });
    let texts: Vec<Dense> = pairs.iter().map(|(name, _)| tree.dense(name)).collect();
    let others: Vec<Dense> = files.iter().map(|(name, _)| tree.dense(name)).collect();
    let rows = Rows::of(&tree);
    let is_changed = rename(pairs, texts);
    Some((rows, rename(files, others) || is_changed))
}

/// Renumbers text values alone, or returns `None` if nothing has changed.
pub(crate) fn renumbered(pairs: &[(String, String)]) -> Option<Pairs> {
    let mut dense = pairs.to_vec();
    let (_, is_changed) = renumber(&mut dense, &mut Vec::new())?;
    is_changed.then_some(dense)
}

fn rename<T>(named: &mut Vec<(String, T)>, dense: Vec<Dense>) -> bool {
    let (mut places, mut is_changed) = (dense.into_iter(), false);
    named.retain_mut(|(name, _)| match places.next() {
        Some(Dense::New(new)) => {
            *name = new;
            is_changed = true;
            true
        }
        Some(Dense::Gone) => {
            is_changed = true;
            false
        }
        Some(Dense::Same) | None => true,
    });
    is_changed
}

impl Tree<'_> {
    fn dense(&self, name: &str) -> Dense {
        let path = match segments(name) {
            Some(path) if name.contains('[') => path,
            _ => return Dense::Same,
        };
        let (mut node, mut dense) = (self, String::with_capacity(name.len()));
        for segment in path {
            let next = match segment {
                Segment::Key(key) => {
                    if !dense.is_empty() {
                        dense.push('.');
                    }
                    dense.push_str(key);
                    node.keys.get(key)
                }
                Segment::Item(at) => {
                    let row = node.items.get(&at);
                    if let Some(row) = row {
                        let _ = write!(dense, "[{}]", row.position);
                    }
                    row
                }
            };
            match next {
                Some(next) => node = next,
                None => return Dense::Gone,
            }
        }
        if dense == name {
            Dense::Same
        } else {
            Dense::New(dense)
        }
    }
}
