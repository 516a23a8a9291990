//! [`FormContext`]: the state of one form on one page.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use super::by_name::ByName;
use super::limits::FIELDS;
use super::problem::{MessageFn, Problem};
use super::{FieldError, Pairs, tree};
use crate::html::escape;

/// The number of controls that a form shows in rows that were submitted without them.
///
/// A browser submits every text field of a row, even if it is empty. Rows without them do not come
/// from a form of this library, and a row of many controls would be rendered for each few bytes of
/// the body.
const UNSENT: usize = 256;

/// A callback that receives the position of each submitted value that a form shows.
pub(crate) type Take = Arc<dyn Fn(usize) + Send + Sync>;

/// The state of one form on one page: submitted or filled-in values, and errors.
///
/// Fields are rendered from it. It records which errors have been shown, so that the rest can be
/// shown above the form.
pub struct FormContext {
    id: String,
    values: ByName<(String, String)>,
    is_submitted: bool,
    /// The stored values, if another user has saved first.
    meanwhile: Option<ByName<(String, String)>>,
    /// The callback for the submitted values that the form shows.
    take: Option<Take>,
    errors: ByName<FieldError>,
    shown: Vec<AtomicBool>,
    /// The controls that are shown although nothing was submitted for them.
    unsent: Mutex<HashSet<String>>,
    /// The control that carries the marker of each row: the first one that is rendered in it.
    /// Rendering the same control again repeats the marker.
    carriers: Mutex<HashMap<String, String>>,
    focus_taken: AtomicBool,
    words: Option<MessageFn>,
}

impl FormContext {
    /// Creates an empty form with this element id.
    #[must_use]
    pub fn new(id: String) -> Self {
        Self {
            id,
            values: ByName::default(),
            is_submitted: false,
            meanwhile: None,
            take: None,
            errors: ByName::default(),
            shown: Vec::new(),
            unsent: Mutex::default(),
            carriers: Mutex::default(),
            focus_taken: AtomicBool::new(false),
            words: None,
        }
    }

    /// Sets the app's own sentences for errors.
    #[must_use]
    pub(crate) fn with_message_fn(mut self, words: Option<MessageFn>) -> Self {
        self.words = words;
        self
    }

    /// Returns the sentence for a problem.
    pub(crate) fn sentence(&self, problem: &Problem) -> String {
        let own = self.words.as_ref().and_then(|words| words(problem));
        own.unwrap_or_else(|| problem.to_string())
    }

    /// Shows the submitted values, which take precedence over filled-in ones.
    #[must_use]
    pub fn submitted(self, values: Arc<Pairs>, errors: Arc<Vec<FieldError>>) -> Self {
        // The decoder numbers items 0, 1, 2 whatever their indices were, and errors refer to that
        // numbering.
        let values = tree::renumbered(&values).map_or(values, Arc::new);
        self.counted(values, errors)
    }

    /// The same for values that are already numbered as the decoder does: a kept submission lacks
    /// the files and secrets by which a row may have counted.
    #[must_use]
    pub(crate) fn counted(mut self, values: Arc<Pairs>, errors: Arc<Vec<FieldError>>) -> Self {
        self.values = ByName::new(values);
        self.is_submitted = true;
        self.shown = errors.iter().map(|_| AtomicBool::new(false)).collect();
        self.errors = ByName::new(errors);
        self
    }

    /// Reports to `take` which submitted values this form shows. Values that the form was filled
    /// with were not entered.
    #[must_use]
    pub(crate) fn taking(mut self, take: Take, filled: &Pairs) -> Self {
        let filled: HashSet<_> = filled.iter().collect();
        for (at, pair) in self.values.all().iter().enumerate() {
            if filled.contains(pair) {
                take(at);
            }
        }
        self.take = Some(take);
        self
    }

    /// Shows the stored value beside each field where it differs from the submitted one.
    #[must_use]
    pub(crate) fn saved_meanwhile(mut self, values: Arc<Pairs>) -> Self {
        self.meanwhile = Some(ByName::new(values));
        self
    }

    /// Sets the values to show if nothing was submitted.
    #[must_use]
    pub fn filled(mut self, values: impl Into<Arc<Pairs>>) -> Self {
        if !self.is_submitted {
            self.values = ByName::new(values.into());
        }
        self
    }

    /// Returns the `id` of the form element.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns whether a field has shown an error.
    #[must_use]
    pub fn errors_shown(&self) -> bool {
        self.shown.iter().any(|shown| shown.load(Relaxed))
    }

    /// Returns the errors that no field has shown, including those of the form itself.
    #[must_use]
    pub fn errors_left(&self) -> Vec<&FieldError> {
        let errors = self.errors.all().iter().zip(&self.shown);
        let unseen = errors.filter(|(_, shown)| !shown.load(Relaxed));
        unseen.map(|(error, _)| error).collect()
    }

    pub(super) fn values<'f>(
        &'f self,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = &'f str> + ExactSizeIterator {
        self.take(name);
        self.values.named(name).map(|(_, value)| value.as_str())
    }

    /// Marks the submitted value of this name as a secret, so that nothing else on the page shows
    /// it.
    pub(super) fn withholds(&self, name: &str) {
        self.take(name);
    }

    fn take(&self, name: &str) {
        if let Some(take) = &self.take {
            self.values.places(name).iter().copied().for_each(&**take);
        }
    }

    /// Returns the number of values with this name.
    pub(super) fn repeats(&self, name: &str) -> usize {
        self.values.places(name).len()
    }

    /// Returns the value at position `repeat` among those with this name.
    pub(super) fn repeat(&self, name: &str, repeat: usize) -> Option<&str> {
        let at = *self.values.places(name).get(repeat)?;
        if let Some(take) = &self.take {
            take(at);
        }
        Some(&self.values.all()[at].1)
    }

