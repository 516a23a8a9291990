//! [`Place`]: the address to which a browser is sent, whoever has chosen it.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Serialize, Serializer};
use url::{Position, Url};

/// Stands for the site while a path is parsed as a browser parses it. No host has this name.
const SITE: &str = "http://postback.invalid/";

const CONTROL: &str = "a redirect target contains a control character";
const BACKSLASH: &str = "a redirect target contains a backslash, which browsers read as `/`";
const HOST: &str =
    "a browser reads this redirect target as one that begins with `//`, which is another host";
const NO_PATH: &str = "a redirect target is a path that begins with `/` (or `?query`, `#fragment`); use `Redirect::external` for another site";
const NO_ADDRESS: &str =
    "an external redirect needs a full https:// (or http://) address without a password";

/// An address that may appear in `Location`, in the frame of an enhanced response and in a link: on
/// this site, or an http or https URL of another site. It is ASCII and serialised as browsers
/// serialise it (WHATWG URL), so that no reader interprets it differently from the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    text: String,
    is_here: bool,
}

impl Place {
    /// Parses a path of this site with its query and fragment, or only one of these two.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with it, for the log.
    pub(crate) fn here(text: &str) -> Result<Self, &'static str> {
        if !text.starts_with(['/', '?', '#']) {
            return Err(if text.contains(char::is_control) {
                CONTROL
            } else {
                NO_PATH
            });
        }
        let url = resolved(text)?;
        let from = if text.starts_with('/') {
            Position::BeforePath
        } else {
            Position::AfterPath
        };
        let text = url[from..].to_owned();
        Ok(Self {
            text,
            is_here: true,
        })
    }

    /// Parses the full URL of another site, and returns it with its origin.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with it, for the log.
    pub(crate) fn elsewhere(text: &str) -> Result<(Self, String), &'static str> {
        let url = Url::parse(text).map_err(|_| NO_ADDRESS)?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "https" | "http") || !is_plain {
            return Err(NO_ADDRESS);
        }
        let origin = url.origin().ascii_serialization();
        let place = Self {
            text: url.into(),
            is_here: false,
        };
        Ok((place, origin))
    }

    /// Parses the target of a response that the app's own code (a guard, an extractor) has written.
    /// It may also be relative to the page, or a full URL of another site.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with it, for the log.
    pub(crate) fn written(text: &str) -> Result<Self, &'static str> {
        if text.contains(char::is_control) {
            return Err(CONTROL);
        }
        let text = text.trim_matches(' ');
        if text.is_empty() || text.starts_with(['/', '?', '#']) {
            return Self::here(text);
        }
        match Url::parse(text) {
            Err(url::ParseError::RelativeUrlWithoutBase) => {
                // At the root `..` leads no further up, so a reference that names no host there
                // names none anywhere.
                resolved(text)?;
                Ok(Self {
                    text: encoded(text),
                    is_here: true,
                })
            }
            _ => Self::elsewhere(text).map(|(place, _)| place),
        }
    }

    /// Returns the `Location` among these headers, or `None` if browsers may not be sent there.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let location = headers.get(header::LOCATION)?;
        let text = std::str::from_utf8(location.as_bytes()).map_err(|_| CONTROL);
        match text.and_then(Self::written) {
            Ok(place) => Some(place),
            Err(reason) => {
                tracing::warn!(target: "postback::refused", ?location, "{reason}; the browser is not sent there");
                None
            }
        }
    }

    /// Returns the front page.
    pub(crate) fn root() -> Self {
        Self {
            text: "/".to_owned(),
            is_here: true,
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.text).expect("it is ASCII without control characters")
    }

    /// Returns the path that a browser requests when it is sent here from the page at `page`, or
    /// `None` for another site.
    pub(crate) fn path<'p>(&'p self, page: &'p str) -> Option<Cow<'p, str>> {
        if !self.is_here {
            return None;
        }
        let path = &self.text[..self.text.find(['?', '#']).unwrap_or(self.text.len())];
        Some(match path.as_bytes().first() {
            None => Cow::Borrowed(page),
            Some(b'/') => Cow::Borrowed(path),
            Some(_) => {
                let mut base = Url::parse(SITE).ok()?;
                base.set_path(page);
                Cow::Owned(base.join(path).ok()?.path().to_owned())
            }
        })
    }
}

impl Place {
    /// Like [`path`](Self::path), but also for a full URL of this site, recognised by its host.
    pub(crate) fn path_at(&self, page: &str, host: Option<&str>) -> Option<String> {
        if self.is_here {
            return self.path(page).map(Cow::into_owned);
        }
        let url = Url::parse(&self.text).ok()?;
        let is_here = url[Position::BeforeHost..Position::AfterPort].eq_ignore_ascii_case(host?);
        is_here.then(|| url.path().to_owned())
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Returns an origin in the form of [`Place::elsewhere`], for comparison.
///
/// # Errors
///
/// Returns a sentence that says what to write instead.
pub(crate) fn origin(text: &str) -> Result<String, String> {
    let wrong = || {
        format!(
            "redirects can be allowed to an origin, like \"https://pay.example\", but {text:?} is not an origin"
        )
    };
    let (_, origin) = Place::elsewhere(text).map_err(|_| wrong())?;
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    is_bare.then_some(origin).ok_or_else(wrong)
}

/// Resolves a reference on this site as a browser does.
fn resolved(text: &str) -> Result<Url, &'static str> {
    if text.contains(char::is_control) {
        return Err(CONTROL);
    }
    let (path, rest) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    if path.contains('\\') {
        return Err(BACKSLASH);
    }
    if path.starts_with("//") {
        return Err(HOST);
    }
    let text = if rest.contains('\\') {
        Cow::Owned(format!("{path}{}", rest.replace('\\', "%5C")))
    } else {
        Cow::Borrowed(text)
    };
    let site = Url::parse(SITE).map_err(|_| NO_PATH)?;
    let url = site.join(&text).map_err(|_| NO_PATH)?;
    if url[..Position::BeforePath] != SITE[..SITE.len() - 1] || url.path().starts_with("//") {
        return Err(HOST);
    }
    Ok(url)
}

/// Encodes a relative reference for a header. `%` is kept, so encoded characters stay as they are.
fn encoded(text: &str) -> String {
    const KEPT: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'\\')
        .add(b'`')
        .add(b'{')
        .add(b'}');
    utf8_percent_encode(text, KEPT).to_string()
}

#[cfg(test)]
mod tests;
