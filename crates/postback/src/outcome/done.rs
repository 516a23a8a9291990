//! `Done`: success, with a value for the page that answers.

use std::sync::Arc;

use axum::BoxError;
use axum::response::IntoResponseParts;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Error, ErrorKind, Extras, OutcomeKind, Redirect, Target, Value};

/// Success with something beside the value: `Ok(Done::new(saved).with(cookies).flash("Saved"))`.
///
/// ```
/// # use postback::{Done, Result};
/// async fn save() -> Result<Done<u32>> {
///     Ok(Done::new(42).flash("Saved"))
/// }
/// ```
///
/// # What is too large for a cookie
///
/// A plain POST is answered with a redirect to the page, and value and message go along in a sealed cookie
/// of at most 3 KiB. What it does not hold is not lost. The value of a success is then shown by the answer
/// to the POST itself, with 200, unless the page is gone by then: that answers 404 after the redirect. A
/// message with a [`Redirect`] stands on a plain page of its own, which leads on by a link.
///
/// Such an answer is the current page until the person goes on: at a reload the browser asks whether to
/// send the form again, and if so the action runs again. One that says `once` answers with the first
/// outcome for ten minutes.
#[derive(Debug)]
#[must_use = "an outcome does something only when it is returned"]
pub struct Done<T> {
    value: T,
    extras: Extras,
}

impl<T> Done<T> {
    /// Success with this value, which the page reads with `form.done()`.
    pub fn new(value: T) -> Self {
        Self {
            value,
            extras: Extras::default(),
        }
    }

    /// Sends cookies and headers along, for example a `CookieJar`.
    pub fn with(mut self, parts: impl IntoResponseParts) -> Self {
        self.extras.add(parts);
        self
    }

    /// A message for the person, shown once on the page that answers.
    pub fn flash(mut self, text: impl Into<String>) -> Self {
        self.extras.flash = Some(text.into());
        self
    }
}

/// What an action may return: `Result<T, E>`, where `T` is a value, [`Done`] or [`Redirect`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be what an action returns",
    label = "return `postback::Result<T>`",
    note = "`T` is `()`, `Redirect`, `Done<T>`, or a type with `#[derive(Serialize, Deserialize)]`; \
            a page is answered by the page's own GET handler, not by the action"
)]
pub trait Outcome: Send + 'static {
    /// What `form.done()` gives on the page that answers.
    type Value: DeserializeOwned + Send + Sync + 'static;

    #[doc(hidden)]
    fn into_end(self) -> RawOutcome;
}

/// What stands in the `Ok` of an action: a value, [`Done`] or [`Redirect`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the success of an action",
    label = "not a value that can travel to the page",
    note = "derive `serde::Serialize` and `serde::Deserialize` for it, or return `()`, `Done<T>` or `Redirect`"
)]
pub trait IntoDone: Send + 'static {
    /// What `form.done()` gives on the page that answers.
    type Value: DeserializeOwned + Send + Sync + 'static;

    #[doc(hidden)]
    fn into_end(self) -> RawOutcome;
}

/// Keeps the inner types out of the public traits.
#[doc(hidden)]
pub struct RawOutcome(pub(crate) OutcomeKind, pub(crate) Extras);

#[diagnostic::do_not_recommend]
impl<T: IntoDone, E: Into<Error> + Send + 'static> Outcome for Result<T, E> {
    type Value = T::Value;

    fn into_end(self) -> RawOutcome {
        match self {
            Ok(done) => done.into_end(),
            Err(error) => RawOutcome::from(error.into()),
        }
    }
}

impl From<Error> for RawOutcome {
    fn from(error: Error) -> Self {
        let extras = error.extras.map(|extras| *extras).unwrap_or_default();
        match error.kind {
            ErrorKind::Redirect(redirect) => {
                let replace = redirect.replaces();
                let (target, mut inner) = redirect.into_parts();
                inner.merge(extras);
                let end = redirected(target, false, replace);
                Self(end, inner)
            }
            kind => Self(OutcomeKind::Error(kind), extras),
        }
    }
}

fn succeeded<T: Serialize + Send + Sync + 'static>(value: T, extras: Extras) -> RawOutcome {
    match Value::live(value) {
        Ok(value) => RawOutcome(OutcomeKind::Done(value), extras),
        Err(error) => RawOutcome(unshown(error, true), extras),
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> IntoDone for T {
    type Value = T;

    fn into_end(self) -> RawOutcome {
        succeeded(self, Extras::default())
    }
}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> IntoDone for Done<T> {
    type Value = T;

    fn into_end(self) -> RawOutcome {
        succeeded(self.value, self.extras)
    }
}

impl IntoDone for Redirect {
    type Value = ();

    fn into_end(self) -> RawOutcome {
        let replace = self.replaces();
        let (target, extras) = self.into_parts();
        RawOutcome(redirected(target, true, replace), extras)
    }
}

/// What has happened, and cannot be shown.
fn unshown(cause: impl Into<BoxError>, done: bool) -> OutcomeKind {
    let cause = Arc::from(cause.into());
    OutcomeKind::Error(ErrorKind::Unshown { cause, done })
}

fn redirected(target: Result<Target, &'static str>, done: bool, replace: bool) -> OutcomeKind {
    match target {
        Ok(target) => OutcomeKind::Redirect {
            target,
            done,
            replace,
        },
        Err(reason) => unshown(reason, done),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_live_and_after_the_journey() {
        let value = Value::live(vec![1_u8, 2]).unwrap();
        assert_eq!(value.get::<Vec<u8>>(), Some(&vec![1, 2]));
        let travelled = Value::from_json(value.json());
        assert_eq!(travelled.get::<Vec<u8>>(), Some(&vec![1, 2]));
    }

    #[test]
    fn a_value_of_another_type_is_nothing() {
        assert_eq!(Value::from_json("\"text\"").get::<Vec<u8>>(), None);
        assert_eq!(Value::live(1_u8).unwrap().get::<String>(), None);
    }
}
