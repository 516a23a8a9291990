use std::fmt;
use std::sync::Arc;

use http::StatusCode;
use serde_json::Value;
use url::Url;

use crate::check::check;
use crate::document::{Document, accessible_name, select, try_select};
use crate::loaded::Loaded;
use crate::or_panic;
use crate::tab::{Outgoing, Policy, Referrer, Tab};
use crate::text::{shorten, visible};

/// A page that a test browser has loaded. It does not change: a click or a submission returns a new
/// page.
#[derive(Clone)]
pub struct TestPage {
    pub(crate) tab: Tab,
    pub(crate) loaded: Arc<Loaded>,
}

impl TestPage {
    pub(crate) fn new(tab: Tab, loaded: Loaded) -> Self {
        Self {
            tab,
            loaded: Arc::new(loaded),
        }
    }

    /// Panics if the page asks browsers to call an action by GET.
    pub(crate) fn check(&self) {
        let found = self.loaded.document.read(check);
        if let Err(problem) = found {
            panic!("on {}: {problem}", self.url());
        }
    }

    /// Returns the document, which a redirect out of the app does not have.
    #[track_caller]
    pub(crate) fn document(&self) -> &Document {
        if let Some(target) = &self.loaded.external {
            panic!(
                "there is no page: the app sent the browser to {target}; `external_redirect()` has it"
            );
        }
        &self.loaded.document
    }

