use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::TendrilSink as _;
use proptest::prelude::*;
use scraper::{Html, HtmlTreeSink, Node};

use super::start;

const NOTICE: &str = "<div class=pb-notice><p>${alert(1)}</p></div>";

fn put_into(html: &str) -> Option<String> {
    let mut html = html.to_owned();
    html.insert_str(start(html.as_bytes())?, NOTICE);
    Some(html)
}

fn insert(html: &str) -> String {
    put_into(html).unwrap().replace(NOTICE, "!")
}

#[test]
fn it_is_the_first_thing_in_the_body() {
    for (html, with) in [
        ("<html><body><p>x", "<html><body>!<p>x"),
        (
            "<BODY class=\"a>b\" id='c>'>x",
            "<BODY class=\"a>b\" id='c>'>!x",
        ),
        ("<body\n>x", "<body\n>!x"),
        ("<body/>x", "<body/>!x"),
        (
            "\u{feff}<!DOCTYPE html><body>x",
            "\u{feff}<!DOCTYPE html><body>!x",
        ),
        ("<body title=caf\u{e9}>x", "<body title=caf\u{e9}>!x"),
    ] {
        assert_eq!(insert(html), with);
    }
}

#[test]
fn a_body_tag_in_raw_text_a_comment_an_attribute_a_template_or_another_name_is_none() {
    for before in [
        "<script>document.write(`<html><body>${x}</body></html>`)</script>",
        "<script><!--<script><body></script><body>--></script>",
        "<script>'<!--'</script>",
        "<style><body></style>",
        "<title><body></title>",
        "<noscript><style><body></style></noscript>",
        "<template><body><p></template>",
        "<template><template></template><body></template>",
        "<!-- <body> -->",
        "<!--> <!-- <body> -->",
        "<!-- <body> --!>",
        "<!-- a > <body> -->",
        "<meta content='<body>'>",
        "<?php <body ?>",
    ] {
        let with = insert(&format!("<html><head>{before}</head><body>x"));
        assert_eq!(with, format!("<html><head>{before}</head><body>!x"));
    }
    // The element is not allowed in a head, so it begins the body.
    let textarea = "<textarea><body></textarea><body>";
    assert_eq!(insert(textarea), format!("!{textarea}"));
    assert_eq!(insert("<bodyguard><body>x"), "!<bodyguard><body>x");
}

#[test]
fn without_a_body_tag_it_comes_before_what_begins_the_body() {
    for (html, with) in [
        ("<p>x", "!<p>x"),
        ("", "!"),
        ("<body", "!<body"),
        ("x", "!x"),
        (
            "<!DOCTYPE html><title>a</title>x",
            "<!DOCTYPE html><title>a</title>!x",
        ),
        (
            "<!DOCTYPE html><head></head></body>",
            "<!DOCTYPE html><head></head>!</body>",
        ),
        (
            "<title>a</title> <p title='a>b'>",
            "<title>a</title>! <p title='a>b'>",
        ),
        ("<!-- never closed", "!<!-- never closed"),
        (
            "<title>a</title><!-- never closed >",
            "<title>a</title>!<!-- never closed >",
        ),
        ("<script>never closed <p>", "!<script>never closed <p>"),
        (
            "<meta><template><p>never closed",
            "<meta>!<template><p>never closed",
        ),
        ("<plaintext><body>", "!<plaintext><body>"),
    ] {
        assert_eq!(insert(html), with);
    }
}

#[test]
fn a_page_of_frames_or_in_two_bytes_a_letter_has_no_place() {
    for html in [
        "<frameset><frame></frameset>",
        "<!DOCTYPE html><head><title>a</title></head><frameset>",
        "<p><frameset>",
    ] {
        assert_eq!(start(html.as_bytes()), None, "{html}");
    }
    for bytes in [
        &b"\xff\xfe<\0b\0o\0d\0y\0>\0"[..],
        b"\xfe\xff\0<\0b\0o\0d\0y\0>",
    ] {
        assert_eq!(start(bytes), None);
    }
    assert_eq!(start(b"<title>\xe9\x81<</title><body>\xff"), Some(24));
}

#[test]
fn where_browsers_without_scripting_read_something_else_it_is_right_for_both() {
    for html in [
        "<head><noscript><p>x</noscript><title>a</title></head><body>x",
        "<noscript><style></noscript><!--</style><body>--><body>x",
        "<noscript><!-- </noscript> --><body>",
    ] {
        assert!(insert(html).starts_with(if html.starts_with("<head>") {
            "<head>!"
        } else {
            "!"
        }));
    }
    let agreed = "<head><noscript><link></noscript></head><body>x";
    assert!(insert(agreed).ends_with("<body>!x"));
}

fn parsed(html: &str, scripting_enabled: bool) -> Html {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = scripting_enabled;
    parse_document(HtmlTreeSink::new(Html::new_document()), options).one(html)
}

/// The elements in order, and the content of raw texts and comments.
#[derive(Debug, PartialEq)]
struct Seen {
    elements: usize,
    raw: Vec<String>,
    comments: Vec<String>,
    notices_in_body: usize,
    all_notices: usize,
}

