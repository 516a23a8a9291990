//! [`Done`]: success with a value for the page that answers.

use std::sync::Arc;

use axum::BoxError;
use axum::response::IntoResponseParts;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Error, ErrorKind, Extras, OutcomeKind, Redirect, Target, Value};

/// A success with extras besides its value: `Ok(Done::new(saved).with(cookies).flash("Saved"))`.
///
/// ```
/// # use postback::{Done, Result};
/// async fn save() -> Result<Done<u32>> {
///     Ok(Done::new(42).flash("Saved"))
/// }
/// ```
///
/// # Values that are too large for a cookie
///
/// A plain POST is answered with a redirect to the page. The value and the message travel in a
/// sealed cookie of at most 3 KiB. If they do not fit, the response to the POST renders the page
/// itself, with 200, and shows the value of the success (if the page is gone by then, the response
/// is a redirect, which leads to the 404). A message with a [`Redirect`] is shown on a plain page
/// that links to the target.
///
/// Such a response remains the current page until the visitor navigates. On a reload the browser
/// asks whether to submit the form again, and then the action runs again. An action with the option
/// `once` answers with the first outcome for ten minutes.
#[derive(Debug)]
#[must_use = "an outcome does something only when it is returned"]
pub struct Done<T> {
    value: T,
    extras: Extras,
}

impl<T> Done<T> {
    /// Creates a success with this value, which the page reads with `form.done()`.
    pub fn new(value: T) -> Self {
        Self {
            value,
            extras: Extras::default(),
        }
    }

    /// Adds cookies and headers to the response, for example a `CookieJar`.
    pub fn with(mut self, parts: impl IntoResponseParts) -> Self {
        self.extras.add(parts);
        self
    }

    /// Sets a message for the visitor, shown once on the page that answers.
    pub fn flash(mut self, text: impl Into<String>) -> Self {
        self.extras.flash = Some(text.into());
        self
    }
}

/// A type that an action can return: `Result<T, E>`, where `T` is a value, [`Done`] or
/// [`Redirect`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be what an action returns",
    label = "return `postback::Result<T>`",
    note = "`T` is `()`, `Redirect`, `Done<T>`, or a type with `#[derive(Serialize, Deserialize)]`; \
            an action returns no page, because the GET handler of the page renders it"
)]
pub trait Outcome: Send + 'static {
    /// The type of `form.done()` on the page that answers.
    type Value: DeserializeOwned + Send + Sync + 'static;

    #[doc(hidden)]
    fn into_end(self) -> RawOutcome;
}

/// A type in the `Ok` of an action: a value, [`Done`] or [`Redirect`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the success of an action",
    label = "not a value that can travel to the page",
    note = "derive `serde::Serialize` and `serde::Deserialize` for it, or return `()`, `Done<T>` or `Redirect`"
)]
pub trait IntoDone: Send + 'static {
    /// The type of `form.done()` on the page that answers.
    type Value: DeserializeOwned + Send + Sync + 'static;

    #[doc(hidden)]
    fn into_end(self) -> RawOutcome;
}

/// Keeps private types out of the public traits.
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

/// Returns the outcome of an action whose result cannot be shown.
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
