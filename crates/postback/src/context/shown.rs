//! The outcome that a page shows.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::form::is_marker;
use crate::outcome::{End, Ended};

/// The outcome that a page shows, and what of it somebody has looked at.
pub(crate) struct Shown {
    pub(crate) ended: Arc<Ended>,
    /// It came in this cookie, which goes when it has been read.
    pub(crate) cookie: Option<StateCookie>,
    outcome_seen: AtomicBool,
    flash_seen: AtomicBool,
    /// The form that could be the one that was sent, where nothing tells; there may be several.
    claimed: OnceLock<String>,
    is_doubtful: AtomicBool,
    may_claim: bool,
    /// Which of the submitted values a form of the page holds.
    taken: Arc<[AtomicBool]>,
}

/// In which cookie something came, until when it is good, and to which host.
pub(crate) struct StateCookie {
    pub(crate) name: String,
    /// Unix seconds; 0 for one that could not be read.
    pub(crate) until: i64,
    pub(crate) host: Option<String>,
}

impl Shown {
    pub(crate) fn new(ended: Arc<Ended>, cookie: Option<StateCookie>) -> Self {
        let values = ended.kept.values.iter().flat_map(|values| values.iter());
        let taken = values.map(|_| AtomicBool::new(false)).collect();
        Self {
            taken,
            ended,
            cookie,
            outcome_seen: AtomicBool::new(false),
            flash_seen: AtomicBool::new(false),
            claimed: OnceLock::new(),
            is_doubtful: AtomicBool::new(false),
            may_claim: true,
        }
    }

    /// For the page after an action.
    pub(crate) fn after(ended: Arc<Ended>, may_claim: bool) -> Self {
        Self {
            may_claim,
            ..Self::new(ended, None)
        }
    }

    /// For a form that could be the one that was sent, where nothing tells: it is, if it is the only one.
    pub(crate) fn claim(&self, form: &str) -> bool {
        let is_first = self.claimed.get_or_init(|| form.to_owned()) == form;
        if !is_first {
            self.is_doubtful.store(true, Ordering::Relaxed);
        }
        is_first && self.may_claim
    }

    /// Several forms could be the one that was sent, and the first shows what was typed into another
    /// perhaps: the page is rendered once more, and nobody shows it.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.may_claim && self.is_doubtful.load(Ordering::Relaxed)
    }

    /// True for the first who looks.
    pub(crate) fn see_outcome(&self) -> bool {
        !self.outcome_seen.swap(true, Ordering::Relaxed)
    }

    pub(crate) fn see_flash(&self) -> Option<&str> {
        let flash = self.ended.flash.as_deref()?;
        (!self.flash_seen.swap(true, Ordering::Relaxed)).then_some(flash)
    }

    /// Whether the page read something of it.
    pub(crate) fn was_read(&self) -> bool {
        self.outcome_seen.load(Ordering::Relaxed) || self.flash_seen.load(Ordering::Relaxed)
    }

    /// The page that has read it does not go out.
    pub(crate) fn unsee(&self) {
        self.outcome_seen.store(false, Ordering::Relaxed);
        self.flash_seen.store(false, Ordering::Relaxed);
        for taken in self.taken.iter() {
            taken.store(false, Ordering::Relaxed);
        }
    }

    /// Whether there is something left that the person has to know.
    pub(crate) fn is_owed(&self) -> bool {
        let problem =
            matches!(self.ended.end, End::Error(_)) && !self.outcome_seen.load(Ordering::Relaxed);
        let flash = self.ended.flash.is_some() && !self.flash_seen.load(Ordering::Relaxed);
        problem || flash || self.values_left().next().is_some()
    }

    /// For the form that shows what was submitted: it says of each value that it has it.
    pub(crate) fn taken(&self) -> &Arc<[AtomicBool]> {
        &self.taken
    }

    /// What the person entered into a form that was refused, and no form of the page shows.
    pub(crate) fn values_left(&self) -> impl Iterator<Item = &(String, String)> {
        let refused = matches!(self.ended.end, End::Error(_));
        let values = self.ended.kept.values.iter().filter(move |_| refused);
        let values = values.flat_map(|values| values.iter()).zip(&*self.taken);
        let left = values.filter(|(_, taken)| !taken.load(Ordering::Relaxed));
        left.map(|(pair, _)| pair)
            .filter(|(name, value)| !is_marker(name) && !value.trim().is_empty())
    }
}
