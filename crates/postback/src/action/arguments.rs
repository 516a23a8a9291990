//! [`Arg`] and [`Sealed`]: values that are bound to a form when it is rendered, and return in its
//! URL.

#[cfg(test)]
mod tests;
mod url_text;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use self::url_text::{json, list, read, unreadable, write};
use super::seal_context::SealContext;
use crate::outcome::{Error, ErrorKind, Result};

/// An argument that is bound to a form in plain text.
///
/// The client can change it, like a path parameter: it says *which* row, and the action checks
/// whether the caller may access that row.
///
/// ```
/// use postback::{Arg, Result, action};
/// # use axum::extract::FromRequestParts;
/// # pub struct User { id: i64 }
/// # impl postback::Caller for User { fn key(&self) -> String { self.id.to_string() } }
/// # impl<S: Send + Sync> FromRequestParts<S> for User { type Rejection = http::StatusCode;
/// #   async fn from_request_parts(_: &mut http::request::Parts, _: &S) -> Result<Self, http::StatusCode> { Err(http::StatusCode::UNAUTHORIZED) } }
/// # async fn delete_own(user: i64, id: i64) -> Result<()> { Ok(()) }
/// #[action]
/// pub async fn delete(caller: User, Arg(id): Arg<i64>) -> Result<()> {
///     delete_own(caller.id, id).await
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arg<T>(pub T);

/// An argument that is bound to a form encrypted and authenticated, for one action: this server
/// once rendered it in a form.
///
/// All sealed arguments of a form share one seal, which also authenticates their positions and the
/// plain [`Arg`]s beside them. Arguments of two forms cannot be combined into a third one.
///
/// A seal does not say for whom or when it was made: include the user id or an expiry in the value,
/// if that matters. A seal that cannot be opened (modified, from another action, or of a replaced
/// key) ends the action as "this page was out of date".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed<T>(pub T);

/// A bound argument: [`Arg`] or [`Sealed`].
#[diagnostic::on_unimplemented(
    message = "this is not postback's `Arg` or `Sealed`",
    label = "another type of the same name",
    note = "take `postback::Arg<T>` or `postback::Sealed<T>`"
)]
pub trait Argument: Sized + Send + 'static {
    /// The type that `bind` takes.
    type Value: Serialize;

    #[doc(hidden)]
    const SEALED: bool;
    #[doc(hidden)]
    fn read(value: &RawValue) -> Result<Self>;
    #[doc(hidden)]
    fn value(&self) -> &Self::Value;
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of an action",
    label = "cannot travel in the URL of a form",
    note = "derive `serde::Serialize` and `serde::Deserialize` for it"
)]
#[doc(hidden)]
pub trait Travels: Serialize + DeserializeOwned + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + 'static> Travels for T {}

impl<T: Travels> Argument for Arg<T> {
    type Value = T;
    const SEALED: bool = false;

    fn read(value: &RawValue) -> Result<Self> {
        serde_json::from_str(value.get())
            .map(Self)
            .map_err(|_| unreadable())
    }

    fn value(&self) -> &T {
        &self.0
    }
}

impl<T: Travels> Argument for Sealed<T> {
    type Value = T;
    const SEALED: bool = true;

    fn read(value: &RawValue) -> Result<Self> {
        let value = serde_json::from_str(value.get()).map(Self);
        value.map_err(|_| Error::new(ErrorKind::Stale))
    }

    fn value(&self) -> &T {
        &self.0
    }
}

/// The bound arguments of an action, as a tuple of [`Arg`]s and [`Sealed`]s.
pub trait Arguments: Sized + Send + 'static {
    /// The type that `bind` takes: nothing, one value, or a tuple of values.
    type Values;

    #[doc(hidden)]
    const SEALED: bool;
    /// Returns the elements of a JSON array, without its brackets.
    #[doc(hidden)]
    fn write(values: &Self::Values, context: SealContext<'_>) -> String;
    #[doc(hidden)]
    fn read(text: &str, context: SealContext<'_>) -> Result<Self>;
    /// Returns the values without their seals, which distinguish the forms of one action.
    #[doc(hidden)]
    fn plain(values: &Self::Values) -> String;
    #[doc(hidden)]
    fn plain_of(&self) -> String;
}

impl Arguments for () {
    type Values = ();
    const SEALED: bool = false;

    fn write((): &(), _: SealContext<'_>) -> String {
        String::new()
    }
    fn read(text: &str, _: SealContext<'_>) -> Result<Self> {
        if text.is_empty() {
            Ok(())
        } else {
            Err(unreadable())
        }
    }
    fn plain((): &()) -> String {
        String::new()
    }
    fn plain_of(&self) -> String {
        String::new()
    }
}

/// One argument is bound directly, several as a tuple: `bind(7)`, `bind((7, "x"))`.
macro_rules! arguments {
    ($values:ty, $pattern:pat, $($name:ident $value:ident),+) => {
        impl<$($name: Argument),+> Arguments for ($($name,)+) {
            type Values = $values;
            const SEALED: bool = false $(|| $name::SEALED)+;

            fn write($pattern: &Self::Values, context: SealContext<'_>) -> String {
                write(&[$(($name::SEALED, json($value))),+], context)
            }
            fn read(text: &str, context: SealContext<'_>) -> Result<Self> {
                let [$($value),+] = read(text, [$($name::SEALED),+], context)?;
                Ok(($($name::read(&$value)?,)+))
            }
            fn plain($pattern: &Self::Values) -> String {
                list(&[$(json($value)),+])
            }
            fn plain_of(&self) -> String {
                let ($($value,)+) = self;
                list(&[$(json($value.value())),+])
            }
        }
    };
}

arguments!(A::Value, a, A a);
arguments!((A::Value, B::Value), (a, b), A a, B b);
arguments!((A::Value, B::Value, C::Value), (a, b, c), A a, B b, C c);
arguments!((A::Value, B::Value, C::Value, D::Value), (a, b, c, d), A a, B b, C c, D d);
