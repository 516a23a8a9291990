//! The text of bound arguments in the URL of a form: the plain values as JSON, and one seal over the
//! others.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::action::seal_context::SealContext;
use crate::outcome::{Error, ErrorKind, Result};
use crate::wording::UNREADABLE_ADDRESS;

pub(super) fn json(value: &impl Serialize) -> Box<RawValue> {
    // A `Value` sorts the keys of a map, so the text does not change; but it has no 128-bit integers.
    let text = match serde_json::to_value(value) {
        Ok(sorted) => to_raw_value(&sorted),
        Err(_) => to_raw_value(value),
    };
    text.unwrap_or_else(|error| panic!("a bound argument does not serialise to JSON: {error}"))
}

pub(super) fn list<'v>(values: impl IntoIterator<Item = &'v Box<RawValue>>) -> String {
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
pub(super) fn write<const N: usize>(
    values: &[(bool, Box<RawValue>); N],
    context: SealContext<'_>,
) -> String {
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
pub(super) fn read<const N: usize>(
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
pub(super) fn seal_of(text: &str) -> Option<(&str, &str)> {
    let (plain, seal) = text.strip_suffix('"')?.rsplit_once('"')?;
    match plain.strip_suffix(',') {
        Some(plain) if !plain.is_empty() => Some((plain, seal)),
        None if plain.is_empty() => Some((plain, seal)),
        _ => None,
    }
}

pub(super) fn unreadable() -> Error {
    Error::refused(http::StatusCode::BAD_REQUEST, UNREADABLE_ADDRESS)
}
