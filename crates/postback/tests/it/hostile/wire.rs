//! Bytes over a socket, as no browser sends them, and what comes back.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::site::{Ran, site};

pub(crate) const URL: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
pub(crate) const HOST: &str = "Host: app.example\r\n";

/// Far more than any answer takes: a test that waits for longer has found a connection that hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server, and a visitor beside the one who attacks it.
pub(crate) struct Net {
    address: SocketAddr,
    pub(crate) ran: Ran,
}

impl Net {
    pub(crate) async fn new() -> Self {
        let ran = Ran::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = site(&ran);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, ran }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends these bytes, and reads every answer until the server closes.
    pub(crate) async fn exchange(&self, bytes: &[u8]) -> Vec<Answer> {
        self.answers(bytes, false).await
    }

    /// As [`exchange`](Self::exchange), and the connection ends with these bytes.
    pub(crate) async fn cut(&self, bytes: &[u8]) -> Vec<Answer> {
        self.answers(bytes, true).await
    }

    async fn answers(&self, bytes: &[u8], cut: bool) -> Vec<Answer> {
        let mut socket = self.connect().await;
        // It may be refused before all of it is written, and the rest runs into a reset.
        let _ = socket.write_all(bytes).await;
        if cut {
            let _ = socket.shutdown().await;
        }
        let answers = Answer::all(&mut socket).await;
        self.goes_on().await;
        answers
    }

    /// The only answer to these bytes.
    pub(crate) async fn send(&self, bytes: &[u8]) -> Answer {
        let mut answers = self.exchange(bytes).await;
        assert_eq!(answers.len(), 1, "{answers:?}");
        answers.remove(0)
    }

    /// `head` is whole lines; the length of the body is said.
    pub(crate) async fn post(&self, target: &str, head: &str, body: &[u8]) -> Answer {
        let length = body.len();
        let head = format!(
            "POST {target} HTTP/1.1\r\n{HOST}Connection: close\r\nContent-Length: {length}\r\n{head}\r\n"
        );
        self.send(&[head.as_bytes(), body].concat()).await
    }

    pub(crate) async fn get(&self, target: &str, head: &str) -> Answer {
        let request = format!("GET {target} HTTP/1.1\r\n{HOST}Connection: close\r\n{head}\r\n");
        self.send(request.as_bytes()).await
    }

    /// Somebody else is answered.
    pub(crate) async fn goes_on(&self) {
        let mut socket = self.connect().await;
        let request = format!("GET /still HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        let answers = Answer::all(&mut socket).await;
        assert_eq!(
            (answers[0].status, &*answers[0].text()),
            (200, "still here")
        );
    }

    /// Where the form of this action on this page posts to.
    pub(crate) async fn target(&self, path: &str, action: &str) -> String {
        let page = self.get(path, "").await.text();
        let mut queries = page
            .split("action=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        let query = queries.find(|query| query.contains(&format!("_action={action}.")));
        format!(
            "{path}{}",
            query.expect("the page has the form").replace("&amp;", "&")
        )
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// As they came, name and value.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    async fn all(socket: &mut TcpStream) -> Vec<Self> {
        let mut bytes = Vec::new();
        let read = tokio::time::timeout(PATIENCE, socket.read_to_end(&mut bytes));
        // A reset after the answer is as good as an end.
        let _ = read.await.expect("the server leaves nobody hanging");
        let (mut rest, mut answers) = (&bytes[..], Vec::new());
        while !rest.is_empty() {
            let (answer, more) = Self::read(rest);
            answers.push(answer);
            rest = more;
        }
        answers
    }

    fn read(bytes: &[u8]) -> (Self, &[u8]) {
        let end = bytes.windows(4).position(|at| at == b"\r\n\r\n");
        let (head, body) = bytes.split_at(end.expect("a whole head") + 4);
        let head = std::str::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers: Vec<(String, String)> = lines
            .filter(|line| !line.is_empty())
            .map(|line| {
                line.split_once(": ")
                    .unwrap_or((line.trim_end_matches(':'), ""))
            })
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.map_or(0, |(_, value)| value.parse().unwrap());
        let (body, rest) = body.split_at(length);
        let answer = Self {
            status: status.parse().unwrap(),
            headers,
            body: body.to_vec(),
        };
        (answer, rest)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn all_of(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(own, _)| own == name);
        named.map(|(_, value)| &**value).collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.all_of(name).first().copied().unwrap_or_default()
    }

    /// Of the answer to an enhanced request: what it says, and the page.
    pub(crate) fn frame(&self) -> (Value, String) {
        let text = self.text();
        let (head, html) = text.split_once('\n').expect("a frame has a first line");
        (serde_json::from_str(head).unwrap(), html.to_owned())
    }
}

/// A submit that is refused, plain and enhanced alike.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// Whole lines.
    pub(crate) head: &'static str,
    pub(crate) body: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) outcome: &'static str,
    pub(crate) says: &'static str,
}

impl Row {
    pub(crate) async fn check(&self, net: &Net, target: &str) {
        for enhanced in [false, true] {
            let head = if enhanced {
                format!("{}Postback-Request: 1\r\n", self.head)
            } else {
                self.head.to_owned()
            };
            let answer = net.post(target, &head, &self.body).await;
            self.is_answered(&answer, enhanced);
            assert!(net.ran.taken().is_empty(), "{}", self.name);
        }
    }

    pub(crate) fn is_answered(&self, answer: &Answer, enhanced: bool) {
        let (name, says) = (self.name, self.says);
        assert_eq!(answer.status, self.status, "{name}: {}", answer.text());
        if enhanced {
            let (head, _) = answer.frame();
            assert_eq!(head["outcome"], self.outcome, "{name}");
            let said = head["say"].as_str().unwrap_or_default();
            assert!(said.contains(says), "{name}: {said}");
        } else {
            let text = answer.text().replace("&#39;", "'");
            assert!(text.contains(says), "{name}: {text}");
        }
    }
}
