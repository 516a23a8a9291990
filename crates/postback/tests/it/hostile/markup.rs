//! Values that come back in a page: the page is read as a browser reads it, and no element, attribute
//! or comment has come from a value.

use scraper::{Html, Node};

use super::wire::{Net, URL};

const EVIL: [&str; 10] = [
    "<evil>",
    "\"><evil a=\"",
    "'><evil a='",
    "\" evil=\"1",
    "' evil='1",
    " evil=1 ",
    "</textarea></title></pre></select></style></script><evil>",
    "--><evil><!--evil",
    "]]><evil><![CDATA[",
    "<evil",
];

/// Whether all of it is text: `elements` and `attributes` are those that the templates have.
fn is_clean(html: &str, from: &str) {
    for node in Html::parse_document(html).tree.nodes() {
        let text = match node.value() {
            Node::Element(element) => {
                let names = element.attrs().map(|(name, _)| name);
                names.fold(element.name().to_owned(), |all, name| all + " " + name)
            }
            Node::Comment(comment) => comment.to_string(),
            Node::ProcessingInstruction(instruction) => instruction.target.to_string(),
            Node::Doctype(doctype) => doctype.name().to_owned(),
            Node::Document | Node::Fragment | Node::Text(_) => continue,
        };
        assert!(
            !text.to_lowercase().contains("evil"),
            "{from}: <{text}> in {html}"
        );
    }
}

/// The text and the values of the page have it as it was typed.
fn shows(html: &str, evil: &str) -> bool {
    let html = Html::parse_document(html);
    html.tree.nodes().any(|node| match node.value() {
        Node::Text(text) => text.contains(evil),
        Node::Element(element) => element.attrs().any(|(_, value)| value.contains(evil)),
        _ => false,
    })
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

const ENHANCED: &str = "Content-Type: application/x-www-form-urlencoded\r\nPostback-Request: 1\r\n";

/// The page that answers, plain and enhanced, or that a redirect leads to.
async fn pages(net: &Net, target: &str, body: &str) -> Vec<String> {
    let plain = net.post(target, URL, body.as_bytes()).await;
    let mut pages = vec![plain.text()];
    if plain.status == 303 {
        let cookie = plain.header("set-cookie").split(';').next().unwrap();
        let path = target.split('?').next().unwrap();
        pages = vec![net.get(path, &format!("Cookie: {cookie}\r\n")).await.text()];
    }
    net.ran.taken();
    let enhanced = net.post(target, ENHANCED, body.as_bytes()).await;
    // No browser takes it for a page.
    assert_eq!(
        enhanced.header("content-type"),
        "application/vnd.postback; charset=utf-8"
    );
    assert_eq!(enhanced.header("x-content-type-options"), "nosniff");
    let (head, html) = enhanced.frame();
    if head["page"] == "full" {
        pages.push(html);
    }
    net.ran.taken();
    pages
}

#[tokio::test]
async fn every_kind_of_field_shows_what_was_typed_as_text() {
    let net = Net::new().await;
    for path in ["/", "/silent", "/fails"] {
        for evil in EVIL {
            let (value, target) = (encoded(evil), net.target(path, "act").await);
            for end in ["field", "form", "conflict", "failed", "panic", "done"] {
                let body = format!(
                    "end={end}&text={value}&long={value}&items[0].name={value}&tags={value}&secret={value}&{value}={value}"
                );
                let pages = pages(&net, &target, &body).await;
                for html in &pages {
                    is_clean(html, evil);
                    assert!(
                        shows(html, evil.trim()) || path != "/",
                        "{end} {evil} {html}"
                    );
                }
            }
            for wrong in ["number", "size"] {
                let body = format!("text={value}&{wrong}={value}");
                for html in pages(&net, &target, &body).await {
                    is_clean(&html, evil);
                }
            }
        }
    }
}

#[tokio::test]
async fn addresses_names_and_keys_are_text() {
    let net = Net::new().await;
    for evil in EVIL {
        let value = encoded(evil);
        let act = net.target("/", "act").await;
        let row = net.target("/", "row").await;
        let (row, _) = row.split_once("&_args=").unwrap();
        let quoted = encoded(&serde_json::to_string(evil).unwrap());
        for target in [
            format!("{act}&{value}={value}"),
            format!("{act}&_k={value}&_args={value}&_once={value}"),
            format!("/?_action={value}"),
            format!("/?_action={value}.x"),
            format!("/?_action=act.{value}&_k={value}&_args={value}"),
            format!("{row}&_args={value}"),
            format!("{row}&_args={quoted}"),
            format!("/%3Cevil%3E?{}", act.split_once('?').unwrap().1),
        ] {
            for html in pages(&net, &target, &format!("end=form&text={value}&{value}=x")).await {
                is_clean(&html, &target);
            }
        }
        // Not everything of an address is encoded by who sends it.
        for raw in ["/?a=<evil>\"'", "/<evil>", "/?\"><evil>", "/?'evil='"] {
            is_clean(&net.get(raw, "").await.text(), raw);
        }
    }
}

#[tokio::test]
async fn names_of_parts_and_of_files_are_text() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for evil in EVIL {
        let name = evil.replace('"', "%22");
        let part = |name: &str, more: &str, value: &str| {
            format!(
                "--x\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n"
            )
        };
        let body = [
            part("end", "", "form"),
            part("text", "", evil),
            part(&name, "", evil),
            part(
                "file",
                &format!("; filename=\"{name}\"\r\nContent-Type: text/<evil>"),
                evil,
            ),
            "--x--\r\n".to_owned(),
        ]
        .concat();
        for kind in ["x", "x; charset=<evil>"] {
            let head = format!("Content-Type: multipart/form-data; boundary={kind}\r\n");
            let answer = net.post(&target, &head, body.as_bytes()).await;
            is_clean(&answer.text(), evil);
            assert!((400..=422).contains(&answer.status), "{}", answer.text());
            net.ran.taken();
        }
    }
    for kind in [
        "<evil>/<evil>",
        "text/evil\"><evil>",
        "text/plain; a=\"<evil>\"",
        "multipart/form-data; boundary=<evil>",
    ] {
        let answer = net
            .post(&target, &format!("Content-Type: {kind}\r\n"), b"x")
            .await;
        is_clean(&answer.text(), kind);
    }
}
