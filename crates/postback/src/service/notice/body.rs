//! Finds the position at which a page's body begins.
//!
//! The page is parsed with the tokenizer and tree builder of a browser engine, so that raw text,
//! comments, quoted attributes and templates are recognised as browsers do. No tree is kept.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use html5ever::interface::TokenizerResult;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, ExpandedName, QualName, expanded_name, local_name, ns};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Returns the byte offset at which an inserted element becomes the first one of the body: after
/// `<body ..>`, or before the element that begins the body of a page without that tag. It is `None`
/// for a page without a body (a frameset), or in an encoding without ASCII.
///
/// Browsers parse `<noscript>` differently with and without scripting; the offset is correct for
/// both.
pub(super) fn start(html: &[u8]) -> Option<usize> {
    if html.starts_with(b"\xfe\xff") || html.starts_with(b"\xff\xfe") {
        return None;
    }
    let with = NoticePlace::in_page(html, true)?;
    let Some(noscript) = with.before_noscript else {
        return Some(with.start);
    };
    match NoticePlace::in_page(html, false) {
        Some(without) if without.start == with.start => Some(with.start),
        // Both parse the page alike up to here.
        _ => Some(noscript),
    }
}

struct NoticePlace {
    start: usize,
    /// The last position before the first `<noscript>`, if one comes before the body.
    before_noscript: Option<usize>,
}

impl NoticePlace {
    fn in_page(html: &[u8], scripting: bool) -> Option<Self> {
        let mut at = if html.starts_with(BOM) { BOM.len() } else { 0 };
        let options = TreeBuilderOpts {
            scripting_enabled: scripting,
            ..TreeBuilderOpts::default()
        };
        let watched = Watched {
            builder: TreeBuilder::new(Body::default(), options),
            at: Cell::new(None),
            place: Cell::new(at),
            start: Cell::new(None),
            before_noscript: Cell::new(None),
            templates: Cell::new(0),
            in_noscript: Cell::new(false),
        };
        let tokenizer = Tokenizer::new(watched, html5ever::tokenizer::TokenizerOpts::default());
        let watched = &tokenizer.sink;
        let queue = BufferQueue::default();
        let mut frames = None;
        // Each piece ends with a tag, so the end of the tag is known.
        for piece in html[at..].split_inclusive(|byte| *byte == b'>') {
            at += piece.len();
            watched.at.set(piece.ends_with(b">").then_some(at));
            queue.push_back(text(piece));
            while let TokenizerResult::Script(_) = tokenizer.feed(&queue) {}
            // Only a frameset can still replace the body.
            if watched.start.get().is_some()
                && !*frames.get_or_insert_with(|| names_frames(&html[at..]))
            {
                break;
            }
        }
        watched.at.set(None);
        tokenizer.end();
        let start = watched.start.get()?;
        (!watched.builder.sink.is_gone.get()).then_some(Self {
            start,
            before_noscript: watched.before_noscript.get(),
        })
    }
}

fn names_frames(rest: &[u8]) -> bool {
    const TAG: &[u8] = b"<frameset";
    rest.windows(TAG.len())
        .any(|part| part.eq_ignore_ascii_case(TAG))
}

/// Only ASCII is significant to the parser, so every other byte is replaced by a letter.
fn text(bytes: &[u8]) -> StrTendril {
    if bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return StrTendril::from_slice(text);
    }
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The tree builder and its state.
struct Watched {
    builder: TreeBuilder<Node, Body>,
    /// The end of the token that the current `>` ends; `None` at the end of the page, where a token
    /// is incomplete.
    at: Cell<Option<usize>>,
    /// The last position before the body that is inside no text, template or `<noscript>`.
    place: Cell<usize>,
    start: Cell<Option<usize>>,
    before_noscript: Cell<Option<usize>>,
    templates: Cell<usize>,
    in_noscript: Cell<bool>,
}

