//! What a page notes while it renders.

/// What a page, or the action that ran in its place, has noted on the way. The service gets it as one value
/// ([`RenderContext::notes`](super::RenderContext::notes)), which is whole once the body has come to its end.
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says one thing that a page may do, and none excludes another"
)]
pub(crate) struct RenderNotes {
    /// It holds something that is good for one visitor and one submission.
    pub(crate) for_one_visitor: bool,
    /// It loads the runtime, which is told what it shows.
    pub(crate) has_script: bool,
    /// `page(..)` has taken the action over, if it was an action that was asked for.
    pub(crate) is_taken_over: bool,
    /// The ids that it gives to scripts, as JSON.
    #[cfg(feature = "typescript")]
    pub(crate) actions: Option<std::sync::Arc<str>>,
    /// The function of the action was called.
    pub(crate) has_begun: bool,
    /// Several forms could be the one that was sent, and the first shows what was typed into another
    /// perhaps: the page is rendered once more, and nobody shows it.
    pub(crate) is_doubtful: bool,
    /// Somebody has looked at the outcome.
    pub(super) outcome_seen: bool,
    pub(super) flash_seen: bool,
    /// The form that could be the one that was sent, where nothing tells; there may be several.
    claimed: Option<String>,
    /// Which of the submitted values a form of the page holds.
    taken: Vec<bool>,
}

impl RenderNotes {
    /// A form of the page holds the submitted value at this place.
    pub(crate) fn take(&mut self, at: usize) {
        if self.taken.len() <= at {
            self.taken.resize(at + 1, false);
        }
        self.taken[at] = true;
    }

    pub(super) fn is_taken(&self, at: usize) -> bool {
        self.taken.get(at).is_some_and(|taken| *taken)
    }

    /// Whether this form, or nobody yet, has said that it could be the one that was sent.
    pub(super) fn claim(&mut self, form: &str) -> bool {
        let is_first = self.claimed.get_or_insert_with(|| form.to_owned()) == form;
        self.is_doubtful |= !is_first;
        is_first
    }

    /// Whether the page read something of the outcome that it shows.
    pub(crate) fn was_read(&self) -> bool {
        self.outcome_seen || self.flash_seen
    }

    /// The page that has read it does not go out.
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
