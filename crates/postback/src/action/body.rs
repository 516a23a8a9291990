//! Step 5 of a request's life: the body, within the limits of the action and of the app.

use std::time::Duration;

use axum::body::Body;
use http::HeaderMap;

use super::Action;
use crate::context::App;
use crate::form::body::{self, BodyError, FilesTo, Reading};
use crate::form::{Digest, FromForm as _, Rows, Sent};
use crate::guard::running::{NoRoom, Slot, Whose};
use crate::outcome::{Error, ErrorKind};

/// The most bytes of a form without files, where nothing else is said.
const FORM: usize = 1 << 20;

/// What the texts beside files may have, where nothing else is said.
const TEXT: u64 = 64 << 10;

/// A refusal that read nothing may still read this much, to put the values back into the form. It is what a
/// form without files may have where nothing else is said: of less a part would come back, and a form that
/// is sent again from a part of what was typed is another one.
const ECHO_LIMIT: usize = 1 << 20;
const ECHO_TIME: Duration = Duration::from_secs(2);

/// Reads it into `sent`, and gives its digest, and how the action counts the rows of its lists.
///
/// # Errors
///
/// How the call ends if it cannot be read. What could be read is in `sent` all the same.
pub(super) async fn read<A: Action>(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    slot: &Slot,
    whose: Option<Whose<'_>>,
    sent: &mut Sent,
) -> Result<(Digest, Rows), Error> {
    let most = limit::<A>();
    let waits = || slot.step_aside();
    let reading = Reading {
        most,
        text: most,
        limits: &app.limits,
        places: &app.places,
        whose,
        waits: Some(&waits),
        files: A::Form::MULTIPART.then_some(FilesTo {
            uploads: &app.uploads,
            rules: A::Form::file,
        }),
    };
    let read = body::read(headers, body, reading, sent).await;
    let rows = sent.renumber();
    let digest = read.map_err(|error| refused(A::PATH, error))?;
    slot.come_back().map_err(|NoRoom| busy(app, A::PATH))?;
    Ok((digest, rows))
}

/// The values of a body that nobody will act on, as far as they come in little time.
pub(crate) async fn echoed(app: &App, headers: &HeaderMap, body: Body) -> Sent {
    echoed_to(app, headers, body, None, None).await
}

/// The same for somebody who is known; `waits` is called when the sender has to be waited for.
pub(crate) async fn echoed_to(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    whose: Option<Whose<'_>>,
    waits: Option<&(dyn Fn() + Sync)>,
) -> Sent {
    let reading = body::Reading {
        most: ECHO_LIMIT,
        text: ECHO_LIMIT,
        limits: &app.limits,
        places: &app.places,
        whose,
        waits,
        files: None,
    };
    let mut sent = Sent::default();
    let read = body::read(headers, body, reading, &mut sent);
    // However it ends, what came is there.
    drop(tokio::time::timeout(ECHO_TIME, read).await);
    sent.renumber();
    sent
}

/// For what finds no room to run in.
pub(super) fn busy(app: &App, action: &str) -> Error {
    let limit = app.running.most();
    tracing::info!(target: "postback::refused", action, setting = "`Limits::running`", limit, "no room for one more action");
    Error::new(ErrorKind::Busy)
}

fn refused(action: &str, error: BodyError) -> Error {
    let (setting, limit) = error.limit().unzip();
    tracing::info!(target: "postback::refused", action, limit, setting, status = error.status().as_u16(), "the body could not be read");
    match error {
        BodyError::TooLarge(exceeded) => Error::new(ErrorKind::TooLarge(exceeded)),
        BodyError::Busy(_) | BodyError::NoRoom(_) | BodyError::TooManyFiles(_) => {
            Error::new(ErrorKind::Busy)
        }
        BodyError::Disk(cause) => Error::from(cause),
        other => Error::refused(other.status(), other.to_string()),
    }
}

/// The most bytes of a body: what is said, or what its files may have and some text.
pub(super) fn limit<A: Action>() -> usize {
    let derived = || match A::Form::file_bytes() {
        0 => FORM,
        files => usize::try_from(files.saturating_add(TEXT)).unwrap_or(usize::MAX),
    };
    A::SETTINGS.body.unwrap_or_else(derived)
}
