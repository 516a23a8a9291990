//! Where the page is that a form was sent from, as the browser knows it.
//!
//! What stands in front of the app may take a path off the front of each address (`/app/list` arrives as
//! `/list`), take away the slash at the end, or write it in another way (`%2F`). The browser says where its
//! page is (`Referer`), unless the site has told it not to.

use std::borrow::Cow;

use http::{Uri, header};
use percent_encoding::percent_decode_str;

use super::snapshot::Snapshot;
use crate::outcome::Place;

impl Snapshot {
    /// The page itself, as a reference that the browser resolves against the address that it posted to.
    ///
    /// With a query of its own the page is that query: right wherever it is. Without one the last segment
    /// of the page that sent the form counts. If the browser does not say it, an empty query is right as
    /// well, but for the `?` that it leaves.
    pub(crate) fn relative(&self) -> String {
        if let Some(query) = self.url().query().filter(|query| !query.is_empty()) {
            return format!("?{query}");
        }
        let last = |path: &str| format!("./{}", path.rsplit('/').next().unwrap_or_default());
        if let Some(path) = self.referring_path() {
            return last(&path);
        }
        let is_browser = self.headers.contains_key(header::ORIGIN)
            || self.headers.contains_key("sec-fetch-site");
        if is_browser {
            "?".to_owned()
        } else {
            last(self.url().path())
        }
    }

    /// The path of the page with the form, if it is this page as the browser knows it.
    fn referring_path(&self) -> Option<String> {
        let referer = self.headers.get(header::REFERER)?.to_str().ok()?;
        let referer: Uri = referer.parse().ok()?;
        let host = self
            .app()
            .origins
            .browsers_host(&self.headers, self.url())?;
        if !referer.authority()?.as_str().eq_ignore_ascii_case(host) {
            return None;
        }
        let path = referer.path();
        taken_off(path, self.url().path())?;
        Some(path.to_owned())
    }

    /// What something in front of the app takes off the front of each path, and the app was not told, if
    /// something does not work that would.
    pub(crate) fn untold(&self, redirect: Option<&Place>) -> Option<(String, Untold)> {
        let path = self.referring_path()?;
        let url = self.url().path();
        let prefix = taken_off(&path, url).filter(|prefix| !prefix.is_empty())?;
        let rest = redirect.and_then(|to| to.as_str().strip_prefix(&*prefix));
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
            return Some((prefix, Untold::Redirect));
        }
        let depth = |path: &str| path.matches('/').count();
        // The way up from the page as it arrives leads further than to the root of the app.
        let is_too_far = url != "/" && depth(&path) < depth(&prefix) + depth(url);
        is_too_far.then_some((prefix, Untold::Script))
    }
}

/// What does not work where the app was not told its public path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Untold {
    /// It leads to a path that is none of its pages, as far as the app knows.
    Redirect,
    /// Its address leads out of the app.
    Script,
}

/// What of a path is not in the one that arrives; `None` if that is not its end. Both are read as routers
/// and proxies do: decoded, with single slashes, and none at the end.
fn taken_off(told: &str, arrived: &str) -> Option<String> {
    let (told, arrived) = (plain(told), plain(arrived));
    let prefix = told.strip_suffix(&*arrived)?;
    Some(prefix.to_owned())
}

fn plain(path: &str) -> String {
    let path: Cow<'_, str> = percent_decode_str(path).decode_utf8_lossy();
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.flat_map(|segment| ["/", segment]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderValue};

    #[test]
    fn a_page_names_itself_relative_to_its_own_url() {
        for (url, relative) in [
            ("/settings", "./settings"),
            ("/settings?topic=rust&page=2", "?topic=rust&page=2"),
            ("/problems/", "./"),
            ("/", "./"),
            ("/a:b", "./a:b"),
            ("/caf%C3%A9", "./caf%C3%A9"),
        ] {
            let page = Snapshot::for_tests(url, url, HeaderMap::new());
            assert_eq!(page.relative(), relative);
        }
    }

    #[test]
    fn the_browser_knows_best_how_its_page_is_called() {
        for (told, arrived, relative) in [
            ("/app", "/", "./app"),
            ("/app/", "/", "./"),
            ("/app/list", "/list", "./list"),
            ("/list/", "/list", "./"),
            ("/list", "/list/", "./list"),
            // A proxy has decoded it, and put the slashes together.
            ("/app/of/a%2Fb", "/of/a/b", "./a%2Fb"),
            ("/app/of//b", "/of/b", "./b"),
            ("/app/of/caf%c3%a9", "/of/caf%C3%A9", "./caf%c3%a9"),
            ("/of/it's", "/of/it%27s", "./it's"),
            ("/app/list", "/other", "?"),
            ("/applist", "/list", "?"),
        ] {
            let page = page(told, arrived);
            assert_eq!(page.relative(), relative, "{told} arrives as {arrived}");
        }
    }

    #[test]
    fn a_prefix_that_the_app_was_not_told_of_is_seen_in_a_redirect() {
        let untold = |told, arrived, to| page(told, arrived).untold(Place::here(to).ok().as_ref());
        let app = Some(("/app".to_owned(), Untold::Redirect));
        assert_eq!(untold("/app/list", "/list", "/app/other?x"), app);
        assert_eq!(untold("/app/of/a%2Fb", "/of/a/b", "/app"), app);
        assert_eq!(untold("/app", "/", "/app/other"), app);
        assert_eq!(untold("/app/list", "/list", "/apple"), None);
        assert_eq!(untold("/app/list", "/list", "/other"), None);
        assert_eq!(untold("/app/list", "/app/list", "/app/other"), None);
        assert_eq!(untold("/app/list/", "/app/list", "/app/other"), None);
    }

    #[test]
    fn a_script_that_is_looked_for_outside_of_the_app_is_seen() {
        for (told, arrived, is_found) in [
            ("/app/of/b", "/of/b", true),
            ("/app/of//b", "/of/b", true),
            ("/app/list/", "/list", true),
            ("/app", "/", true),
            ("/app/of/a%2Fb", "/of/a/b", false),
            ("/app/list", "/list/", false),
            // There is nothing above the root of the host.
            ("/list", "/list/", true),
        ] {
            let untold = page(told, arrived).untold(None);
            let expected = (!is_found).then(|| ("/app".to_owned(), Untold::Script));
            assert_eq!(untold, expected, "{told} arrives as {arrived}");
        }
    }

    /// A page that the browser knows by another path.
    fn page(told: &str, arrived: &str) -> Snapshot {
        let value = |text: &str| HeaderValue::from_str(text).unwrap();
        let headers = HeaderMap::from_iter([
            (header::HOST, value("inside:3000")),
            (header::ORIGIN, value("https://a.example")),
            (
                header::REFERER,
                value(&format!("https://a.example{told}?x")),
            ),
        ]);
        Snapshot::for_tests(arrived, arrived, headers)
    }
}
