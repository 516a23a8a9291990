//! Step 6 of a request's life: a repeat gets the first one's outcome.

use std::sync::Arc;

use super::{Action, Call};
use crate::form::Digest;
use crate::guard::once::Unfit;
use crate::guard::repeats::{Key, Lead, Turn};
use crate::outcome::{Ended, Error, Kind};

/// What makes two submissions of an action the same, but for the body.
pub(super) struct Submission<'c> {
    pub(super) call: &'c Call,
    /// The caller's key.
    pub(super) who: &'c str,
    pub(super) arguments: &'c str,
}

/// Who runs a submission.
pub(super) enum First {
    /// This one, with nobody to tell if it is a form that cannot be told from another's.
    Me(Option<Lead<Arc<Ended>>>),
    Was(Arc<Ended>),
    /// It cannot be told.
    Refused(Error),
}

impl Submission<'_> {
    /// Waits for the first one while that runs. `digest` is that of the body.
    pub(super) async fn first<A: Action>(&self, digest: &Digest) -> First {
        let Call {
            app, visit, page, ..
        } = self.call;
        let identity = [
            visit.partition().unwrap_or_default().as_bytes(),
            self.who.as_bytes(),
            A::PATH.as_bytes(),
            self.arguments.as_bytes(),
            self.call.keyed.as_deref().unwrap_or_default().as_bytes(),
            digest,
        ];
        let remembered =
            |id: &str, kind: &[u8]| Key::of(identity.into_iter().chain([kind, id.as_bytes()]));
        let (table, key) = match (A::SETTINGS.once, &self.call.once, &self.call.submission) {
            (true, id, _) => {
                let id = id.as_deref().unwrap_or_default();
                if let Err(unfit) = app.once_ids.check(&app.keys, id) {
                    return First::Refused(uncounted::<A>(unfit));
                }
                (&app.once, remembered(id, b"once"))
            }
            // Its id is new for every click, and the same when the browser sends it again.
            (false, _, Some(id)) => (&app.submissions, remembered(id, b"submission")),
            // Two strangers who send the same are not one person who clicked twice.
            (false, _, None) if A::SETTINGS.public => return First::Me(None),
            (false, _, None) => (
                &app.in_flight,
                Key::of(identity.into_iter().chain([page.as_bytes()])),
            ),
        };
        loop {
            match table.enter(key) {
                Turn::First(lead) => return First::Me(Some(lead)),
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
    tracing::info!(target: "postback::refused", action = A::PATH, ?unfit, "a form that counts once has an id of which nothing is remembered");
    Error::new(match unfit {
        Unfit::Unknown => Kind::Stale,
        Unfit::Earlier => Kind::Forgotten,
    })
}