impl Watched {
    fn entered(&self, tag: &Tag) {
        let is_start = tag.kind == TagKind::StartTag;
        match &*tag.name {
            "template" if is_start => self.templates.set(self.templates.get() + 1),
            "template" => self.templates.set(self.templates.get().saturating_sub(1)),
            "noscript" => {
                if is_start && self.before_noscript.get().is_none() {
                    self.before_noscript.set(Some(self.place.get()));
                }
                self.in_noscript.set(is_start);
            }
            _ => {}
        }
    }
}

impl TokenSink for Watched {
    type Handle = Node;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Node> {
        if self.start.get().is_some() {
            return self.builder.process_token(token, line);
        }
        let is_text = !matches!(
            token,
            Token::TagToken(_) | Token::CommentToken(_) | Token::DoctypeToken(_)
        );
        let mut is_body = false;
        if let Token::TagToken(tag) = &token {
            is_body = tag.kind == TagKind::StartTag && &*tag.name == "body";
            self.entered(tag);
        }
        let result = self.builder.process_token(token, line);
        let is_raw = matches!(
            result,
            TokenSinkResult::RawData(_) | TokenSinkResult::Plaintext
        );
        if self.builder.sink.is_there.get() {
            // Any other element begins a body, also when something is inserted before it.
            let start = self.at.get().filter(|_| is_body);
            self.start.set(Some(start.unwrap_or(self.place.get())));
        } else if let Some(at) = self.at.get()
            && !is_text
            && !is_raw
            && self.templates.get() == 0
            && !self.in_noscript.get()
        {
            self.place.set(at);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

type Node = Rc<Element>;

struct Element {
    name: QualName,
    is_integration_point: bool,
}

impl Element {
    fn new(name: QualName, flags: &ElementFlags) -> Node {
        Rc::new(Self {
            name,
            is_integration_point: flags.mathml_annotation_xml_integration_point,
        })
    }

    fn nothing() -> Node {
        let name = QualName::new(None, ns!(), local_name!(""));
        Self::new(name, &ElementFlags::default())
    }

    fn is_body(&self) -> bool {
        self.name.expanded() == expanded_name!(html "body")
    }
}

/// A tree sink that only records whether there is a body.
struct Body {
    document: Node,
    is_there: Cell<bool>,
    is_gone: Cell<bool>,
}

impl Default for Body {
    fn default() -> Self {
        Self {
            document: Element::nothing(),
            is_there: Cell::default(),
            is_gone: Cell::default(),
        }
    }
}

impl TreeSink for Body {
    type Handle = Node;
    type Output = ();
    type ElemName<'a> = ExpandedName<'a>;

    fn create_element(&self, name: QualName, _: Vec<Attribute>, flags: ElementFlags) -> Node {
        let element = Element::new(name, &flags);
        if element.is_body() {
            self.is_there.set(true);
        }
        element
    }

    fn remove_from_parent(&self, node: &Node) {
        if node.is_body() {
            self.is_gone.set(true);
        }
    }

    fn get_document(&self) -> Node {
        Rc::clone(&self.document)
    }

    fn elem_name<'a>(&'a self, node: &'a Node) -> ExpandedName<'a> {
        node.name.expanded()
    }

    fn get_template_contents(&self, template: &Node) -> Node {
        Rc::clone(template)
    }

    fn same_node(&self, one: &Node, other: &Node) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &Node) -> bool {
        node.is_integration_point
    }

    fn create_comment(&self, _: StrTendril) -> Node {
        Element::nothing()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Node {
        Element::nothing()
    }

    fn finish(self) {}
    fn parse_error(&self, _: Cow<'static, str>) {}
    fn append(&self, _: &Node, _: NodeOrText<Node>) {}
    fn append_based_on_parent_node(&self, _: &Node, _: &Node, _: NodeOrText<Node>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn append_before_sibling(&self, _: &Node, _: NodeOrText<Node>) {}
    fn add_attrs_if_missing(&self, _: &Node, _: Vec<Attribute>) {}
    fn reparent_children(&self, _: &Node, _: &Node) {}
}

#[cfg(test)]
mod tests;
