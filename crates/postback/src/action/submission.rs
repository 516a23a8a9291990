//! Step 6 of a request's life: a repeat gets the first one's outcome.

use std::sync::Arc;

use super::{Action, Invocation};
use crate::form::Digest;
use crate::guard::once::{Once, Ticket, Unfit};
use crate::guard::repeats::{Key, Lead, Turn};
use crate::guard::running::Whose;
use crate::outcome::{ActionOutcome, Error, ErrorKind};

/// What makes two submissions of an action the same, but for the body.
pub(super) struct Submission<'c> {
    pub(super) call: &'c Invocation,
    /// The caller's key.
    pub(super) who: &'c str,
    pub(super) arguments: &'c str,
    /// Who shares what is remembered with nobody else.
    pub(super) whose: Option<Whose<'c>>,
}

/// Who runs a submission.
pub(super) enum First<'c> {
    Me(Mine<'c>),
    Was(Arc<ActionOutcome>),
    /// It cannot be told.
    Refused(Error),
}

/// The run of a submission.
pub(super) struct Mine<'c> {
    /// `None` if it is a form that cannot be told from another's: there is nobody to tell.
    lead: Option<Lead<Arc<ActionOutcome>>>,
    /// Of a form that counts once.
    once: Option<(&'c Once, Ticket)>,
}

impl Mine<'_> {
    /// From here on it may have done something.
    pub(super) fn begins(&self) {
        if let Some((once, ticket)) = &self.once {
            once.begins(ticket);
        }
    }

    pub(super) fn ended(self, ended: &Arc<ActionOutcome>) {
        if let Some(lead) = self.lead {
            lead.done(Arc::clone(ended));
        }
    }
}

impl<'c> Submission<'c> {
    /// Waits for the first one while that runs. `digest` is that of the body.
    pub(super) async fn first<A: Action>(&self, digest: &Digest) -> First<'c> {
        let Invocation {
            app, render, page, ..
        } = self.call;
        let identity = [
            render.partition().unwrap_or_default().as_bytes(),
            self.who.as_bytes(),
            A::PATH.as_bytes(),
            self.arguments.as_bytes(),
            self.call.keyed.as_deref().unwrap_or_default().as_bytes(),
            digest,
        ];
        let remembered =
            |id: &str, kind: &[u8]| Key::of(identity.into_iter().chain([kind, id.as_bytes()]));
        let mut once = None;
        // A script gives each of its calls an id, and has no form that could have one.
        let is_counted = self.call.is_call && self.call.submission.is_some();
        let is_once = A::SETTINGS.once && !is_counted;
        let (table, key) = match (is_once, &self.call.once, &self.call.submission) {
            (true, id, _) => {
                let id = id.as_deref().unwrap_or_default();
                let key = remembered(id, b"once");
                match app.once_ids.ticket(&app.keys, id, A::PATH, key, self.whose) {
                    Ok(ticket) => once = Some((&app.once_ids, ticket)),
                    Err(unfit) => return First::Refused(uncounted::<A>(unfit)),
                }
                (&app.once, key)
            }
            // Its id is new for every click, and the same when the browser sends it again.
            (false, _, Some(id)) => (&app.submissions, remembered(id, b"submission")),
            // Two strangers who send the same are not one person who clicked twice.
            (false, _, None) if A::SETTINGS.public => {
                return First::Me(Mine { lead: None, once });
            }
            (false, _, None) => (
                &app.in_flight,
                Key::of(identity.into_iter().chain([page.as_bytes()])),
            ),
        };
        loop {
            match table.enter(key) {
                Turn::First(lead) => {
                    // Nobody runs it, and how it ended is not remembered.
                    if let Some((known, ticket)) = &once
                        && let Err(unfit) = known.may_run(ticket)
                    {
                        return First::Refused(uncounted::<A>(unfit));
                    }
                    let lead = Some(lead);
                    return First::Me(Mine { lead, once });
                }
                Turn::Done(outcome) => return First::Was(outcome),
                // Without an outcome the first one was cut off, and the next one is first.
                Turn::Wait(wait) => {
                    if let Some(outcome) = wait.outcome().await {
                        return First::Was(outcome);
                    }
                }
            }
        }
    }
}

fn uncounted<A: Action>(unfit: Unfit) -> Error {
    tracing::info!(target: "postback::refused", action = A::PATH, ?unfit, "a form that counts once has an id that is not good any more");
    Error::new(match unfit {
        Unfit::Unknown => ErrorKind::Stale,
        Unfit::Earlier | Unfit::Sent => ErrorKind::Forgotten,
    })
}
