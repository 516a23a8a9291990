//! Step 6 of a request: a repeat receives the outcome of the first submission.

use std::sync::Arc;

use super::{Action, Invocation};
use crate::form::Digest;
use crate::guard::once::{Once, Ticket, Unfit};
use crate::guard::repeats::{Admission, Key, Lead};
use crate::guard::running::Whose;
use crate::outcome::{ActionOutcome, Error, ErrorKind};

/// What identifies a submission of an action, apart from its body.
pub(super) struct Submission<'c> {
    pub(super) call: &'c Invocation,
    /// The caller's key.
    pub(super) who: &'c str,
    pub(super) arguments: &'c str,
    /// The owner of the remembered outcomes, which are not shared with anyone else.
    pub(super) whose: Option<Whose<'c>>,
}

/// Whether this call runs the submission.
pub(super) enum First<'c> {
    Me(Mine<'c>),
    Was(Arc<ActionOutcome>),
    /// It cannot be determined.
    Refused(Error),
}

/// The right to run a submission.
pub(super) struct Mine<'c> {
    /// The entry that repeats wait for. `None` if the submission cannot be told from another
    /// client's.
    lead: Option<Lead<Arc<ActionOutcome>>>,
    /// The ticket of a form with the option `once`.
    once: Option<(&'c Once, Ticket)>,
}

impl Mine<'_> {
    /// Records that the action may have changed something from here on.
    pub(super) fn begins(&self) {
        if let Some((once, ticket)) = &self.once {
            once.begins(ticket);
        }
    }

    pub(super) fn finish(self, ended: &Arc<ActionOutcome>) {
        if let Some(lead) = self.lead {
            lead.done(Arc::clone(ended));
        }
    }
}

impl<'c> Submission<'c> {
    /// Finds out whether this is the first submission, and waits while the first one runs. `digest`
    /// is that of the body.
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
            // The runtime's id is new for each click, and the same when the browser repeats the
            // request.
            (false, _, Some(id)) => (&app.submissions, remembered(id, b"submission")),
            // Identical submissions of two anonymous clients are not a double click.
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
                Admission::First(lead) => {
                    // The submission has run, but its outcome is not remembered.
                    if let Some((known, ticket)) = &once
                        && let Err(unfit) = known.may_run(ticket)
                    {
                        return First::Refused(uncounted::<A>(unfit));
                    }
                    let lead = Some(lead);
                    return First::Me(Mine { lead, once });
                }
                Admission::Done(outcome) => return First::Was(outcome),
                // Without an outcome the first call was cancelled, and the next one becomes the
                // first.
                Admission::Wait(wait) => {
                    if let Some(outcome) = wait.outcome().await {
                        return First::Was(outcome);
                    }
                }
            }
        }
    }
}

fn uncounted<A: Action>(unfit: Unfit) -> Error {
    tracing::info!(target: "postback::refused", action = A::PATH, ?unfit, "the id of a form with `once` is not valid any more");
    Error::new(match unfit {
        Unfit::Unknown => ErrorKind::Stale,
        Unfit::Earlier | Unfit::Sent => ErrorKind::Forgotten,
    })
}
