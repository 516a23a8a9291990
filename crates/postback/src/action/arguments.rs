//! [`Arg`] and [`Sealed`]: values that are bound to a form when it is rendered, and return in its
//! URL.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::seal_context::SealContext;
use crate::outcome::{Error, ErrorKind, Result};
use crate::wording::UNREADABLE_ADDRESS;

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

fn json(value: &impl Serialize) -> Box<RawValue> {
    // A `Value` sorts the keys of a map, so the text does not change; but it has no 128-bit integers.
    let text = match serde_json::to_value(value) {
        Ok(sorted) => to_raw_value(&sorted),
        Err(_) => to_raw_value(value),
    };
    text.unwrap_or_else(|error| panic!("a bound argument does not serialise to JSON: {error}"))
}

fn unreadable() -> Error {
    Error::refused(http::StatusCode::BAD_REQUEST, UNREADABLE_ADDRESS)
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

fn list<'v>(values: impl IntoIterator<Item = &'v Box<RawValue>>) -> String {
    let mut text = String::new();
    for value in values {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(value.get());
    }
    text
}

fn read_list(text: &str) -> Option<Vec<Box<RawValue>>> {
    serde_json::from_str(&format!("[{text}]")).ok()
}

/// Returns the text for the URL: the plain values in order, then the seal over the others.
fn write<const N: usize>(values: &[(bool, Box<RawValue>); N], context: SealContext<'_>) -> String {
    let part = |sealed| {
        let part = values
            .iter()
            .filter(move |(is_sealed, _)| *is_sealed == sealed);
        list(part.map(|(_, value)| value))
    };
    let mut text = part(false);
    if values.iter().any(|(is_sealed, _)| *is_sealed) {
        let seal = context.seal(&part(true), &text);
        if !text.is_empty() {
            text.push(',');
        }
        // A seal is base64url, which needs no escaping.
        text.push('"');
        text.push_str(&seal);
        text.push('"');
    }
    text
}

/// Returns the values at their positions. The seal authenticates the text of the plain values, so
/// nothing is parsed before it is known to come from this server.
fn read<const N: usize>(
    text: &str,
    sealed: [bool; N],
    context: SealContext<'_>,
) -> Result<[Box<RawValue>; N]> {
    let has_seal = sealed.contains(&true);
    let wrong = || {
        if has_seal {
            // A truncated or wrongly quoted seal cannot be opened.
            Error::new(ErrorKind::Stale)
        } else {
            unreadable()
        }
    };
    let (plain, opened) = if has_seal {
        let (plain, seal) = seal_of(text).ok_or_else(wrong)?;
        (
            plain,
            context
                .open(seal, plain)
                .and_then(|text| read_list(&text))
                .ok_or_else(wrong)?,
        )
    } else {
        (text, Vec::new())
    };
    let (mut plain, mut opened) = (
        read_list(plain).ok_or_else(wrong)?.into_iter(),
        opened.into_iter(),
    );
    let mut values = sealed.map(|is_sealed| {
        if is_sealed {
            opened.next()
        } else {
            plain.next()
        }
    });
    if plain.next().is_some() || opened.next().is_some() || values.iter().any(Option::is_none) {
        return Err(wrong());
    }
    Ok(std::array::from_fn(|at| {
        values[at].take().unwrap_or_default()
    }))
}

