//! The style sheet and the icon, embedded in the program. Their names change with their content, so
//! browsers keep them forever.

use std::{fmt::Write as _, sync::LazyLock};

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    routing::get,
};
use sha2::{Digest as _, Sha256};

/// A file that never changes under its name.
pub(crate) struct Asset {
    /// The path of its URL.
    pub(crate) path: String,
    media_type: &'static str,
    contents: &'static str,
}

/// The style sheet of every page.
pub(crate) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "site",
        "css",
        "text/css; charset=utf-8",
        include_str!("../assets/site.css"),
    )
});

/// The icon of the site.
pub(crate) static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "icon",
        "svg",
        "image/svg+xml",
        include_str!("../assets/icon.svg"),
    )
});

impl Asset {
    fn new(name: &str, ending: &str, media_type: &'static str, contents: &'static str) -> Self {
        let mut path = format!("/assets/{name}-");
        for byte in &Sha256::digest(contents)[..6] {
            write!(path, "{byte:02x}").expect("a String takes every write");
        }
        path.push('.');
        path.push_str(ending);
        Self {
            path,
            media_type,
            contents,
        }
    }
}

/// Returns the routes of both files.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    [&*STYLE, &*ICON]
        .into_iter()
        .fold(Router::new(), |router, asset| {
            let headers = [
                (CONTENT_TYPE, asset.media_type),
                (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            router.route(&asset.path, get((headers, asset.contents)))
        })
}
