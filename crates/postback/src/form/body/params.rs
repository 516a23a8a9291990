//! A header value with parameters: `multipart/form-data; boundary=x`.

use std::borrow::Cow;

use memchr::memchr;

/// The escaping inside a quoted value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// A backslash escapes the following character:
    /// <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.4>.
    Pairs,
    /// The escaping of names in a form, as browsers write it: `%22`, `%0D` and `%0A` stand for `"`,
    /// CR and LF. Every other character stands for itself, including a backslash and a percent
    /// sign.
    /// <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data>
    Form,
}

/// The error for a parameter that cannot be parsed.
#[derive(Debug)]
pub(super) struct Unreadable;

type Parameter<'h> = (&'h [u8], Cow<'h, [u8]>);

/// Returns the value before the first `;`, and an iterator over the parameters.
pub(super) fn parameters(
    value: &[u8],
    quoting: Quoting,
) -> (
    &[u8],
    impl Iterator<Item = Result<Parameter<'_>, Unreadable>>,
) {
    let end = memchr(b';', value).unwrap_or(value.len());
    let mut rest = &value[end..];
    let parameters = std::iter::from_fn(move || match next(&mut rest, quoting) {
        Ok(parameter) => parameter.map(Ok),
        Err(unreadable) => {
            rest = &[];
            Some(Err(unreadable))
        }
    });
    (trimmed(&value[..end]), parameters)
}

fn next<'h>(rest: &mut &'h [u8], quoting: Quoting) -> Result<Option<Parameter<'h>>, Unreadable> {
    let mut here = without_space(rest);
    if here.is_empty() {
        return Ok(None);
    }
    if here[0] != b';' {
        return Err(Unreadable);
    }
    while let [b';' | b' ' | b'\t', after @ ..] = here {
        here = after;
    }
    if here.is_empty() {
        return Ok(None);
    }
    let end = here.iter().position(|byte| !is_token(*byte));
    let (name, after) = here.split_at(end.unwrap_or(here.len()));
    let value = without_space(after).strip_prefix(b"=").ok_or(Unreadable)?;
    if name.is_empty() {
        return Err(Unreadable);
    }
    let (value, after) = match without_space(value).strip_prefix(b"\"") {
        Some(quoted) => match quoting {
            Quoting::Pairs => pairs(quoted),
            Quoting::Form => form(quoted),
        }?,
        None => bare(value)?,
    };
    *rest = after;
    Ok(Some((name, value)))
}

/// An unquoted value ends at the next parameter.
fn bare(value: &[u8]) -> Result<(Cow<'_, [u8]>, &[u8]), Unreadable> {
    let (value, after) = value.split_at(memchr(b';', value).unwrap_or(value.len()));
    match memchr(b'"', value) {
        None => Ok((trimmed(value).into(), after)),
        Some(_) => Err(Unreadable),
    }
}

fn pairs(quoted: &[u8]) -> Result<(Cow<'_, [u8]>, &[u8]), Unreadable> {
    let (mut value, mut bytes) = (Vec::new(), quoted.iter());
    loop {
        match bytes.next().ok_or(Unreadable)? {
            b'"' => return Ok((value.into(), bytes.as_slice())),
            b'\\' => value.push(*bytes.next().ok_or(Unreadable)?),
            byte => value.push(*byte),
        }
    }
}

/// Parses a quoted value of a form. Old browsers and many programs write `\"` for a quote. Current
/// browsers do not escape a backslash, so it may be the last character; then the value ends after
/// it.
fn form(quoted: &[u8]) -> Result<(Cow<'_, [u8]>, &[u8]), Unreadable> {
    let mut from = 0;
    loop {
        let at = from + memchr(b'"', &quoted[from..]).ok_or(Unreadable)?;
        let (value, after) = (&quoted[..at], &quoted[at + 1..]);
        let ends = matches!(without_space(after), [] | [b';', ..]);
        if ends || !value.ends_with(b"\\") {
            return Ok((unescaped(value), after));
        }
        from = at + 1;
    }
}

fn unescaped(value: &[u8]) -> Cow<'_, [u8]> {
    let is_plain = memchr(b'%', value).is_none() && memchr(b'"', value).is_none();
    if is_plain {
        return value.into();
    }
    let (mut out, mut rest) = (Vec::with_capacity(value.len()), value);
    while let [byte, after @ ..] = rest {
        let (byte, after) = match rest {
            [b'\\', b'"', after @ ..] | [b'%', b'2', b'2', after @ ..] => (b'"', after),
            [b'%', b'0', b'D', after @ ..] => (b'\r', after),
            [b'%', b'0', b'A', after @ ..] => (b'\n', after),
            _ => (*byte, after),
        };
        out.push(byte);
        rest = after;
    }
    out.into()
}

/// Returns whether a byte may be part of a token:
/// <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>.
pub(super) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn without_space(bytes: &[u8]) -> &[u8] {
    let at = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
    &bytes[at.unwrap_or(bytes.len())..]
}

pub(super) fn trimmed(bytes: &[u8]) -> &[u8] {
    let bytes = without_space(bytes);
    let end = bytes.iter().rposition(|byte| !matches!(byte, b' ' | b'\t'));
    &bytes[..end.map_or(0, |at| at + 1)]
}
