//! `Accept-Encoding` (RFC 9110, section 12.5.3).

use http::{HeaderMap, header};

/// Returns the codings that the client names, each with its weight in thousandths; 0 refuses a
/// coding.
pub(crate) fn accepted_codings(headers: &HeaderMap) -> impl Iterator<Item = (&[u8], u16)> {
    let values = headers.get_all(header::ACCEPT_ENCODING).into_iter();
    let items = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    items.map(|item| {
        let mut parts = item.splitn(2, |byte| *byte == b';');
        let name = parts.next().unwrap_or_default().trim_ascii();
        (name, parts.next().map_or(1_000, weight))
    })
}

/// Parses `q=0.5` as 500. An unreadable weight is 0.
fn weight(parameter: &[u8]) -> u16 {
    let Some((b'q' | b'Q', rest)) = parameter.trim_ascii().split_first() else {
        return 0;
    };
    let Some(q) = rest.trim_ascii_start().strip_prefix(b"=") else {
        return 0;
    };
    let (whole, fraction) = match q.trim_ascii_start() {
        [whole] => (whole, &[][..]),
        [whole, b'.', fraction @ ..] => (whole, fraction),
        _ => return 0,
    };
    if fraction.len() > 3 || !fraction.iter().all(u8::is_ascii_digit) {
        return 0;
    }
    let digits = fraction.iter().map(|digit| u16::from(digit - b'0'));
    match whole {
        b'1' => 1_000,
        b'0' => digits
            .zip([100, 10, 1])
            .map(|(digit, unit)| digit * unit)
            .sum(),
        _ => 0,
    }
}