    /// Returns the status of the response after redirects. For an enhanced response it is the
    /// status of the outcome.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.loaded.status
    }

    /// Returns the address of the page: path, query and fragment, without the library's query
    /// parameters.
    #[must_use]
    pub fn url(&self) -> String {
        self.loaded.own_address()
    }

    /// Returns the whole address as the address bar shows it.
    #[must_use]
    pub fn full_url(&self) -> &str {
        self.loaded.url.as_str()
    }

    /// Returns the target of the last redirect if it is outside of the app. Then there is no page.
    #[must_use]
    pub fn external_redirect(&self) -> Option<&str> {
        self.loaded.external.as_ref().map(Url::as_str)
    }

    /// Returns a header of the response, if it is present and text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.loaded.headers.get(name)?.to_str().ok()
    }

    /// Returns the head of the response to an enhanced request.
    #[must_use]
    pub fn answer(&self) -> Option<&Value> {
        self.loaded.answer.as_ref()
    }

    /// Returns the source of the page, or the body in its place.
    #[must_use]
    #[track_caller]
    pub fn html(&self) -> &str {
        self.document().source()
    }

    /// Returns the visible text: with white space folded, without content that HTML hides
    /// (`hidden`, closed popovers, dialogs and details, templates), and without the values of
    /// controls. Style sheets are ignored.
    #[must_use]
    #[track_caller]
    pub fn text(&self) -> String {
        self.document().read(|html| visible(html.root_element()))
    }

    /// Returns the title, or an empty string.
    #[must_use]
    #[track_caller]
    pub fn title(&self) -> String {
        let title = self.document().read(|html| {
            let title = select(html, "head > title").into_iter().next()?;
            Some(crate::text::fold(&title.text().collect::<String>()))
        });
        title.unwrap_or_default()
    }

    /// Returns the notices of the page (a flash message, a problem), one per line.
    #[must_use]
    #[track_caller]
    pub fn notice(&self) -> String {
        // The notices on the page belong to the previous action, and the runtime removes them.
        if let Some(say) = &self.loaded.say {
            return say.clone();
        }
        let mut notices = self.document().read(|html| {
            let shown = select(html, ".pb-notice").into_iter().map(visible);
            shown.collect::<Vec<_>>()
        });
        notices.retain(|notice| !notice.is_empty());
        notices.join("\n")
    }

    /// Returns the visible text of the first element that matches a CSS selector.
    ///
    /// # Panics
    ///
    /// If no element matches; `has(css)` returns whether one does.
    #[must_use]
    #[track_caller]
    pub fn find(&self, css: &str) -> String {
        match self.find_all(css).into_iter().next() {
            Some(text) => text,
            None => panic!("nothing on {} matches `{css}`; {}", self.url(), self.says()),
        }
    }

    /// Returns the visible text of each element that matches.
    #[must_use]
    #[track_caller]
    pub fn find_all(&self, css: &str) -> Vec<String> {
        let texts = self.document().read(|html| {
            try_select(html, css).map(|found| found.into_iter().map(visible).collect())
        });
        or_panic(texts)
    }

    /// Returns whether an element matches.
    #[must_use]
    #[track_caller]
    pub fn has(&self, css: &str) -> bool {
        !self.find_all(css).is_empty()
    }

    /// Returns an attribute of the first element that matches.
    ///
    /// # Panics
    ///
    /// If no element matches.
    #[must_use]
    #[track_caller]
    pub fn attr(&self, css: &str, name: &str) -> Option<String> {
        let found = self.document().read(|html| {
            let found = try_select(html, css)?;
            Ok(found
                .first()
                .map(|first| first.attr(name).map(str::to_owned)))
        });
        match or_panic(found) {
            Some(attr) => attr,
            None => panic!("nothing on {} matches `{css}`; {}", self.url(), self.says()),
        }
    }

    /// # Panics
    ///
    /// If the visible text of the page does not contain this text.
    #[track_caller]
    pub fn assert_text(&self, part: &str) {
        let text = self.text();
        assert!(
            text.contains(part),
            "\"{part}\" is not on {}; {}",
            self.url(),
            self.says()
        );
    }

    /// # Panics
    ///
    /// If the visible text of the page contains this text.
    #[track_caller]
    pub fn assert_no_text(&self, part: &str) {
        let text = self.text();
        assert!(
            !text.contains(part),
            "\"{part}\" is on {}; {}",
            self.url(),
            self.says()
        );
    }

    /// Returns the digest of a failure: eight letters that the page and the log show.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        let in_head = self.answer().and_then(|head| head.get("digest")?.as_str());
        in_head.or_else(|| self.header("postback-digest"))
    }

    /// Follows the link with this text or accessible name.
    ///
    /// # Panics
    ///
    /// If there is no such link, if two with different targets have this name, or if it leaves the
    /// app.
    #[track_caller]
    pub fn click_link(&self, text: &str) -> impl Future<Output = Self> + Send + use<> {
        let mut links = self.document().read(|html| {
            let links = select(html, "a[href], area[href]").into_iter();
            let links = links.map(|link| {
                let href = link.attr("href").unwrap_or_default().trim().to_owned();
                (accessible_name(html, link), href)
            });
            links.collect::<Vec<_>>()
        });
        let all: Vec<_> = links
            .iter()
            .map(|(name, _)| format!("\"{name}\""))
            .collect();
        links.retain(|(name, _)| name == text);
        links.dedup();
        let href = match links.as_slice() {
            [(_, href)] => href,
            [] if all.is_empty() => {
                panic!("there is no link \"{text}\": {} has no links", self.url())
            }
            [] => panic!(
                "there is no link \"{text}\"; {} has {}",
                self.url(),
                all.join(", ")
            ),
            several => {
                let targets: Vec<_> = several.iter().map(|(_, href)| href.as_str()).collect();
                panic!(
                    "\"{text}\" is the name of several links: {}",
                    targets.join(", ")
                );
            }
        };
        let url = self.document().base(&self.loaded.url).join(href);
        let url = url.unwrap_or_else(|error| panic!("the link to `{href}` is not a URL: {error}"));
        assert!(
            self.tab.is_inside(&url),
            "the link \"{text}\" leaves the app: {url}"
        );
        let request = Outgoing {
            method: http::Method::GET,
            url,
            body: None,
            from: Some(self.referrer()),
            enhanced: false,
            shown: None,
        };
        let tab = self.tab.clone();
        async move { tab.navigate(request).await }
    }

    pub(crate) fn referrer(&self) -> Referrer {
        Referrer {
            url: self.loaded.url.clone(),
            policy: Policy::of(&self.loaded.headers),
        }
    }

    /// Returns what the page says, for messages.
    pub(crate) fn says(&self) -> String {
        let text = self
            .loaded
            .document
            .read(|html| visible(html.root_element()));
        if text.is_empty() {
            return format!("the page ({}) is empty", self.status());
        }
        format!("the page ({}) says: {}", self.status(), shorten(&text))
    }
}

impl fmt::Debug for TestPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self
            .loaded
            .document
            .read(|html| visible(html.root_element()));
        f.debug_struct("TestPage")
            .field("status", &self.loaded.status)
            .field("url", &self.loaded.url.as_str())
            .field("text", &text)
            .finish_non_exhaustive()
    }
}
