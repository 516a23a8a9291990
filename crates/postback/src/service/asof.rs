//! `Postback-Asof`: the position of the log of invalidations that a page reflects.
//!
//! The runtime uses it to order pages that overtake each other. It is a header, so that a page can
//! be cached and is the same for everyone.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::cache::Position;
use crate::context::App;

const ASOF: HeaderName = HeaderName::from_static("postback-asof");

/// Writes the header. A page that does not load the runtime has no position, and its response is
/// unchanged.
pub(crate) fn write(app: &App, position: Option<Position>, headers: &mut HeaderMap) {
    if let Some(position) = position {
        let text = HeaderValue::try_from(app.cache.asof(position));
        headers.insert(ASOF, text.expect("digits can stand in a header"));
    }
}
