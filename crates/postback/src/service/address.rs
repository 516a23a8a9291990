//! The address of the page that a form was submitted from, as the browser knows it.
//!
//! A proxy may strip a prefix from each path (`/app/list` arrives as `/list`), remove a trailing
//! slash, or decode it (`%2F`). The browser sends the address of its page as `Referer`, unless the
//! site's policy forbids it.

use std::borrow::Cow;

use http::{Uri, header};
use percent_encoding::percent_decode_str;

use super::snapshot::Snapshot;
use crate::outcome::Place;

impl Snapshot {
    /// Returns a reference to the page itself, which the browser resolves against the URL that it
    /// posted to.
    ///
    /// A page with its own query is that query, which is correct at every path. Without one it is
    /// the last path segment of the referring page. If the browser does not send it, an empty query
    /// is correct as well, but leaves a `?` in the URL.
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

    /// Returns the path of the referring page, if it is this page as the browser knows it.
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

    /// Returns the prefix that a proxy strips without the app knowing it, and what fails because of
    /// it.
    pub(crate) fn untold(&self, redirect: Option<&Place>) -> Option<(String, Untold)> {
        let path = self.referring_path()?;
        let url = self.url().path();
        let prefix = taken_off(&path, url).filter(|prefix| !prefix.is_empty())?;
        let rest = redirect.and_then(|to| to.as_str().strip_prefix(&*prefix));
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
            return Some((prefix, Untold::Redirect));
        }
        let depth = |path: &str| path.matches('/').count();
        // The relative path to the script leads above the root of the app.
        let is_too_far = url != "/" && depth(&path) < depth(&prefix) + depth(url);
        is_too_far.then_some((prefix, Untold::Script))
    }
}

/// A feature that fails because the app does not know its public path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Untold {
    /// A redirect, whose target is none of the app's pages as far as the app knows.
    Redirect,
    /// The script, whose address leads out of the app.
    Script,
}

/// Returns the part of `told` before `arrived`, or `None` if `told` does not end with it. Both are
/// compared as routers and proxies read them: decoded, with single slashes, and without a trailing
/// one.
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
            // A proxy has decoded the path and merged its slashes.
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

    /// Returns the snapshot of a page that the browser knows by another path.
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
