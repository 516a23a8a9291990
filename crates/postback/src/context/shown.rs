//! The outcome that a page shows.

use std::sync::Arc;

use super::notes::RenderNotes;
use crate::form::is_marker;
use crate::outcome::{ActionOutcome, OutcomeKind};

/// The outcome that a page shows. What of it somebody has looked at is in its [`RenderNotes`].
pub(crate) struct Shown {
    pub(crate) ended: Arc<ActionOutcome>,
    /// It came in this cookie, which goes when it has been read.
    pub(crate) cookie: Option<StateCookie>,
    /// A form that could be the one that was sent, where nothing tells, shows what came of it.
    pub(super) may_claim: bool,
}

/// In which cookie something came, until when it is good, and to which host.
pub(crate) struct StateCookie {
    pub(crate) name: String,
    /// Unix seconds; 0 for one that could not be read.
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

    /// For the page after an action.
    pub(crate) fn after(ended: Arc<ActionOutcome>, may_claim: bool) -> Self {
        Self {
            ended,
            cookie: None,
            may_claim,
        }
    }

    /// Whether there is something left that the person has to know.
    pub(crate) fn is_owed(&self, notes: &RenderNotes) -> bool {
        let problem = matches!(self.ended.end, OutcomeKind::Error(_)) && !notes.outcome_seen;
        let flash = self.ended.flash.is_some() && !notes.flash_seen;
        problem || flash || self.values_left(notes).next().is_some()
    }

    /// What the person entered into a form that was refused, and no form of the page shows.
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
