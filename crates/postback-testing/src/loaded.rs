//! The result of a request.

use http::{HeaderMap, StatusCode};
use serde_json::Value;
use url::Url;

use crate::document::Document;
use crate::tab::{Received, Tab};

/// The query parameters that belong to the library and not to the page.
const OURS: [&str; 6] = ["_action", "_args", "_k", "_once", "_form", "_call"];

/// The result of a request.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) url: Url,
    pub(crate) document: Document,
    /// The message of an enhanced response without a page.
    pub(crate) say: Option<String>,
    /// The head of an enhanced response.
    pub(crate) answer: Option<Value>,
    /// The etag of the page, if it came in an enhanced response.
    pub(crate) etag: Option<String>,
    /// The target of a redirect that leaves the app.
    pub(crate) external: Option<Url>,
    pub(crate) was_redirected: bool,
}

impl Loaded {
    pub(crate) fn from_response(tab: &Tab, received: Received, url: Url, way: &[String]) -> Self {
        let media = received.content_type();
        let is_html = media.starts_with("text/html")
            || media.starts_with("application/xhtml+xml")
            || media.is_empty() && received.body.trim_start().starts_with('<');
        let document = if is_html {
            Document::parse(received.body, tab.settings.enhanced)
        } else {
            Document::of_text(received.body)
        };
        Self {
            status: received.status,
            headers: received.headers,
            url,
            document,
            say: None,
            answer: None,
            etag: None,
            external: None,
            was_redirected: !way.is_empty(),
        }
    }

    pub(crate) fn external(received: Received, url: Url, target: Url) -> Self {
        Self {
            status: received.status,
            headers: received.headers,
            url,
            document: Document::of_text(String::new()),
            say: None,
            answer: None,
            etag: None,
            external: Some(target),
            was_redirected: true,
        }
    }

    /// Returns the address without the library's query parameters.
    pub(crate) fn own_address(&self) -> String {
        own_address(&self.url)
    }
}

/// Returns the path, the page's own query (byte for byte) and the fragment.
fn own_address(url: &Url) -> String {
    let mut address = url.path().to_owned();
    if let Some(query) = url.query() {
        let all: Vec<_> = query.split('&').collect();
        let own: Vec<_> = all.iter().copied().filter(|pair| !is_ours(pair)).collect();
        if own.len() == all.len() || !own.is_empty() {
            address.push('?');
            address.push_str(&own.join("&"));
        }
    }
    if let Some(fragment) = url.fragment() {
        address.push('#');
        address.push_str(fragment);
    }
    address
}

fn is_ours(pair: &str) -> bool {
    let name = pair.split_once('=').map_or(pair, |(name, _)| name);
    OURS.contains(&name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_address_is_the_pages_own_byte_for_byte() {
        let own = |url: &str| super::own_address(&url.parse().unwrap());
        assert_eq!(
            own("http://a/x?t=a%20b&_action=f.1&_args=2&u=%C3%A9#h"),
            "/x?t=a%20b&u=%C3%A9#h"
        );
        assert_eq!(own("http://a/x?_action=f.1&_k=2"), "/x");
        assert_eq!(own("http://a/x?"), "/x?");
        assert_eq!(own("http://a/x?_actions=1"), "/x?_actions=1");
    }
}
