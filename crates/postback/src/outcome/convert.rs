//! Conversion of an app's error types into outcomes (`map_error`), and of a value into a form.

use super::{Error, ErrorKind, Result};
use crate::form::{Form, FromForm};

type Mapping = Box<dyn Fn(&(dyn std::error::Error + 'static)) -> Option<Error> + Send + Sync>;

/// The app's mappings, in their order.
#[derive(Default)]
pub(crate) struct ErrorMap(Vec<Mapping>);

impl ErrorMap {
    pub(crate) fn add<E: std::error::Error + 'static>(
        &mut self,
        map: impl Fn(&E) -> Option<Error> + Send + Sync + 'static,
    ) {
        self.0
            .push(Box::new(move |error| map(error.downcast_ref()?)));
    }

    /// Applies the first mapping that recognises the error or one of its sources.
    pub(crate) fn apply(&self, kind: ErrorKind) -> Error {
        let ErrorKind::Failed(cause) = &kind else {
            return Error::new(kind);
        };
        let root: &(dyn std::error::Error + 'static) = &**cause;
        let mut chain = std::iter::successors(Some(root), |error| error.source());
        match chain.find_map(|error| self.0.iter().find_map(|map| map(error))) {
            Some(mapped) => mapped,
            None => Error::new(kind),
        }
    }
}

impl<T: FromForm> Form<T> {
    /// Validates a value and wraps it as a form, for a test or for a call from another action.
    ///
    /// # Errors
    ///
    /// Returns [`Invalid`](crate::Invalid) with every rule that the value breaks.
    ///
    /// ```
    /// use postback::{Form, FromForm};
    ///
    /// #[derive(FromForm, garde::Validate)]
    /// struct Name {
    ///     #[garde(length(utf16, min = 2))]
    ///     name: String,
    /// }
    ///
    /// assert!(Form::checked(Name { name: "Ada".to_owned() }).is_ok());
    /// assert!(Form::checked(Name { name: "A".to_owned() }).is_err());
    /// ```
    pub fn checked(value: T) -> Result<Self> {
        match value.check_rules() {
            Ok(()) => Ok(Self(value)),
            Err(errors) => Err(Error::invalid(errors)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Conflict, Invalid};
    use std::fmt;

    #[derive(Debug)]
    struct Taken;
    #[derive(Debug)]
    struct Wrapped(Taken);

    impl fmt::Display for Taken {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("taken")
        }
    }
    impl fmt::Display for Wrapped {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("wrapped")
        }
    }
    impl std::error::Error for Taken {}
    impl std::error::Error for Wrapped {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }

    fn map() -> ErrorMap {
        let mut map = ErrorMap::default();
        map.add(|_: &Taken| Some(Invalid::field("email", "is already in use")));
        map
    }

    #[test]
    fn an_error_is_found_plain_boxed_and_among_the_sources() {
        let boxed: Box<dyn std::error::Error + Send + Sync> = Box::new(Taken);
        for error in [
            Error::from(Taken),
            Error::from(Wrapped(Taken)),
            Error::from(boxed),
        ] {
            assert_eq!(map().apply(error.kind).status(), 422);
        }
    }

    #[test]
    fn other_errors_and_outcomes_stay_what_they_are() {
        assert_eq!(map().apply(Error::from("text").kind).status(), 500);
        assert_eq!(map().apply(Conflict::new("x").kind).status(), 409);
    }
}
