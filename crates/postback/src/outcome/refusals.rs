//! The unsuccessful outcomes that an action chooses, with a sentence for the visitor.

use std::sync::Arc;
use std::time::Duration;

use super::{Error, ErrorKind};
use crate::form::FieldError;
use crate::wording::IN_USE;

/// The outcome "the form is invalid": status 422, on the same page, which keeps everything that was
/// typed.
///
/// Forms that break their rules end like this automatically. Use this type for errors that only the
/// action can detect.
///
/// ```
/// use postback::Invalid;
/// let error = Invalid::form("Wrong email or password");
/// let error = Invalid::field("email", "is already in use").and("name", "is taken");
/// ```
#[derive(Debug)]
pub enum Invalid {}

impl Invalid {
    /// Returns an error of one field, named as in the form (`email`, `items[0].name`).
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Error {
        invalid(field.into(), message.into())
    }

    /// Returns an error of the form as a whole.
    pub fn form(message: impl Into<String>) -> Error {
        invalid(String::new(), message.into())
    }

    /// Converts the violation of a unique constraint into an error of its field: "is already in use".
    ///
    /// It searches the text of the error and of its sources for the constraint, as a whole word
    /// beside "unique" or "duplicate": `users_email_key` in `PostgreSQL`, `users.email` in `SQLite`
    /// and `MySQL`. It returns `None` for every other error.
    ///
    /// ```
    /// # use postback::Invalid;
    /// # let error = std::io::Error::other("UNIQUE constraint failed: users.email");
    /// assert!(Invalid::unique(&error, "users.email", "email").is_some());
    /// assert!(Invalid::unique(&error, "users.name", "name").is_none());
    /// ```
    #[must_use]
    pub fn unique(
        error: &(dyn std::error::Error + 'static),
        constraint: &str,
        field: &str,
    ) -> Option<Error> {
        let chain = std::iter::successors(Some(error), |error| error.source());
        chain
            .map(ToString::to_string)
            .any(|text| violates(&text, constraint))
            .then(|| Self::field(field, IN_USE))
    }
}

fn violates(text: &str, constraint: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    (lower.contains("unique") || lower.contains("duplicate"))
        && text
            .split(|c: char| !part(c))
            .any(|word| !constraint.is_empty() && word == constraint)
}

fn invalid(field: String, message: String) -> Error {
    Error::invalid(vec![FieldError { field, message }])
}

/// The outcome "another user changed it meanwhile": status 409, on the same page, which keeps
/// everything that was typed.
///
/// If two users open the same row, the second to save would undo the changes of the first. To
/// detect this, bind a version of the row to the form, and only update the row if it still has that
/// version. The page that answers fills the form as always. Below each field whose stored value
/// differs from the typed one it shows "Saved in the meantime" with that value
/// ([`Field::meanwhile`](crate::Field::meanwhile)). This page has bound the new version, so the
/// user can compare, and submitting it again overwrites the stored values deliberately.
///
/// ```
/// # use postback::{action, Arg, Conflict, Form, FromForm, Html, Page, Result};
/// # #[derive(FromForm)] pub struct Note { text: String }
/// # fn note(_: i64) -> (i64, Note) { (1, Note { text: String::new() }) }
/// # async fn update_if(_: i64, _: i64, _: &Note) -> Result<bool> { Ok(true) }
/// #[action(public)]
/// pub async fn save(Arg(id): Arg<i64>, Arg(version): Arg<i64>, Form(note): Form<Note>) -> Result<()> {
///     // UPDATE notes SET text = ?, version = version + 1 WHERE id = ? AND version = ?
///     if update_if(id, version, &note).await? {
///         Ok(())
///     } else {
///         Err(Conflict::new("Somebody else has saved this note meanwhile. Press Save to replace it."))
///     }
/// }
///
/// async fn edit(page: Page) -> Html {
///     let (version, note) = note(7);
///     // The form is known by its key: its version is another one by the time that it is shown again.
///     let form = page.form::<save>().bind((7, version)).keyed(7).fill(&note);
///     form.open(form.fields().text.labelled("Text"))
/// }
/// # fn main() {}
/// ```
#[derive(Debug)]
pub enum Conflict {}

impl Conflict {
    /// Returns the outcome, with a sentence that tells the visitor what changed and what to do.
    #[allow(
        clippy::new_ret_no_self,
        reason = "an outcome is an `Error`; `Conflict` is only its name"
    )]
    pub fn new(message: impl Into<Arc<str>>) -> Error {
        Error::new(ErrorKind::Conflict(message.into()))
    }
}

/// The outcome "too often": status 429 with `Retry-After`, on the same page, which keeps everything
/// that was typed and says how long to wait.
///
/// Actions with a `rate` end like this automatically. Use this type for limits that only the app
/// knows.
///
/// ```
/// use std::time::Duration;
/// use postback::Limited;
///
/// fn may_ask(asked_today: u32) -> postback::Result<()> {
///     if asked_today < 3 { Ok(()) } else { Err(Limited::after(Duration::from_secs(3600))) }
/// }
/// assert_eq!(may_ask(3).unwrap_err().status(), 429);
/// ```
#[derive(Debug)]
pub enum Limited {}

impl Limited {
    /// Returns the outcome with the time after which the action may be called again. The visitor
    /// reads it in whole seconds, minutes or hours, rounded up, and at least one second.
    pub fn after(wait: Duration) -> Error {
        Error::new(ErrorKind::Limited { wait })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_violation_is_found_by_the_whole_name_of_its_constraint() {
        let postgres = "error returned from database: duplicate key value violates unique constraint \"users_email_key\"";
        assert!(violates(postgres, "users_email_key"));
        assert!(!violates(postgres, "users_email"));
        assert!(violates(
            "Duplicate entry 'a@b' for key 'users.email'",
            "users.email"
        ));
        assert!(!violates(
            "CHECK constraint failed: users.email",
            "users.email"
        ));
        assert!(!violates("UNIQUE constraint failed: x", ""));
    }
}
