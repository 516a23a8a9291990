//! [`RenderNotes`]: what a page records while it is rendered.

/// What a page, or the action that ran in its place, has recorded. The service reads it as one
/// value ([`RenderContext::notes`](super::RenderContext::notes)), which is complete once the body
/// has ended.
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says one thing that a page may do, and none excludes another"
)]
pub(crate) struct RenderNotes {
    /// The page contains something that is valid for one visitor and one submission.
    pub(crate) for_one_visitor: bool,
    /// The page loads the runtime.
    pub(crate) has_script: bool,
    /// `page(..)` has taken over the action, if the request called one.
    pub(crate) is_taken_over: bool,
    /// The ids that the page exposes to scripts, as JSON.
    #[cfg(feature = "typescript")]
    pub(crate) actions: Option<std::sync::Arc<str>>,
    /// The function of the action was called.
    pub(crate) has_begun: bool,
    /// Several forms could be the submitted one, and the first may show what was typed into
    /// another. The page is rendered again, and then no form shows it.
    pub(crate) is_doubtful: bool,
    /// The page has shown the outcome.
    pub(super) outcome_seen: bool,
    pub(super) flash_seen: bool,
    /// The form that could be the submitted one, where its arguments are unknown.
    claimed: Option<String>,
    /// The positions of submitted values that a form of the page shows.
    taken: Vec<bool>,
}

impl RenderNotes {
    /// Records that a form shows the submitted value at this position.
    pub(crate) fn take(&mut self, at: usize) {
        if self.taken.len() <= at {
            self.taken.resize(at + 1, false);
        }
        self.taken[at] = true;
    }

    pub(super) fn is_taken(&self, at: usize) -> bool {
        self.taken.get(at).is_some_and(|taken| *taken)
    }

    /// Returns whether this form is the first that could be the submitted one.
    pub(super) fn claim(&mut self, form: &str) -> bool {
        let is_first = self.claimed.get_or_insert_with(|| form.to_owned()) == form;
        self.is_doubtful |= !is_first;
        is_first
    }

    /// Returns whether the page has shown some of its outcome.
    pub(crate) fn was_read(&self) -> bool {
        self.outcome_seen || self.flash_seen
    }

    /// Resets the notes of a page that is not sent.
    pub(crate) fn unsee(&mut self) {
        self.outcome_seen = false;
        self.flash_seen = false;
        self.taken.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_form_that_could_be_the_one_is_and_a_second_one_makes_it_doubtful() {
        let mut notes = RenderNotes::default();
        assert!(notes.claim("edit-1") && notes.claim("edit-1"));
        assert!(!notes.is_doubtful);
        assert!(!notes.claim("edit-2"));
        assert!(notes.is_doubtful);
    }

    #[test]
    fn a_page_that_does_not_go_out_has_shown_nothing() {
        let mut notes = RenderNotes {
            outcome_seen: true,
            has_script: true,
            ..RenderNotes::default()
        };
        notes.take(3);
        notes.unsee();
        assert!(!notes.was_read() && !notes.is_taken(3));
        assert!(notes.has_script);
    }
}
