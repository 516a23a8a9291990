//! Requests of which two readers could think differently where they end: none is read as two, and none
//! runs an action unless it is whole.

use super::wire::{HOST, Net, URL};

/// The statuses of all answers that a connection got.
async fn statuses(net: &Net, request: &str) -> Vec<u16> {
    let answers = net.exchange(request.as_bytes()).await;
    answers.iter().map(|answer| answer.status).collect()
}

const SMUGGLED: &str = "GET /still HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_length_that_is_none_or_two_is_a_bad_request() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for lengths in [
        "Content-Length: -1\r\n",
        "Content-Length: +6\r\n",
        "Content-Length: 6x\r\n",
        "Content-Length: 0x6\r\n",
        "Content-Length: 6, 7\r\n",
        "Content-Length: 6\r\nContent-Length: 7\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length: 18446744073709551616\r\n",
        "Content-Length: \r\n",
    ] {
        let request = format!("POST {target} HTTP/1.1\r\n{HOST}{URL}{lengths}\r\ntext=a{SMUGGLED}");
        assert_eq!(statuses(&net, &request).await, [400], "{lengths}");
        assert!(net.ran.taken().is_empty(), "{lengths}");
    }
}

#[tokio::test]
async fn a_body_that_ends_before_its_length_runs_nothing() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for (length, body) in [(7, "text=a"), (60_000, "text=a"), (6, "")] {
        for enhanced in ["", "Postback-Request: 1\r\n"] {
            let request = format!(
                "POST {target} HTTP/1.1\r\n{HOST}{URL}{enhanced}Content-Length: {length}\r\n\r\n{body}"
            );
            let answers = net.cut(request.as_bytes()).await;
            assert_eq!(answers[0].status, 400, "{length} {body}");
            let text = answers[0].text();
            assert!(
                text.contains("The connection was lost before everything had arrived"),
                "{text}"
            );
            assert!(net.ran.taken().is_empty(), "{length} {body}");
        }
    }
}

#[tokio::test]
async fn what_stands_behind_the_length_is_the_next_request() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    let request =
        format!("POST {target} HTTP/1.1\r\n{HOST}{URL}Content-Length: 6\r\n\r\ntext=a{SMUGGLED}");
    assert_eq!(statuses(&net, &request).await, [303, 200]);
    assert_eq!(net.ran.taken(), ["act"]);
    let request =
        format!("POST {target} HTTP/1.1\r\n{HOST}{URL}Content-Length: 6\r\n\r\ntext=abc&text=d");
    assert_eq!(statuses(&net, &request).await, [303, 400]);
    assert_eq!(net.ran.taken(), ["act"]);
}

#[tokio::test]
async fn a_coding_other_than_chunked_is_a_bad_request() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for coding in [
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding:\u{b}chunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding:",
    ] {
        let request = format!(
            "POST {target} HTTP/1.1\r\n{HOST}{URL}{coding}\r\n\r\n6\r\ntext=a\r\n0\r\n\r\n{SMUGGLED}"
        );
        assert_eq!(statuses(&net, &request).await, [400], "{coding:?}");
        assert!(net.ran.taken().is_empty(), "{coding:?}");
    }
}

/// Two ways of saying how long a body is: the chunks are what counts (RFC 9112, 6.3).
#[tokio::test]
async fn of_chunks_and_a_length_the_chunks_count() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    let chunked = "Transfer-Encoding: chunked";
    for (coding, expected) in [
        (format!("{chunked}\r\n{chunked}"), &[303, 200][..]),
        (
            "Transfer-Encoding: chunked, chunked".to_owned(),
            &[303, 200],
        ),
        // After these the connection is closed, and what stands behind is nobody's request.
        (format!("{chunked}\r\nContent-Length: 6"), &[303]),
        (format!("Content-Length: 6\r\n{chunked}"), &[303]),
        (format!("Content-Length: 70000\r\n{chunked}"), &[303]),
        (format!("Content-Length: x\r\n{chunked}"), &[400]),
        (
            format!("Content-Length: 6\r\nContent-Length: 7\r\n{chunked}"),
            &[400],
        ),
    ] {
        let request = format!(
            "POST {target} HTTP/1.1\r\n{HOST}{URL}{coding}\r\n\r\n6\r\ntext=a\r\n0\r\n\r\n{SMUGGLED}"
        );
        assert_eq!(statuses(&net, &request).await, expected, "{coding:?}");
        let runs = usize::from(expected[0] == 303);
        assert_eq!(net.ran.taken().len(), runs, "{coding:?}");
    }
}

#[tokio::test]
async fn broken_chunks_run_nothing() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    for body in [
        "x\r\ntext=a\r\n0\r\n\r\n",
        "-1\r\ntext=a\r\n0\r\n\r\n",
        "\r\ntext=a\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\ntext=a\r\n0\r\n\r\n",
        "5\r\ntext=a\r\n0\r\n\r\n",
        "7\r\ntext=a\r\n0\r\n\r\n",
        "6\ntext=a\n0\n\n",
        "6\r\ntext=a",
        "6\r\ntext=a\r\n",
        "6\r\ntext=a\r\n0\r\n",
        "10000000\r\ntext=a",
    ] {
        for enhanced in ["", "Postback-Request: 1\r\n"] {
            let request = format!(
                "POST {target} HTTP/1.1\r\n{HOST}{URL}{enhanced}Transfer-Encoding: chunked\r\n\r\n{body}"
            );
            let answers = net.cut(request.as_bytes()).await;
            let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
            assert_eq!(statuses, [400], "{body:?}");
            assert!(net.ran.taken().is_empty(), "{body:?}");
        }
    }
}

#[tokio::test]
async fn heads_that_are_none_are_bad_requests() {
    let net = Net::new().await;
    for request in [
        "POST\r\n\r\n",
        "POST / HTTP/9.9\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nX y: z\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        "POST /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /?_action=\0 HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / /x HTTP/1.1\r\nHost: a\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}",
    ] {
        assert_eq!(statuses(&net, request).await, [400], "{request:?}");
    }
    // Lines that end without a CR are read, each as one line and in one way.
    let bare = format!(
        "GET /still HTTP/1.1\n{}\nConnection: close\n\n",
        HOST.trim_end()
    );
    assert_eq!(statuses(&net, &bare).await, [200]);
}

#[tokio::test]
async fn heads_that_are_too_long_are_refused_by_name() {
    let net = Net::new().await;
    let header = format!("X: {}\r\n", "a".repeat(1 << 20));
    let headers = "X: a\r\n".repeat(1_000);
    let cookies = format!("Cookie: {}\r\n", "a=b; ".repeat(200_000));
    for (query, head, expected) in [
        ("", &*header, 431),
        ("", &headers, 431),
        ("", &cookies, 431),
        (&format!("?{}", "a".repeat(100_000)), "", 414),
    ] {
        let request = format!("GET /still{query} HTTP/1.1\r\n{HOST}{head}\r\n");
        assert_eq!(statuses(&net, &request).await, [expected]);
    }
}