const RAW: [&str; 10] = [
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "plaintext",
    "option",
];

fn seen(page: &Html) -> Seen {
    let mut seen = Seen {
        elements: 0,
        raw: Vec::new(),
        comments: Vec::new(),
        notices_in_body: 0,
        all_notices: 0,
    };
    for node in page.tree.nodes() {
        // A node without a parent has been removed from the page.
        if node.parent().is_none() {
            continue;
        }
        match node.value() {
            Node::Element(element) if element.attr("class") == Some("pb-notice") => {
                let parent = node.parent().and_then(|parent| parent.value().as_element());
                seen.all_notices += 1;
                seen.notices_in_body += usize::from(parent.is_some_and(|is| is.name() == "body"));
            }
            Node::Element(element) => {
                let is_notices = node.ancestors().any(|above| {
                    let above = above.value().as_element();
                    above.is_some_and(|above| above.attr("class") == Some("pb-notice"))
                });
                seen.elements += usize::from(!is_notices);
                if RAW.contains(&element.name()) {
                    let texts = node.descendants().filter_map(|node| node.value().as_text());
                    let text: String = texts.map(|text| &**text).collect();
                    seen.raw.push(format!("{}: {text}", element.name()));
                }
            }
            Node::Comment(comment) => seen.comments.push(comment.to_string()),
            _ => {}
        }
    }
    seen.raw.sort();
    seen.comments.sort();
    seen
}

fn has_body(page: &Html) -> bool {
    let root = page.tree.root().children();
    let mut under_root = root.flat_map(|child| child.children());
    under_root.any(|node| {
        node.value()
            .as_element()
            .is_some_and(|is| is.name() == "body")
    })
}

fn pages() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        "<!DOCTYPE html>",
        "<html>",
        "<html lang=en>",
        "<head>",
        "</head>",
        "<body>",
        "</body>",
        "<body class='a>b'>",
        "<BODY\n>",
        "<body/",
        "</html>",
        "<title>",
        "</title>",
        "<script>",
        "</script>",
        "<script>document.write(`<html><body>${x}</body></html>`)</script>",
        "<style>",
        "</style>",
        "<textarea>",
        "</textarea>",
        "<template>",
        "</template>",
        "<iframe>",
        "</iframe>",
        "<xmp>",
        "</xmp>",
        "<noframes>",
        "</noframes>",
        "<plaintext>",
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<!--->",
        "<!-- <body> -->",
        "<![CDATA[",
        "]]>",
        "<svg>",
        "</svg>",
        "<math>",
        "<mi>",
        "<foreignObject>",
        "<svg><title>",
        "<svg><template>",
        "<p title=\"",
        "\"",
        "'",
        "`",
        ">",
        "<",
        "</",
        "&gt;",
        "&",
        "<table>",
        "<tr>",
        "<select>",
        "<option>",
        "<b>",
        "<p>",
        "</p>",
        "</b>",
        "<br>",
        "</br>",
        "<frameset>",
        "<frame>",
        " ",
        "\n",
        "x",
        "\u{e9}",
        "\0",
        "<?xml ?>",
        "<meta>",
        "<link>",
        "<base>",
        "<form>",
        "<button>",
        "<h1>",
        "<a>",
        "<body x=`",
        "<pre>",
        "<!x>",
        "<col>",
    ];
    prop::collection::vec(prop::sample::select(PARTS), 0..14).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6000))]

    #[test]
    fn a_page_gets_one_element_more_in_its_body_and_nothing_else_changes(page in pages()) {
        for scripting in [true, false] {
            let before = parsed(&page, scripting);
            match put_into(&page) {
                None => prop_assert!(!has_body(&before), "{}", page),
                Some(with) => {
                    let (before, after) = (seen(&before), seen(&parsed(&with, scripting)));
                    prop_assert_eq!((after.notices_in_body, after.all_notices), (1, 1), "{}", with);
                    let expected = Seen { notices_in_body: 1, all_notices: 1, ..before };
                    prop_assert_eq!(after, expected, "{}", with);
                }
            }
        }
    }

    /// The content of `<noscript>` is text for some browsers and elements for others. The notice
    /// may be inside it, as long as it is in the body, and no script runs there.
    #[test]
    fn with_noscript_it_is_in_the_body_of_either_browser(
        parts in prop::collection::vec(prop_oneof![pages(), Just("<noscript>".to_owned()), Just("</noscript>".to_owned())], 0..6),
    ) {
        let page = parts.concat();
        if let Some(with) = put_into(&page) {
            for scripting in [true, false] {
                let before = parsed(&page, scripting);
                if has_body(&before) {
                    let (before, after) = (seen(&before), seen(&parsed(&with, scripting)));
                    prop_assert_eq!((after.notices_in_body, after.all_notices), (1, 1), "{}", with);
                    if scripting {
                        let same = (before.raw, before.comments);
                        prop_assert_eq!((after.raw, after.comments), same, "{}", with);
                    }
                }
            }
        }
    }
}
