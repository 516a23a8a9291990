//! Names of fields: `address.street` and `items[0].name`.

/// How many parts the name of a field may have: `items[0].name` has three.
pub const MAX_DEPTH: usize = 8;

/// The last part of the name that marks a row as there: `items[0]._row`. No field's name begins with `_`.
pub(crate) const ROW: &str = "_row";

/// How many digits an index may have.
const MAX_DIGITS: usize = 9;

/// A part of a field's name.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'n> {
    Key(&'n str),
    Item(u32),
}

/// Takes a name apart, or says that it cannot be the name of a field.
pub(crate) fn segments(name: &str) -> Option<Vec<Segment<'_>>> {
    let mut out = Vec::new();
    let mut rest = name;
    loop {
        let end = rest.find(['.', '[', ']']).unwrap_or(rest.len());
        if end == 0 {
            return None;
        }
        out.push(Segment::Key(&rest[..end]));
        rest = &rest[end..];
        while let Some(inside) = rest.strip_prefix('[') {
            let (digits, after) = inside.split_once(']')?;
            out.push(Segment::Item(index(digits)?));
            rest = after;
        }
        if out.len() > MAX_DEPTH {
            return None;
        }
        if rest.is_empty() {
            return Some(out);
        }
        rest = rest.strip_prefix('.')?;
    }
}

fn index(digits: &str) -> Option<u32> {
    let canonical = digits == "0" || !digits.starts_with('0');
    let short = (1..=MAX_DIGITS).contains(&digits.len());
    (canonical && short && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

/// Puts a field's name behind that of what holds it.
#[doc(hidden)]
#[must_use]
pub fn join(parent: &str, key: &str) -> String {
    if parent.is_empty() {
        key.to_owned()
    } else {
        format!("{parent}.{key}")
    }
}

/// The name that marks a row as there.
pub(in crate::form) fn marker(row: &str) -> String {
    format!("{row}.{ROW}")
}

/// Whether this is the name of no field, but of what marks a row as there.
pub(crate) fn is_marker(name: &str) -> bool {
    name.strip_suffix(ROW)
        .is_some_and(|row| row.ends_with("]."))
}

/// The rows that a field of this name is in, from the outside in.
pub(in crate::form) fn rows_of(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices(']').map(|(at, _)| &name[..=at])
}
