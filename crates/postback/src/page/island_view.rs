//! [`IslandView`]: where a script puts a component.

use std::fmt;

use crate::html::{Html, escape, escape_in_single_quotes, html_piece};

/// The place of a component in a page, from [`Page::island`](crate::Page::island).
#[derive(Clone, Debug)]
#[must_use = "put it into the page"]
pub struct IslandView {
    pub(super) name: &'static str,
    pub(super) key: Option<String>,
    pub(super) props: String,
    pub(super) fallback: Html,
}

impl IslandView {
    /// Tells this island from others of the same component on the page: with the same key it is the same one
    /// when the page is refreshed, wherever it stands by then, and keeps its state.
    pub fn keyed(mut self, key: impl fmt::Display) -> Self {
        self.key = Some(key.to_string());
        self
    }

    fn write_to(&self, html: &mut String) {
        html.push_str("<div id=\"island-");
        html.push_str(self.name);
        if let Some(key) = &self.key {
            html.push('-');
            escape(key, html);
        }
        html.push_str("\" data-pb-island=\"");
        html.push_str(self.name);
        html.push_str("\" data-pb-props='");
        escape_in_single_quotes(&self.props, html);
        // What a script takes away and puts back is one element.
        html.push_str("'><div>");
        html.push_str(self.fallback.as_str());
        html.push_str("</div></div>");
    }
}

html_piece!(IslandView);
