//! [`Shown`]: the outcome that a page shows.

use std::sync::Arc;

use super::notes::RenderNotes;
use crate::form::is_marker;
use crate::outcome::{ActionOutcome, OutcomeKind};

/// The outcome that a page shows. Its [`RenderNotes`] record how much of it was rendered.
pub(crate) struct Shown {
    pub(crate) ended: Arc<ActionOutcome>,
    /// The cookie that carried it, which is removed once it was shown.
    pub(crate) cookie: Option<StateCookie>,
    /// Whether a form that could be the submitted one, where its arguments are unknown, shows the
    /// outcome.
    pub(super) may_claim: bool,
}

/// The name of a state cookie, its expiry, and its host.
pub(crate) struct StateCookie {
    pub(crate) name: String,
    /// Unix seconds; 0 for an unreadable cookie.
    pub(crate) until: i64,
    pub(crate) host: Option<String>,
}

impl Shown {
    pub(crate) fn new(ended: Arc<ActionOutcome>, cookie: Option<StateCookie>) -> Self {
        Self {
            ended,
            cookie,
            may_claim: true,
        }
    }

    /// Returns the outcome for the page after an action.
    pub(crate) fn after(ended: Arc<ActionOutcome>, may_claim: bool) -> Self {
        Self {
            ended,
            cookie: None,
            may_claim,
        }
    }

    /// Returns whether a part of the outcome is still to be shown.
    pub(crate) fn is_owed(&self, notes: &RenderNotes) -> bool {
        let problem = matches!(self.ended.end, OutcomeKind::Error(_)) && !notes.outcome_seen;
        let flash = self.ended.flash.is_some() && !notes.flash_seen;
        problem || flash || self.values_left(notes).next().is_some()
    }

    /// Returns the values of a refused form that no form of the page shows.
    pub(crate) fn values_left<'s>(
        &'s self,
        notes: &'s RenderNotes,
    ) -> impl Iterator<Item = &'s (String, String)> {
        let refused = matches!(self.ended.end, OutcomeKind::Error(_));
        let values = self.ended.kept.values.iter().filter(move |_| refused);
        let values = values.flat_map(|values| values.iter()).enumerate();
        let left = values.filter(|(at, _)| !notes.is_taken(*at));
        left.map(|(_, pair)| pair)
            .filter(|(name, value)| !is_marker(name) && !value.trim().is_empty())
    }
}
