//! The outcomes that an action chooses with words for the person.

use std::sync::Arc;

use super::{Error, Kind};
use crate::form::FieldError;

/// The outcome "the form is not right": status 422, the same page, everything typed is kept.
///
/// Forms that break their rules end like this by themselves; these are for what only the action
/// can know.
///
/// ```
/// use postback::Invalid;
/// let error = Invalid::form("Wrong email or password");
/// let error = Invalid::field("email", "is already used").and("name", "is taken");
/// ```
#[derive(Debug)]
pub enum Invalid {}

impl Invalid {
    /// An error of one field, named as in the form (`email`, `items[0].name`).
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Error {
        invalid(field.into(), message.into())
    }

    /// An error of the form as a whole.
    pub fn form(message: impl Into<String>) -> Error {
        invalid(String::new(), message.into())
    }

    /// Turns the violation of a unique constraint into an error of its field: "is already used".
    ///
    /// The constraint is looked for in the text of the error and of its sources, as a whole word
    /// beside "unique" or "duplicate": `users_email_key` in `PostgreSQL`, `users.email` in `SQLite`
    /// and `MySQL`. `None` for every other error.
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
            .then(|| Self::field(field, "is already used"))
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

/// The outcome "somebody changed it meanwhile": status 409, the same page, everything typed is kept.
#[derive(Debug)]
pub enum Conflict {}

impl Conflict {
    /// With a sentence that tells the person what changed and what to do.
    #[allow(
        clippy::new_ret_no_self,
        reason = "an outcome is an `Error`; `Conflict` is only its name"
    )]
    pub fn new(message: impl Into<Arc<str>>) -> Error {
        Error::new(Kind::Conflict(message.into()))
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
