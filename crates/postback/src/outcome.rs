//! How an action ends: one closed set of outcomes, with the same meaning in a plain POST, an
//! enhanced request, tests and the log.

mod action_outcome;
mod buffered;
mod convert;
mod done;
mod error;
mod error_kind;
mod error_page;
mod extras;
mod place;
mod redirect;
mod refusals;
mod typed;
mod value;
mod weight;

pub(crate) use self::done::RawOutcome;
pub use self::done::{Done, IntoDone, Outcome};
pub use self::error::{Error, Result};
pub use self::error_page::ErrorPage;
pub(crate) use self::error_page::Look;
pub(crate) use self::place::{Place, origin};
pub use self::redirect::Redirect;
pub(crate) use self::redirect::{Target, see_other};
pub use self::refusals::{Conflict, Invalid, Limited};

pub(crate) use self::action_outcome::{ActionOutcome, OutcomeKind};
pub(crate) use self::buffered::{Buffered, asks_to_sign_in};
pub(crate) use self::convert::ErrorMap;
pub(crate) use self::error::{PageError, StandsIn};
pub(crate) use self::error_kind::ErrorKind;
pub(crate) use self::extras::{Extras, append};
#[cfg(feature = "typescript")]
pub(crate) use self::typed::to_string as typed_json;
pub(crate) use self::value::Value;

#[allow(
    non_upper_case_globals,
    reason = "these two are written like the other outcomes: `Err(NotFound)`"
)]
mod constants {
    use super::{Error, ErrorKind};

    /// The outcome "this does not exist (any more)": status 404.
    ///
    /// ```
    /// # fn row(id: i64) -> Option<String> { None }
    /// fn find(id: i64) -> postback::Result<String> {
    ///     row(id).ok_or(postback::NotFound)
    /// }
    /// assert_eq!(find(1).unwrap_err().status(), 404);
    /// ```
    pub const NotFound: Error = Error::new(ErrorKind::NotFound);

    /// The outcome "you may not do this": status 403.
    ///
    /// ```
    /// fn only_owner(owner: i64, caller: i64) -> postback::Result<()> {
    ///     if owner == caller { Ok(()) } else { Err(postback::Denied) }
    /// }
    /// assert_eq!(only_owner(1, 2).unwrap_err().status(), 403);
    /// ```
    pub const Denied: Error = Error::new(ErrorKind::Denied);
}
pub use self::constants::{Denied, NotFound};
