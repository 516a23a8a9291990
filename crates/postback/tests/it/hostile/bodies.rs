//! Bodies that are not what they say they are.

use super::wire::{Net, Row, URL};

const PARTS: &str = "Content-Type: multipart/form-data; boundary=x\r\n";

fn row(name: &'static str, head: &'static str, status: u16, says: &'static str) -> Row {
    let (body, outcome) = (Vec::new(), "refused");
    Row {
        name,
        head,
        body,
        status,
        outcome,
        says,
    }
}

fn part(name: &str, value: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

#[tokio::test]
async fn parts_that_are_cut_or_not_parts_are_refused_with_a_sentence() {
    let whole = part("text", "kept") + "--x--\r\n";
    let unread = "could not be read";
    #[rustfmt::skip]
    let rows = [
        Row { body: Vec::new(), ..row("an empty body", PARTS, 400, unread) },
        Row { body: part("text", "kept").into(), ..row("no last boundary", PARTS, 400, unread) },
        Row { body: whole.as_bytes()[..30].into(), ..row("the head of a part is cut", PARTS, 400, unread) },
        Row { body: whole.as_bytes()[..60].into(), ..row("the value of a part is cut", PARTS, 400, unread) },
        Row { body: whole.replace("--x", "--y").into(), ..row("another boundary", PARTS, 400, unread) },
        Row { body: whole.clone().into(), ..row("no boundary named", "Content-Type: multipart/form-data\r\n", 400, "names no boundary") },
        Row { body: whole.clone().into(), ..row("an empty boundary", "Content-Type: multipart/form-data; boundary=\r\n", 400, unread) },
        Row { body: whole.clone().into(), ..row("a boundary of nothing in quotes", "Content-Type: multipart/form-data; boundary=\"\"\r\n", 400, unread) },
        Row { body: whole.replace("; name=\"text\"", "").into(), ..row("a part without a name", PARTS, 400, "a part has no name") },
        Row { body: whole.replace("Content-Disposition: form-data; name=\"text\"", "X").into(), ..row("a part without a disposition", PARTS, 400, unread) },
        Row { body: [part("text", "").as_bytes(), b"--x\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n\xff\r\n--x--\r\n"].concat(), ..row("a value that is no UTF-8", PARTS, 400, "not valid UTF-8") },
        Row { body: b"--x\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n\r\n--x--\r\n".to_vec(), ..row("a name that is no UTF-8", PARTS, 400, unread) },
        Row { body: format!("--x\r\nContent-Disposition: form-data; name=\"t\"\r\n{}\r\n\r\n--x--\r\n", "X-A: b\r\n".repeat(9_000)).into_bytes()[..60_000].to_vec(), outcome: "too_large", ..row("a part of headers alone", PARTS, 413, "longer than 16 KiB") },
    ];
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for row in rows {
        row.check(&net, &target).await;
    }
}

#[tokio::test]
async fn bodies_of_another_kind_or_compressed_are_refused_before_they_are_read() {
    #[rustfmt::skip]
    let rows = [
        row("no kind", "", 415, "without a content type"),
        row("text", "Content-Type: text/plain\r\n", 415, "not a content type of forms"),
        row("JSON", "Content-Type: application/json\r\n", 415, "not a content type of forms"),
        row("mixed parts", "Content-Type: multipart/mixed; boundary=x\r\n", 415, "not a content type of forms"),
        row("no media type", "Content-Type: <b>\r\n", 415, "not a content type of forms"),
        row("an unreadable media type", "Content-Type: \u{ff}/\u{ff}\r\n", 415, "not a content type of forms"),
        row("gzip", "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: gzip\r\n", 415, "was sent compressed"),
        row("brotli", "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: br\r\n", 415, "was sent compressed"),
        row("twice", "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: identity, gzip\r\n", 415, "was sent compressed"),
        row("identity and gzip", "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: identity\r\nContent-Encoding: gzip\r\n", 415, "was sent compressed"),
        row("an empty coding", "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding:\r\n", 415, "was sent compressed"),
    ];
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for mut row in rows {
        row.body = b"text=kept".to_vec();
        row.check(&net, &target).await;
    }
    let head = format!("{URL}Content-Encoding: Identity\r\n");
    assert_eq!(net.post(&target, &head, b"text=a").await.status, 303);
    assert_eq!(net.ran.taken(), ["act"]);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for body in [
        &b"text=%ff"[..],
        b"text=\xff",
        b"%ff=a",
        b"\xff=a",
        b"text=%ed%a0%80",
        b"text=a%c3",
    ] {
        let mut row = row("no UTF-8", URL, 400, "a field is not valid UTF-8");
        row.body = body.to_vec();
        row.check(&net, &target).await;
    }
    // What only looks like an escape is text.
    for body in ["text=%", "text=%f", "text=%zz", "&&text=%u0041&=&=x&"] {
        assert_eq!(net.post(&target, URL, body.as_bytes()).await.status, 303);
        assert_eq!(net.ran.taken(), ["act"]);
    }
}

/// The limit is said before anything is read, and while it is read.
#[tokio::test]
async fn a_body_that_is_too_large_is_refused_whether_it_says_so_or_not() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    let mut row = row("too large", URL, 413, "more than the 64 KiB");
    row.outcome = "too_large";
    for size in [(64 << 10) + 1, 4 << 20] {
        row.body = vec![b'a'; size];
        row.check(&net, &target).await;
        for enhanced in [false, true] {
            let request = format!(
                "POST {target} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n{URL}{}Transfer-Encoding: chunked\r\n\r\n{size:x}\r\n",
                if enhanced {
                    "Postback-Request: 1\r\n"
                } else {
                    ""
                }
            );
            let whole = [request.as_bytes(), &row.body, b"\r\n0\r\n\r\n"].concat();
            row.is_answered(&net.send(&whole).await, enhanced);
        }
    }
    assert!(net.ran.taken().is_empty());
    let exact = format!("text={}", "a".repeat((64 << 10) - 5));
    // What it returns is too large for the cookie of a redirect, so the answer shows it.
    assert_eq!(net.post(&target, URL, exact.as_bytes()).await.status, 200);
    assert_eq!(net.ran.taken(), ["act"]);
}
