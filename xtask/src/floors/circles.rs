//! Import cycles of any length.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::graph::Arrow;

/// Returns for each file in a cycle the shortest path from it back to itself.
pub(super) fn find(arrows: &[Arrow]) -> Vec<Vec<&str>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for arrow in arrows {
        next.entry(&arrow.from).or_default().insert(&arrow.to);
    }
    next.keys().filter_map(|file| around(file, &next)).collect()
}

fn around<'a>(file: &'a str, next: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([file]);
    while let Some(at) = queue.pop_front() {
        for &to in next.get(at).into_iter().flatten() {
            if to == file {
                return Some(way(file, at, &came_from));
            }
            if !came_from.contains_key(to) {
                came_from.insert(to, at);
                queue.push_back(to);
            }
        }
    }
    None
}

/// Returns the path from `file` to `last`, and back to `file`.
fn way<'a>(file: &'a str, last: &'a str, came_from: &BTreeMap<&'a str, &'a str>) -> Vec<&'a str> {
    let mut way = vec![file, last];
    let mut at = last;
    while at != file {
        at = came_from[at];
        way.push(at);
    }
    if last == file {
        way.pop();
    }
    way.reverse();
    way
}
