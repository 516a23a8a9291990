//! `Arg` and `Sealed`: values that are bound to a form when it is rendered and come back in its URL.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::keys::Keys;
use crate::outcome::{Error, Kind, Result};

const SEAL: &str = "argument";

/// A bound argument, plain in the URL, chosen by whoever sends the request: like a path parameter,
/// it says *which* row, and the action checks whether the caller may touch it.
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

/// A bound argument that is encrypted, authenticated and bound to the action: this server rendered
/// it once, for someone.
///
/// It does not say for whom or when: put the user id or an expiry inside, if that matters. A seal
/// that cannot be opened (changed, of another action, of keys that are gone) ends as "this page was
/// out of date".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed<T>(pub T);

/// What sealing needs to know: the keys, and the action that a seal is bound to.
#[derive(Clone, Copy)]
#[doc(hidden)]
pub struct SealContext<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) path: &'static str,
    /// The action's former paths, whose seals it still opens.
    pub(crate) was: &'static [&'static str],
}

impl<'a> SealContext<'a> {
    pub(crate) fn of<A: super::Action>(keys: &'a Keys) -> Self {
        Self {
            keys,
            path: A::PATH,
            was: A::SETTINGS.was,
        }
    }

    fn open(&self, sealed: &str) -> Option<Vec<u8>> {
        std::iter::once(&self.path)
            .chain(self.was)
            .find_map(|path| self.keys.open(SEAL, path, sealed))
    }
}

impl fmt::Debug for SealContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealContext")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// One bound argument: [`Arg`] or [`Sealed`].
#[diagnostic::on_unimplemented(
    message = "this is not postback's `Arg` or `Sealed`",
    label = "another type of the same name",
    note = "take `postback::Arg<T>` or `postback::Sealed<T>`"
)]
pub trait Argument: Sized + Send + 'static {
    /// What `bind` takes.
    type Value: Serialize;

    #[doc(hidden)]
    const SEALED: bool;
    #[doc(hidden)]
    fn write(value: &Self::Value, context: SealContext<'_>) -> Value;
    #[doc(hidden)]
    fn read(value: Value, context: SealContext<'_>) -> Result<Self>;
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

    fn write(value: &T, _: SealContext<'_>) -> Value {
        json(value)
    }

    fn read(value: Value, _: SealContext<'_>) -> Result<Self> {
        serde_json::from_value(value)
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

    fn write(value: &T, context: SealContext<'_>) -> Value {
        context
            .keys
            .seal(SEAL, context.path, json(value).to_string().as_bytes())
            .into()
    }

    fn read(value: Value, context: SealContext<'_>) -> Result<Self> {
        let plain = value.as_str().and_then(|sealed| context.open(sealed));
        let value = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
        value.map(Self).ok_or(Error::new(Kind::Stale))
    }

    fn value(&self) -> &T {
        &self.0
    }
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value)
        .unwrap_or_else(|error| panic!("a bound argument does not serialise to JSON: {error}"))
}

fn unreadable() -> Error {
    Error::refused(
        http::StatusCode::BAD_REQUEST,
        "The address of this form could not be read. Please reload the page and try again.",
    )
}

/// The bound arguments of an action, as a tuple of [`Arg`]s and [`Sealed`]s.
pub trait Arguments: Sized + Send + 'static {
    /// What `bind` takes: nothing, the value, or a tuple of values.
    type Values;

    #[doc(hidden)]
    const SEALED: bool;
    /// The inside of a JSON array.
    #[doc(hidden)]
    fn write(values: &Self::Values, context: SealContext<'_>) -> String;
    #[doc(hidden)]
    fn read(text: &str, context: SealContext<'_>) -> Result<Self>;
    /// The values without their seals: two forms of one action differ in these.
    #[doc(hidden)]
    fn plain(values: &Self::Values) -> String;
    #[doc(hidden)]
    fn plain_of(&self) -> String;
}

fn list(values: &[Value]) -> String {
    let mut text = String::new();
    for value in values {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&value.to_string());
    }
    text
}

fn read_list<const N: usize>(text: &str) -> Result<[Value; N]> {
    let values: Vec<Value> =
        serde_json::from_str(&format!("[{text}]")).map_err(|_| unreadable())?;
    values.try_into().map_err(|_| unreadable())
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

/// One argument is bound bare, several as a tuple: `bind(7)`, `bind((7, "x"))`.
macro_rules! arguments {
    ($values:ty, $pattern:pat, $($name:ident $value:ident),+) => {
        impl<$($name: Argument),+> Arguments for ($($name,)+) {
            type Values = $values;
            const SEALED: bool = false $(|| $name::SEALED)+;

            fn write($pattern: &Self::Values, context: SealContext<'_>) -> String {
                list(&[$($name::write($value, context)),+])
            }
            fn read(text: &str, context: SealContext<'_>) -> Result<Self> {
                let [$($value),+] = read_list(text).map_err(|error| {
                    // A seal that is cut or quoted wrongly is a seal that cannot be opened.
                    if Self::SEALED { Error::new(Kind::Stale) } else { error }
                })?;
                Ok(($($name::read($value, context)?,)+))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn context(keys: &Keys, path: &'static str) -> SealContext<'static> {
        SealContext {
            keys: Box::leak(Box::new(keys.clone())),
            path,
            was: &[],
        }
    }

    #[test]
    fn plain_arguments_stand_readable_in_the_url() {
        let keys = Keys::random();
        let text = <(Arg<u32>, Arg<String>)>::write(&(7, "a b".to_owned()), context(&keys, "x::y"));
        assert_eq!(text, "7,\"a b\"");
        let read = <(Arg<u32>, Arg<String>)>::read(&text, context(&keys, "x::y")).unwrap();
        assert_eq!(read, (Arg(7), Arg("a b".to_owned())));
    }

    #[test]
    fn arguments_that_do_not_fit_are_a_400() {
        let keys = Keys::random();
        for text in ["", "x", "7,8", "\"7\"", "[7]", "7]", "-1", "{", "null"] {
            let error = <(Arg<u32>,)>::read(text, context(&keys, "x::y")).unwrap_err();
            assert_eq!(error.status(), 400, "{text}");
        }
        assert_eq!(
            <()>::read("7", context(&keys, "x::y"))
                .unwrap_err()
                .status(),
            400
        );
    }

    #[test]
    fn a_seal_opens_only_for_its_action_and_its_keys() {
        let keys = Keys::random();
        let text = <(Sealed<u32>,)>::write(&7, context(&keys, "x::y"));
        assert!(!text.contains('7') || text.len() > 20);
        assert_eq!(
            <(Sealed<u32>,)>::read(&text, context(&keys, "x::y")).unwrap(),
            (Sealed(7),)
        );
        for (keys, path) in [(&keys, "x::z"), (&Keys::random(), "x::y")] {
            let error = <(Sealed<u32>,)>::read(&text, context(keys, path)).unwrap_err();
            assert!(matches!(error.kind, Kind::Stale));
        }
        for text in ["", "7,8", "\"", "{"] {
            let error = <(Sealed<u32>,)>::read(text, context(&keys, "x::y")).unwrap_err();
            assert!(matches!(error.kind, Kind::Stale), "{text}");
        }
        assert!(matches!(
            <(Sealed<u32>,)>::read("7", context(&keys, "x::y"))
                .unwrap_err()
                .kind,
            Kind::Stale
        ));
    }
}