    /// Returns the stored values of this name, or `None` unless another user has saved first.
    pub(super) fn values_meanwhile<'f>(
        &'f self,
        name: &str,
    ) -> Option<impl DoubleEndedIterator<Item = &'f str>> {
        let stored = self.meanwhile.as_ref()?.named(name);
        Some(stored.map(|(_, value)| value.as_str()))
    }

    /// Returns the number of items of the list `name`: the highest index plus one.
    pub(super) fn items(&self, name: &str) -> usize {
        let index = |at: &usize| -> Option<usize> {
            let (full, _) = &self.values.all()[*at];
            // A name that no field can have belongs to no row.
            tree::segments(full)?;
            let (digits, _) = full.get(name.len() + 1..)?.split_once(']')?;
            digits.parse().ok()
        };
        let within = self.values.places_in_items_of(name);
        let highest = within.iter().filter_map(index).max();
        highest
            .map_or(0, |highest| highest.saturating_add(1))
            .min(FIELDS)
    }

    /// Returns whether the form shows the control at `path`, named `name`, in a row that was
    /// submitted without it. Only [`UNSENT`] such controls are shown.
    pub(super) fn has_room_for(&self, name: &str, path: &str) -> bool {
        if !self.is_submitted || !self.values.places(name).is_empty() {
            return true;
        }
        let mut unsent = self.unsent.lock().unwrap_or_else(PoisonError::into_inner);
        unsent.contains(path) || (unsent.len() < UNSENT && unsent.insert(path.to_owned()))
    }

    /// Returns whether all rows that contain this name existed when the form was shown, according
    /// to their markers.
    pub(super) fn has_rows_around(&self, name: &str) -> bool {
        tree::rows_of(name).all(|row| self.is_marked(&tree::marker(row)))
    }

    fn is_marked(&self, marker: &str) -> bool {
        !self.values(marker).all(str::is_empty)
    }

    /// Writes the markers of the rows that contain the control at `path`, named `name`, unless
    /// another control carries them.
    pub(super) fn mark_rows(&self, name: &str, path: &str, out: &mut String) {
        for row in tree::rows_of(name) {
            let marker = tree::marker(row);
            if !self.is_marked(&marker) {
                continue;
            }
            let mut carriers = self.carriers.lock().unwrap_or_else(PoisonError::into_inner);
            let carrier = carriers
                .entry(row.to_owned())
                .or_insert_with(|| path.to_owned());
            if *carrier == path {
                out.push_str("<input type=\"hidden\" name=\"");
                escape(&marker, out);
                out.push_str("\" value=\"1\">");
            }
        }
    }

    /// Returns the positions of the errors of a field, with `below` also those of its items.
    fn errors_at(&self, path: &str, below: bool) -> Vec<usize> {
        let mut places = self.errors.places(path).to_vec();
        if below {
            places.extend(self.errors.places_in_items_of(path));
            places.sort_unstable();
        }
        places
    }

    pub(super) fn has_error(&self, path: &str, below: bool) -> bool {
        !self.errors_at(path, below).is_empty()
    }

    /// Returns the messages of a field and records them as shown.
    pub(super) fn show_errors(&self, path: &str, below: bool) -> Vec<&str> {
        let mut messages: Vec<&str> = Vec::new();
        for at in self.errors_at(path, below) {
            self.shown[at].store(true, Relaxed);
            let message = self.errors.all()[at].message.as_str();
            if !messages.contains(&message) {
                messages.push(message);
            }
        }
        messages
    }

    /// Returns true once: the first invalid control receives the focus.
    pub(super) fn take_focus(&self) -> bool {
        !self.focus_taken.swap(true, Relaxed)
    }
}

impl fmt::Debug for FormContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be passwords.
        f.debug_struct("FormContext")
            .field("id", &self.id)
            .field("errors", &self.shown.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(name: &str, value: &str) -> Pairs {
        vec![(name.to_owned(), value.to_owned())]
    }

    fn error(field: &str) -> FieldError {
        FieldError {
            field: field.to_owned(),
            message: "is wrong".to_owned(),
        }
    }

    #[test]
    fn what_was_submitted_wins_over_what_is_filled_in_at_any_time() {
        let form = FormContext::new("f".to_owned())
            .filled(pairs("a", "old"))
            .submitted(Arc::new(pairs("a", "new")), Arc::default())
            .filled(pairs("a", "newer"));
        assert_eq!(form.values("a").collect::<Vec<_>>(), ["new"]);
    }

    #[test]
    fn errors_that_no_field_shows_are_left() {
        let form = FormContext::new("f".to_owned()).submitted(
            Arc::default(),
            Arc::new(vec![error("a"), error("list[1]"), error("")]),
        );
        assert!(!form.errors_shown());
        assert_eq!(form.show_errors("list", true), ["is wrong"]);
        assert!(form.errors_shown());
        let left: Vec<&str> = form
            .errors_left()
            .into_iter()
            .map(|error| error.field.as_str())
            .collect();
        assert_eq!(left, ["a", ""]);
    }

    #[test]
    fn it_goes_between_threads_and_hides_values() {
        fn check<T: Send + Sync>(_: &T) {}
        let form = FormContext::new("f".to_owned()).filled(pairs("password", "hunter2"));
        check(&form);
        assert!(!format!("{form:?}").contains("hunter2"));
    }

    #[test]
    fn a_list_is_as_long_as_its_highest_index() {
        let form = FormContext::new("f".to_owned()).filled(pairs("i[3].a", ""));
        assert_eq!((form.items("i"), form.items("a")), (4, 0));
    }
}
