//! A refusal is there before everything was sent, and a browser reads it only after that: over a real
//! connection, with more bytes than its buffers hold.

use axum::Router;
use axum::routing::get;
use postback::{Html, Keys, Page, Postback, Result, action, actions, page};
use postback_testing::Browser;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const MIB: usize = 1 << 20;

#[action(public, body = "2 MiB")]
async fn save() -> Result<()> {
    Ok(())
}

async fn home(page: Page) -> Html {
    let button = Html::from_trusted("<button>Save</button>");
    page.form::<save>().open(button)
}

/// Sends 32 MiB with these headers and answers what came back, of which nothing is read before.
async fn refused(headers: &str) -> String {
    let pages = Router::new().route("/", page(get(home)));
    let app = Postback::new(pages)
        .actions(actions![save])
        .keys(Keys::random())
        .with_state(());
    let form = Browser::new(app.clone()).get("/").await.form::<save>();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, app).into_future());

    let mut connection = TcpStream::connect(address).await.unwrap();
    let path = form.action_url().trim_start_matches('/');
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n{headers}\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut chunk = vec![b'a'; MIB];
    if headers.contains("chunked") {
        chunk.splice(0..0, format!("{MIB:x}\r\n").into_bytes());
        chunk.extend_from_slice(b"\r\n");
    }
    for _ in 0..32 {
        connection.write_all(&chunk).await.unwrap();
    }
    if headers.contains("chunked") {
        connection.write_all(b"0\r\n\r\n").await.unwrap();
    }
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn whoever_reads_after_sending_everything_gets_the_refusal() {
    let size = 32 * MIB;
    for (headers, status, sentence) in [
        (
            format!("Content-Length: {size}"),
            413,
            "more than the 2 MiB",
        ),
        (
            "Transfer-Encoding: chunked".to_owned(),
            413,
            "more than the 2 MiB",
        ),
        (
            format!("Content-Length: {size}\r\nOrigin: http://elsewhere.example"),
            403,
            "sent from another site",
        ),
    ] {
        let answer = refused(&headers).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains(sentence),
            "{headers}: {answer}"
        );
    }
}