/// Splits the text into the plain values and the seal after them.
fn seal_of(text: &str) -> Option<(&str, &str)> {
    let (plain, seal) = text.strip_suffix('"')?.rsplit_once('"')?;
    match plain.strip_suffix(',') {
        Some(plain) if !plain.is_empty() => Some((plain, seal)),
        None if plain.is_empty() => Some((plain, seal)),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Keys;

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
    fn the_largest_integers_arrive_as_they_were_bound() {
        let keys = Keys::random();
        let values = (u64::MAX, i128::MIN, u128::MAX);
        let text = <(Arg<u64>, Arg<i128>, Arg<u128>)>::write(&values, context(&keys, "x::y"));
        assert!(text.starts_with("18446744073709551615,-1701"), "{text}");
        let read = <(Arg<u64>, Arg<i128>, Arg<u128>)>::read(&text, context(&keys, "x::y")).unwrap();
        assert_eq!((read.0.0, read.1.0, read.2.0), values);
        let text = <(Sealed<u128>,)>::write(&u128::MAX, context(&keys, "x::y"));
        let read = <(Sealed<u128>,)>::read(&text, context(&keys, "x::y")).unwrap();
        assert_eq!(read, (Sealed(u128::MAX),));
    }

    #[test]
    fn the_keys_of_a_map_are_sorted_so_that_a_form_has_one_address() {
        let keys = Keys::random();
        let map: std::collections::HashMap<u32, bool> = (10..30).map(|key| (key, true)).collect();
        let text = <(Arg<_>,)>::write(&map, context(&keys, "x::y"));
        assert!(text.starts_with("{\"10\":true,\"11\":true,"), "{text}");
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
            assert!(matches!(error.kind, ErrorKind::Stale));
        }
        for text in ["", "7,8", "\"", "{"] {
            let error = <(Sealed<u32>,)>::read(text, context(&keys, "x::y")).unwrap_err();
            assert!(matches!(error.kind, ErrorKind::Stale), "{text}");
        }
        assert!(matches!(
            <(Sealed<u32>,)>::read("7", context(&keys, "x::y"))
                .unwrap_err()
                .kind,
            ErrorKind::Stale
        ));
    }

    type Mixed = (Arg<u32>, Sealed<String>, Arg<String>, Sealed<u32>);

    #[test]
    fn parts_of_two_forms_cannot_be_mixed() {
        let keys = Keys::random();
        let context = context(&keys, "shop::buy");
        let form = |id: u32, order: &str, note: &str, price| {
            <Mixed>::write(&(id, order.to_owned(), note.to_owned(), price), context)
        };
        let (cheap, dear) = (form(1, "pen", "a", 1), form(2, "car", "b", 9));
        let (plain, seal) = seal_of(&cheap).unwrap();
        let (other, _) = seal_of(&dear).unwrap();
        assert_eq!(plain, "1,\"a\"", "what is plain stays readable");
        let read = <Mixed>::read(&cheap, context).unwrap();
        let whole = (
            Arg(1),
            Sealed("pen".to_owned()),
            Arg("a".to_owned()),
            Sealed(1),
        );
        assert_eq!(read, whole);
        for text in [
            format!("{other},\"{seal}\""),
            format!("2,\"a\",\"{seal}\""),
            format!("\"a\",1,\"{seal}\""),
            format!("1,\"a\" ,\"{seal}\""),
            format!("1,\"{seal}\""),
            format!("1,\"a\",\"b\",\"{seal}\""),
            format!("\"{seal}\""),
            format!(",\"{seal}\""),
            plain.to_owned(),
        ] {
            let error = <Mixed>::read(&text, context).unwrap_err();
            assert!(matches!(error.kind, ErrorKind::Stale), "{text}");
        }
    }

    #[test]
    fn a_sealed_argument_cannot_change_its_place() {
        let keys = Keys::random();
        let context = context(&keys, "shop::buy");
        let text = <(Sealed<u32>, Sealed<u32>)>::write(&(1, 2), context);
        let read = <(Sealed<u32>, Sealed<u32>)>::read(&text, context).unwrap();
        assert_eq!(read, (Sealed(1), Sealed(2)));
        // A seal over one value is not one over two, and the other way round.
        assert!(<(Sealed<u32>,)>::read(&text, context).is_err());
        let one = <(Sealed<u32>,)>::write(&1, context);
        assert!(<(Sealed<u32>, Sealed<u32>)>::read(&one, context).is_err());
        let pair = format!("{one},{one}");
        assert!(<(Sealed<u32>, Sealed<u32>)>::read(&pair, context).is_err());
    }

    proptest::proptest! {
        #[test]
        fn a_form_opens_as_it_was_rendered_and_with_nothing_of_another(
            one: (u32, String, String, u32),
            other: (u32, String, String, u32),
        ) {
            let keys = Keys::random();
            let context = context(&keys, "shop::buy");
            let (first, second) = (<Mixed>::write(&one, context), <Mixed>::write(&other, context));
            let (a, b, c, d) = one.clone();
            proptest::prop_assert_eq!(
                <Mixed>::read(&first, context).unwrap(),
                (Arg(a), Sealed(b), Arg(c), Sealed(d))
            );
            let (plain, _) = seal_of(&first).unwrap();
            let (foreign, seal) = seal_of(&second).unwrap();
            let mixed = format!("{plain},\"{seal}\"");
            proptest::prop_assert_eq!(<Mixed>::read(&mixed, context).is_ok(), plain == foreign);
        }
    }
}
