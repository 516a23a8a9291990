//! `Postback-Asof`: where the log of invalidations stood for what a page shows.
//!
//! The runtime puts pages in order by it that pass each other on the way. It is in a header, so that
//! no request has to ask for it and a cacheable page stays the same for all.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::cache::Position;
use crate::context::App;

const ASOF: HeaderName = HeaderName::from_static("postback-asof");

/// `None` for a page that does not load the runtime: its answer is as it would be without.
pub(crate) fn write(app: &App, position: Option<Position>, headers: &mut HeaderMap) {
    if let Some(position) = position {
        let text = HeaderValue::try_from(app.cache.asof(position));
        headers.insert(ASOF, text.expect("digits can stand in a header"));
    }
}
