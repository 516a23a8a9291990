//! The refusal of the origin check, for the visitor and for the log.

use std::fmt;

use http::header::{HeaderMap, HeaderName};

use crate::wording;

/// A request that is not known to come from a page of this app.
///
/// `Display` writes the line for the log: the compared values, and what would change the result. It
/// contains headers of the request, so it is never shown to the client, which receives
/// [`sentence`](Self::sentence).
#[derive(Debug)]
pub(crate) struct CrossOrigin {
    pub(super) reason: RefusalReason,
    pub(super) origin: Option<Escaped>,
    pub(super) site: Option<Escaped>,
    pub(super) host: Option<Escaped>,
    pub(super) public: Vec<String>,
}

/// The rule that refused the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefusalReason {
    /// `Sec-Fetch-Site` names another site.
    Site,
    /// `Origin: null`: the browser withholds the origin.
    Null,
    /// `Origin` is not an origin.
    Unreadable,
    /// `Origin` is not the host to which the request was sent.
    Host,
    /// The page was opened under a name that is not the app's.
    Name,
    /// `Origin` or `Sec-Fetch-Site` occurs twice.
    Repeated,
}

impl CrossOrigin {
    /// Returns the sentence for the visitor, which contains nothing of the request.
    pub(crate) fn sentence(&self) -> &'static str {
        match self.reason {
            RefusalReason::Site | RefusalReason::Host => wording::OTHER_SITE,
            RefusalReason::Null => wording::HIDDEN_SITE,
            RefusalReason::Name => wording::OTHER_ADDRESS,
            RefusalReason::Unreadable | RefusalReason::Repeated => wording::UNKNOWN_SITE,
        }
    }
}

impl fmt::Display for CrossOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &Option<Escaped>| match value {
            Some(value) => value.0.clone(),
            None => "(none)".to_owned(),
        };
        write!(
            f,
            "cross-origin POST refused: Origin {}, Sec-Fetch-Site {}, sent to host {}, public origins {:?}; ",
            shown(&self.origin),
            shown(&self.site),
            shown(&self.host),
            self.public,
        )?;
        f.write_str(match self.reason {
            RefusalReason::Site => {
                "the browser says that another site sent it. If that Origin is one of this app's \
                 own, add it to Postback::public_origins"
            }
            RefusalReason::Host => {
                "Origin and host differ. If that Origin is one of this app's own, add it to \
                 Postback::public_origins, or let the proxy pass the Host header on unchanged"
            }
            RefusalReason::Name => {
                "the page was opened under a name that is none of the public origins, as by DNS \
                 rebinding. If it is one of this app's own, add it to Postback::public_origins"
            }
            RefusalReason::Null => {
                "no setting of Postback::public_origins matches null. The usual cause is a page \
                 with Referrer-Policy: no-referrer (same-origin works), or a sandboxed frame"
            }
            RefusalReason::Unreadable => {
                "the Origin is not scheme://host[:port], so no setting of \
                 Postback::public_origins matches it. No browser sends this"
            }
            RefusalReason::Repeated => {
                "a header came more than once (only the first value is shown), so no setting of \
                 Postback::public_origins matches it. A proxy that adds Origin or Sec-Fetch-Site \
                 by itself does this"
            }
        })
    }
}

impl std::error::Error for CrossOrigin {}

/// A header value for the log: quoted, on one line, and truncated.
#[derive(Debug)]
pub(super) struct Escaped(String);

impl Escaped {
    const CHARS: usize = 100;

    pub(super) fn new(value: &[u8]) -> Self {
        let text = String::from_utf8_lossy(value);
        match text.char_indices().nth(Self::CHARS) {
            Some((end, _)) => Self(format!("{:?}...", &text[..end])),
            None => Self(format!("{text:?}")),
        }
    }

    pub(super) fn header(headers: &HeaderMap, name: &HeaderName) -> Option<Self> {
        headers.get(name).map(|value| Self::new(value.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_in_the_log_stays_on_one_short_line() {
        assert_eq!(
            Escaped::new(b"https://a.example").0,
            "\"https://a.example\""
        );
        assert_eq!(
            Escaped::new(b"a\"\r\nb\x1b[2J\xff").0,
            "\"a\\\"\\r\\nb\\u{1b}[2J\u{fffd}\""
        );
        let long = Escaped::new("\u{e9}".repeat(5_000).as_bytes()).0;
        assert_eq!(long.chars().count(), 100 + "\"\"...".len());
    }
}
