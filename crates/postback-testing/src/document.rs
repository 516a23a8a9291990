//! A loaded page as a tree, and shared queries on it.

use std::sync::{Mutex, PoisonError};

use html5ever::tendril::TendrilSink as _;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, driver};
use scraper::{ElementRef, Html, HtmlTreeSink, Selector};
use url::Url;

/// A parsed HTML page and its source.
#[derive(Debug)]
pub(crate) struct Document {
    source: String,
    // The tree is `Send` but not `Sync`; the lock makes a page usable in any task.
    tree: Mutex<Html>,
}

impl Document {
    /// Parses HTML as a browser does. With `scripting` the content of `noscript` is not parsed.
    pub(crate) fn parse(source: String, scripting: bool) -> Self {
        let options = ParseOpts {
            tree_builder: TreeBuilderOpts {
                scripting_enabled: scripting,
                ..TreeBuilderOpts::default()
            },
            ..ParseOpts::default()
        };
        let sink = HtmlTreeSink::new(Html::new_document());
        let mut tree = driver::parse_document(sink, options).one(source.as_str());
        if scripting {
            let unseen: Vec<_> = select(&tree, "noscript").iter().map(|e| e.id()).collect();
            for id in unseen {
                if let Some(mut node) = tree.tree.get_mut(id) {
                    node.detach();
                }
            }
        }
        Self {
            source,
            tree: Mutex::new(tree),
        }
    }

    /// Returns the document that a browser makes of a body that is not HTML: its text,
    /// preformatted.
    pub(crate) fn of_text(source: String) -> Self {
        let escaped = source.replace('&', "&amp;").replace('<', "&lt;");
        let shown = Html::parse_document(&format!("<pre>{escaped}</pre>"));
        Self {
            source,
            tree: Mutex::new(shown),
        }
    }

    /// Returns the source of the page, as the server has sent it.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Reads the tree. `look` must not panic, so that the panic points at the caller.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&Html) -> R) -> R {
        look(&self.tree.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the base of the page's relative URLs: its own URL, or its `<base href>`.
    pub(crate) fn base(&self, own: &Url) -> Url {
        let base = self.read(|html| {
            let base = select(html, "base[href]").first()?.attr("href")?.to_owned();
            own.join(&base).ok()
        });
        base.unwrap_or_else(|| own.clone())
    }
}

/// Returns all elements that match one of this crate's own selectors, in order, without those in
/// templates.
pub(crate) fn select<'a>(html: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    try_select(html, css).expect("the selectors of this module are well formed")
}

/// Returns all elements that match, in order, without those in templates.
pub(crate) fn try_select<'a>(html: &'a Html, css: &str) -> Result<Vec<ElementRef<'a>>, String> {
    let selector =
        Selector::parse(css).map_err(|error| format!("`{css}` is not a CSS selector: {error}"))?;
    let found = html.select(&selector);
    Ok(found.filter(|element| !in_template(*element)).collect())
}

fn in_template(element: ElementRef<'_>) -> bool {
    ancestors(element).any(|above| above.value().name() == "template")
}

/// Returns the elements around this one, innermost first.
pub(crate) fn ancestors(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.ancestors().filter_map(ElementRef::wrap)
}

/// Returns the first element with this id, as a browser does.
pub(crate) fn by_id<'a>(html: &'a Html, id: &str) -> Option<ElementRef<'a>> {
    let has_it = |element: &ElementRef<'_>| element.attr("id") == Some(id);
    let mut all = html.root_element().descendent_elements();
    all.find(|element| has_it(element) && !in_template(*element))
}

/// Returns the text of the elements whose ids an attribute lists (such as `aria-labelledby`).
pub(crate) fn text_of_ids(html: &Html, ids: &str) -> String {
    let texts: Vec<_> = ids
        .split_ascii_whitespace()
        .filter_map(|id| by_id(html, id))
        .map(crate::text::visible)
        .filter(|text| !text.is_empty())
        .collect();
    texts.join(" ")
}

/// Returns the accessible name of an element, as far as attributes and text define it.
pub(crate) fn accessible_name(html: &Html, element: ElementRef<'_>) -> String {
    let labelled_by = element
        .attr("aria-labelledby")
        .map(|ids| text_of_ids(html, ids));
    let own = || match element.value().name() {
        "input" | "form" => None,
        _ => Some(crate::text::visible(element)),
    };
    let candidates = [
        labelled_by,
        element.attr("aria-label").map(crate::text::fold),
        own(),
        element.attr("title").map(crate::text::fold),
    ];
    let mut named = candidates.into_iter().flatten();
    named.find(|name| !name.is_empty()).unwrap_or_default()
}
