//! [`PublicPath`]: the path under which browsers see an app behind a proxy that strips it.

use axum::extract::{OriginalUri, Request};
use http::uri::PathAndQuery;

use super::query::at;
use crate::outcome::Place;

/// The path under which browsers see the app, if a proxy strips it: `/app`. The app behaves as
/// under a `nest` of that path.
#[derive(Clone, Debug, Default)]
pub(crate) struct PublicPath(Option<String>);

impl PublicPath {
    /// # Errors
    ///
    /// Returns a sentence that says what to write instead.
    pub(crate) fn new(path: &str) -> Result<Self, String> {
        let prefix = path.trim_end_matches('/');
        match Place::here(path) {
            Ok(place) if place.as_str() == path && !path.contains(['?', '#']) => {
                Ok(Self(Some(prefix.to_owned())))
            }
            _ => Err(format!(
                "the public path of an app is a path as browsers write it, like \"/app\", but {path:?} is not one"
            )),
        }
    }

    pub(crate) fn is_told(&self) -> bool {
        self.0.is_some()
    }

    /// Writes the URL that the browser has requested to every place where it is read.
    pub(crate) fn tell(&self, request: &mut Request) {
        let Some(prefix) = self.0.as_ref().filter(|prefix| !prefix.is_empty()) else {
            return;
        };
        let original = request.extensions().get::<OriginalUri>();
        let arrived = original.map_or(request.uri(), |OriginalUri(uri)| uri);
        let path_and_query = arrived.path_and_query().map_or("/", PathAndQuery::as_str);
        if let Some(uri) = at(arrived, &format!("{prefix}{path_and_query}")) {
            request.extensions_mut().insert(OriginalUri(uri));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_path_is_a_path_as_browsers_write_it() {
        for (path, prefix) in [
            ("/app", "/app"),
            ("/app/", "/app"),
            ("/a/b%20c", "/a/b%20c"),
            ("/", ""),
        ] {
            let told = PublicPath::new(path).unwrap().0;
            assert_eq!(told.as_deref(), Some(prefix));
        }
        for path in [
            "",
            "app",
            "//app",
            "/a b",
            "/app?x",
            "/app#x",
            "/a/../b",
            "https://a.example/app",
        ] {
            assert!(PublicPath::new(path).is_err(), "{path}");
        }
    }
}
