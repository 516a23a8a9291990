//! Lookup by name: a page asks for each of its fields, and a form may have thousands.

use std::sync::Arc;

use super::FieldError;

/// An entry with the name of a field.
pub(super) trait Named {
    fn name(&self) -> &str;
}

impl Named for (String, String) {
    fn name(&self) -> &str {
        &self.0
    }
}

impl Named for FieldError {
    fn name(&self) -> &str {
        &self.field
    }
}

/// A list with an index of its entries, sorted by name. Entries with the same name keep their
/// order.
#[derive(Debug)]
pub(super) struct ByName<T> {
    all: Arc<Vec<T>>,
    places: Vec<usize>,
}

impl<T: Named> ByName<T> {
    pub(super) fn new(all: Arc<Vec<T>>) -> Self {
        let mut places: Vec<usize> = (0..all.len()).collect();
        places.sort_by_key(|place| all[*place].name());
        Self { all, places }
    }

    pub(super) fn all(&self) -> &[T] {
        &self.all
    }

    /// Returns the positions of the entries with this name.
    pub(super) fn places(&self, name: &str) -> &[usize] {
        let from = self.count(|known| known < name);
        let to = from + self.places[from..].partition_point(|at| self.all[*at].name() == name);
        &self.places[from..to]
    }

    /// Returns the positions of the entries that are items of the list `name`, or inside one:
    /// `items[0].name` of `items`.
    pub(super) fn places_in_items_of(&self, name: &str) -> &[usize] {
        let prefix = || name.bytes().chain([b'[']);
        let is_item = |known: &str| {
            known
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('['))
        };
        let from = self.count(|known| known.bytes().lt(prefix()));
        let to = from + self.places[from..].partition_point(|at| is_item(self.all[*at].name()));
        &self.places[from..to]
    }

    /// Returns the entries with this name.
    pub(super) fn named(
        &self,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.places(name).iter().map(|at| &self.all[*at])
    }

    fn count(&self, is_before: impl Fn(&str) -> bool) -> usize {
        let is_before = |at: &usize| is_before(self.all[*at].name());
        self.places.partition_point(is_before)
    }
}

impl<T: Named> Default for ByName<T> {
    fn default() -> Self {
        Self::new(Arc::default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_looking_at_each_entry_finds(
            names in prop::collection::vec("[ab]{0,2}(\\[[0-9]\\]|\\.a|Z|\u{e9}){0,2}", 0..24),
            name in "[ab]{0,2}(\\[[0-9]\\])?",
        ) {
            let all: Vec<_> = names.into_iter().map(|name| (name, String::new())).collect();
            let by_name = ByName::new(Arc::new(all.clone()));
            let found = |is_it: &dyn Fn(&str) -> bool| -> Vec<usize> {
                (0..all.len()).filter(|at| is_it(&all[*at].0)).collect()
            };
            prop_assert_eq!(by_name.places(&name), found(&|known| known == name));
            let mut items = by_name.places_in_items_of(&name).to_vec();
            items.sort_unstable();
            prop_assert_eq!(items, found(&|known| known.starts_with(&format!("{name}["))));
        }
    }
}
