//! Step 5 of a request: the body, within the limits of the action and the app.

use std::time::Duration;

use axum::body::Body;
use http::HeaderMap;

use super::Action;
use crate::context::App;
#[cfg(feature = "uploads")]
use crate::form::body::FilesTo;
use crate::form::body::{self, BodyError, Reading};
use crate::form::{Digest, FromForm as _, Rows, Sent};
use crate::guard::running::{NoRoom, Slot, Whose};
use crate::outcome::{Error, ErrorKind};

/// The default limit for the body of a form without files, in bytes.
const FORM: usize = 1 << 20;

/// The default limit for the text values beside files, in bytes.
const TEXT: u64 = 64 << 10;

/// The most bytes that are read of a refused request, to show the values in the form again. It
/// equals the default limit of a form without files: with less, only a part of the values would
/// return, and submitting it again would send a different form.
const ECHO_LIMIT: usize = 1 << 20;
const ECHO_TIME: Duration = Duration::from_secs(2);

/// Reads the body into `sent`, and returns its digest and the numbering of rows as the action sees
/// it.
///
/// # Errors
///
/// Returns the outcome of the call if the body cannot be read. `sent` then contains what could be
/// read.
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
        #[cfg(feature = "uploads")]
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

/// Reads the values of a refused request, as far as they arrive in a short time.
pub(crate) async fn echoed(app: &App, headers: &HeaderMap, body: Body) -> Sent {
    echoed_to(app, headers, body, None, None).await
}

/// The same on behalf of `whose`; `waits` is called when the client has to be waited for.
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
        #[cfg(feature = "uploads")]
        files: None,
    };
    let mut sent = Sent::default();
    let read = body::read(headers, body, reading, &mut sent);
    // Whether the body ended or the time did, `sent` has what arrived.
    drop(tokio::time::timeout(ECHO_TIME, read).await);
    sent.renumber();
    sent
}

/// Returns the outcome of a call for which there is no room to run.
pub(super) fn busy(app: &App, action: &str) -> Error {
    let limit = app.running.most();
    tracing::info!(target: "postback::refused", action, setting = "`Limits::concurrent_actions`", limit, "too many actions are running");
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

/// Returns the largest size of a body in bytes: the declared one, or the sum of the file limits
/// plus some text.
pub(super) fn limit<A: Action>() -> usize {
    let derived = || match A::Form::file_bytes() {
        0 => FORM,
        files => usize::try_from(files.saturating_add(TEXT)).unwrap_or(usize::MAX),
    };
    A::SETTINGS.body.unwrap_or_else(derived)
}
