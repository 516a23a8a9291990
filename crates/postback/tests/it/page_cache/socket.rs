//! The same over a real connection: what the server adds and leaves out.

use axum::Router;
use axum::routing::get;
use postback::page;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::site::{Site, fresh, site};

struct Raw {
    head: String,
    body: Vec<u8>,
}

impl Raw {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (sent, value) = line.split_once(": ")?;
            sent.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// One answer of a connection that stays open. A HEAD and a 304 have no body, whatever they say.
async fn answer(socket: &mut TcpStream, has_body: bool) -> Raw {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(socket.read_u8().await.unwrap());
    }
    let mut raw = Raw {
        head: String::from_utf8(bytes).unwrap(),
        body: Vec::new(),
    };
    if has_body {
        let length = raw.header("content-length").unwrap().parse().unwrap();
        raw.body.resize(length, 0);
        socket.read_exact(&mut raw.body).await.unwrap();
    }
    raw
}

#[tokio::test]
async fn pages_go_over_one_connection_in_every_form() {
    let text = "<li>Two sums</li>\n".repeat(300);
    let shown = text.clone();
    let pages = Router::new().route(
        "/list",
        page(get(async move || axum::response::Html(shown))),
    );
    let Site { app, .. } = site(pages, |app| app.cache_page("/list", fresh()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut socket = TcpStream::connect(address).await.unwrap();
    let mut ask = async |method: &str, headers: &str, has_body: bool| {
        let request = format!("{method} /list?x=1 HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        answer(&mut socket, has_body).await
    };

    let head = ask("HEAD", "", false).await;
    let whole = ask("GET", "", true).await;
    assert_eq!(whole.body, text.as_bytes());
    assert_eq!(
        head.header("content-length"),
        whole.header("content-length")
    );
    assert_eq!(head.header("etag"), whole.header("etag"));
    assert!(whole.header("date").is_some() && whole.header("transfer-encoding").is_none());

    let short = ask(
        "GET",
        &format!("If-None-Match: {}\r\n", whole.header("etag").unwrap()),
        false,
    )
    .await;
    assert!(short.head.starts_with("HTTP/1.1 304 "), "{}", short.head);
    assert_eq!(short.header("etag"), whole.header("etag"));
    assert_eq!(short.header("content-length"), None);

    let zipped = ask("GET", "Accept-Encoding: gzip, br\r\n", true).await;
    assert_eq!(zipped.header("content-encoding"), Some("br"));
    assert!(zipped.body.len() < 200, "{}", zipped.body.len());
    let head = ask("HEAD", "Accept-Encoding: br\r\n", false).await;
    assert_eq!(
        head.header("content-length"),
        zipped.header("content-length")
    );

    // Nothing is left over of it: the next answer is whole.
    assert_eq!(
        ask("GET", "Range: bytes=1-2\r\nContent-Length: 0\r\n", true)
            .await
            .body,
        text.as_bytes()
    );
    server.abort();
}
