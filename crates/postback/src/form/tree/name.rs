//! The names of fields: `address.street` and `items[0].name`.

/// The largest number of segments in the name of a field: `items[0].name` has three.
pub(crate) const MAX_DEPTH: usize = 8;

/// The last segment of the marker of an existing row: `items[0]._row`. No field's name begins with
/// `_`.
pub(crate) const ROW: &str = "_row";

/// The largest number of digits in an index.
const MAX_DIGITS: usize = 9;

/// A segment of a field's name.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'n> {
    Key(&'n str),
    Item(u32),
}

/// Splits a name into its segments, or returns `None` if no field can have it.
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

/// Joins the name of a struct with the name of its field.
#[doc(hidden)]
#[must_use]
pub fn join(parent: &str, key: &str) -> String {
    if parent.is_empty() {
        key.to_owned()
    } else {
        format!("{parent}.{key}")
    }
}

/// Returns the name of the marker of a row.
pub(in crate::form) fn marker(row: &str) -> String {
    format!("{row}.{ROW}")
}

/// Returns whether this is the name of a row's marker.
pub(crate) fn is_marker(name: &str) -> bool {
    name.strip_suffix(ROW)
        .is_some_and(|row| row.ends_with("]."))
}

/// Returns the rows that contain the field of this name, the outermost first.
pub(in crate::form) fn rows_of(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices(']').map(|(at, _)| &name[..=at])
}
