//! The types that can be computed into the cache, and [`Interrupted`].

use std::fmt;
use std::time::Duration;

/// The return type of a cached function: a `Result` whose value is cached and whose error is not.
#[diagnostic::on_unimplemented(
    message = "a cached function returns a `Result`, not `{Self}`",
    label = "not a `Result`",
    note = "return `postback::Result<T>`: only a success is kept"
)]
pub trait Computed: Send + 'static {
    /// The type that is cached.
    type Value: CacheValue;
    /// The type that is not cached.
    type Error: CacheError;

    #[doc(hidden)]
    fn into_result(self) -> Result<Self::Value, Self::Error>;
    #[doc(hidden)]
    fn from_result(result: Result<Self::Value, Self::Error>) -> Self;
}

impl<T: CacheValue, E: CacheError> Computed for Result<T, E> {
    type Value = T;
    type Error = E;

    fn into_result(self) -> Self {
        self
    }

    fn from_result(result: Self) -> Self {
        result
    }
}

/// A value that can be cached. Each reader receives a clone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cached, because every reader gets a clone",
    label = "not `Clone + Send + Sync + 'static`",
    note = "derive `Clone`, or return an `Arc` of it, which is cheaper to clone"
)]
pub trait CacheValue: Clone + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Clone + Send + Sync + 'static> CacheValue for T {}

/// An error of a cached function. Every reader that waits for the computation receives a clone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a cached function",
    label = "not `Clone + From<postback::Interrupted>`",
    note = "return `postback::Result<T>`; `?` turns every error into its `Error`"
)]
pub trait CacheError: Clone + From<Interrupted> + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<E: Clone + From<Interrupted> + Send + Sync + 'static> CacheError for E {}

/// The error of a computation that ended without a result. `?` converts it into a masked
/// [`Error`](crate::Error): a 500 with a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interrupted(InterruptReason);

#[derive(Clone, Debug, PartialEq, Eq)]
enum InterruptReason {
    Panicked(String),
    TooSlow(Duration),
    Itself(String),
    Cancelled,
}

impl Interrupted {
    pub(crate) fn panicked(message: &str) -> Self {
        Self(InterruptReason::Panicked(message.to_owned()))
    }

    pub(crate) fn too_slow(limit: Duration) -> Self {
        Self(InterruptReason::TooSlow(limit))
    }

    pub(crate) fn asks_for_itself(way: String) -> Self {
        Self(InterruptReason::Itself(way))
    }

    pub(crate) fn cancelled() -> Self {
        Self(InterruptReason::Cancelled)
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            InterruptReason::Panicked(message) => write!(f, "the cached computation {message}"),
            InterruptReason::TooSlow(limit) => write!(
                f,
                "the cached computation was stopped after {limit:?} (`CacheLimits::timeout`)"
            ),
            InterruptReason::Itself(way) => {
                write!(f, "the cached computation waits for itself: {way}")
            }
            InterruptReason::Cancelled => f.write_str("the cached computation was cancelled"),
        }
    }
}

impl std::error::Error for Interrupted {}
