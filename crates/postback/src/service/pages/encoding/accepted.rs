//! Content negotiation by `Accept-Encoding` (RFC 9110, section 12.5.3).

use http::HeaderMap;

use crate::accept_encoding::accepted_codings;

/// A content coding that the library supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Zstd,
    Gzip,
}

impl Coding {
    /// All codings, in the order of preference among equal weights.
    pub(super) const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }
}

/// Returns the preferred coding (RFC 9110, section 12.5.3), or `None` for the identity coding, also
/// if the client accepts no available coding.
pub(super) fn preferred(headers: &HeaderMap) -> Option<Coding> {
    let accepted = Accepted::of(headers);
    let (mut best, mut weight) = (None, 0);
    for coding in Coding::ALL {
        let q = accepted.codings[coding as usize]
            .or(accepted.others)
            .unwrap_or(0);
        if q > weight {
            (best, weight) = (Some(coding), q);
        }
    }
    // If `identity` is not mentioned, every accepted coding is preferred to it.
    best.filter(|_| weight >= accepted.plain.unwrap_or(0))
}

/// The weights of an `Accept-Encoding`, in thousandths.
#[derive(Default)]
struct Accepted {
    codings: [Option<u16>; 3],
    plain: Option<u16>,
    others: Option<u16>,
}

impl Accepted {
    fn of(headers: &HeaderMap) -> Self {
        let mut accepted = Self::default();
        for (name, weight) in accepted_codings(headers) {
            let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
            let slot = if is("br") {
                &mut accepted.codings[Coding::Brotli as usize]
            } else if is("zstd") {
                &mut accepted.codings[Coding::Zstd as usize]
            } else if is("gzip") || is("x-gzip") {
                &mut accepted.codings[Coding::Gzip as usize]
            } else if is("identity") {
                &mut accepted.plain
            } else if is("*") {
                &mut accepted.others
            } else {
                continue;
            };
            *slot = Some(weight);
        }
        accepted
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header};

    use super::*;

    fn preferred_of(accept: &[&'static str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
        }
        preferred(&headers).map(Coding::name)
    }

    #[test]
    fn the_visitor_chooses_by_weight_and_we_among_equals() {
        for (accept, coding) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip, deflate, zstd", Some("zstd")),
            ("gzip", Some("gzip")),
            ("x-gzip", Some("gzip")),
            ("GZip", Some("gzip")),
            ("br;q=0.5, gzip", Some("gzip")),
            ("br;q=0.5, gzip;q=0.8, zstd;q=0.801", Some("zstd")),
            ("br ; q=0.1", Some("br")),
            ("br; Q = 1.000", Some("br")),
            ("*", Some("br")),
            ("br;q=0, *", Some("zstd")),
            ("br;q=0.2, *;q=0.1", Some("br")),
            ("gzip;q=0.5, identity", None),
            ("gzip;q=0.5, identity;q=0.5", Some("gzip")),
            ("gzip;q=0.5, identity;q=0", Some("gzip")),
        ] {
            assert_eq!(preferred_of(&[accept]), coding, "{accept}");
        }
        assert_eq!(preferred_of(&["gzip", "br"]), Some("br"));
    }

    #[test]
    fn what_nobody_accepts_or_can_read_is_not_sent() {
        for accept in [
            "",
            ",",
            "identity",
            "deflate",
            "br;q=0",
            "br;q=0.000",
            "*;q=0",
            "identity;q=0",
            "br;q=2",
            "br;q=x",
            "br;q=0.1234",
            "br;q=-1",
            "br;v=1",
            "b r",
        ] {
            assert_eq!(preferred_of(&[accept]), None, "{accept}");
        }
        assert_eq!(preferred_of(&[]), None);
    }
}
