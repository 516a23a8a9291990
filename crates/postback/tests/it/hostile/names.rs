//! Names and values of fields as no form of ours has them: too many, too deep, too long, not text.

use super::wire::{Net, Row, URL};

const PARTS: &str = "Content-Type: multipart/form-data; boundary=x\r\n";

fn part(name: &str, value: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

/// These pairs in both ways of sending a form; nothing in them needs escaping.
fn both(pairs: &[(String, String)]) -> [(&'static str, Vec<u8>); 2] {
    let text: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let parts: Vec<String> = pairs
        .iter()
        .map(|(name, value)| part(name, value))
        .collect();
    [
        (URL, text.join("&").into()),
        (PARTS, (parts.concat() + "--x--\r\n").into()),
    ]
}

fn pairs(pairs: impl IntoIterator<Item = (String, &'static str)>) -> Vec<(String, String)> {
    let pairs = pairs.into_iter();
    pairs
        .map(|(name, value)| (name, value.to_owned()))
        .collect()
}

/// It runs, and what was sent besides is nothing to it.
async fn is_ignored(net: &Net, target: &str, besides: Vec<(String, String)>) {
    let all = [besides, pairs([("text".to_owned(), "kept")])].concat();
    for (kind, body) in both(&all) {
        let answer = net.post(target, kind, &body).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(net.ran.taken(), ["act"]);
    }
}

#[tokio::test]
async fn more_fields_than_any_form_has_are_refused() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    let many = |count: usize| pairs((0..count).map(|n| (format!("f{n}"), "")));
    for (same, count) in [(false, 10_000), (true, 10_000), (true, 2_001)] {
        let sent = if same {
            pairs(vec![("text".to_owned(), ""); count])
        } else {
            many(count)
        };
        for (head, body) in both(&sent) {
            let within = body.len() <= 64 << 10;
            let row = Row {
                name: "too many fields",
                head,
                body,
                status: 413,
                outcome: "too_large",
                says: if within {
                    "more than the 2000 "
                } else {
                    "more than the 64 KiB"
                },
            };
            row.check(&net, &target).await;
        }
    }
    is_ignored(&net, &target, many(900)).await;
}

#[tokio::test]
async fn names_that_no_form_has_are_ignored() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for name in [
        "a.".repeat(100) + "b",
        format!("items{}", "[0]".repeat(80)),
        "items[".repeat(40),
        "]".repeat(100),
        "a".repeat(256),
        "text[0]".to_owned(),
        "text.text".to_owned(),
        "items[99999999999999999999].name".to_owned(),
        "items[-1].name".to_owned(),
        "__proto__".to_owned(),
        "constructor.prototype".to_owned(),
        "_action".to_owned(),
        "_once".to_owned(),
        String::new(),
    ] {
        is_ignored(&net, &target, pairs([(name, "x")])).await;
    }
}

/// No form has such a name, so nothing is lost with it.
#[tokio::test]
async fn a_name_that_is_too_long_is_refused_whatever_it_is() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for name in [
        "a".repeat(257),
        "a".repeat(16_000),
        "a.".repeat(200) + "b",
        format!("items[0].{}", "a".repeat(15_000)),
    ] {
        for (head, body) in both(&pairs([(name, "x")])) {
            let row = Row {
                name: "a long name",
                head,
                body,
                status: 413,
                outcome: "too_large",
                says: "name of a field is longer than 256 bytes",
            };
            row.check(&net, &target).await;
        }
    }
    for (action, says) in [
        ("act", "more than the 64 KiB"),
        ("row", "name of a field is longer than 256 bytes"),
    ] {
        let row = Row {
            name: "a name of 100 kB",
            head: URL,
            body: format!("{}=x&text=a", "n".repeat(100_000)).into(),
            status: 413,
            outcome: "too_large",
            says,
        };
        row.check(&net, &net.target("/", action).await).await;
    }
}

/// A list is as long as the items that were sent, never as long as an index says.
#[tokio::test]
async fn the_largest_index_is_one_item() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    let answer = net
        .post(&target, URL, b"end=form&text=x&items[999999999].name=kept")
        .await;
    assert_eq!(answer.status, 422);
    let text = answer.text();
    assert!(
        text.contains("name=\"items[0].name\"") && text.contains("value=\"kept\""),
        "{text}"
    );
    assert!(!text.contains("items[1]"));
    net.ran.taken();
}

#[tokio::test]
async fn a_nul_is_a_character_of_a_value_and_of_no_name() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for (kind, body) in [
        (URL, &b"text=a%00b&%00=x&te%00xt=y&end=form"[..]),
        (URL, b"text=a\0b&end=form"),
        (PARTS, b"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na\0b\r\n--x\r\nContent-Disposition: form-data; name=\"end\"\r\n\r\nform\r\n--x--\r\n"),
    ] {
        let answer = net.post(&target, kind, body).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(answer.text().contains("value=\"a\0b\""), "{}", answer.text());
        assert_eq!(net.ran.taken(), ["act"]);
    }
}
