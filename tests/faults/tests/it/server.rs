//! The server as a process of its own, and a visitor without a browser.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

/// The same for every process: ids have to live longer than one.
const KEYS: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

pub(crate) struct Server {
    process: Mutex<Child>,
    address: SocketAddr,
}

impl Server {
    pub(crate) fn start(database: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_faults"))
            .arg(database)
            .env("POSTBACK_KEYS", KEYS)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = process.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let address = line.trim().parse().expect("it says where it listens");
        Self {
            process: Mutex::new(process),
            address,
        }
    }

    /// SIGKILL: nothing of it comes to an end.
    pub(crate) fn kill(&self) {
        let mut process = self.process.lock().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    pub(crate) fn connect(&self) -> io::Result<TcpStream> {
        let socket = TcpStream::connect(self.address)?;
        socket.set_read_timeout(Some(Duration::from_mins(1)))?;
        Ok(socket)
    }

    /// The bytes that it holds in memory, where the system tells.
    pub(crate) fn memory(&self) -> Option<u64> {
        let process = self.process.lock().unwrap().id();
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes * 1024)
    }

    pub(crate) fn get(&self, path: &str) -> io::Result<Answer> {
        self.exchange(&format!(
            "GET {path} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n"
        ))
    }

    /// `headers` are whole lines.
    pub(crate) fn post(&self, target: &str, headers: &str, body: &str) -> io::Result<Answer> {
        self.exchange(&format!(
            "POST {target} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n{headers}\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    /// # Errors
    ///
    /// The connection ended before the answer did: nobody knows what became of the request.
    fn exchange(&self, request: &str) -> io::Result<Answer> {
        let mut socket = self.connect()?;
        socket.write_all(request.as_bytes())?;
        let mut answer = String::new();
        socket.read_to_string(&mut answer)?;
        Answer::read(&answer).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    fn read(answer: &str) -> Option<Self> {
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let length = lines.find_map(|line| line.strip_prefix("content-length: "))?;
        let is_whole = length.parse() == Ok(body.len());
        is_whole.then(|| Self {
            status,
            body: body.to_owned(),
        })
    }

    /// Where the form of this action posts to.
    pub(crate) fn target(&self, path: &str, action: &str) -> String {
        let queries = self.body.split("action=\"").skip(1);
        let mut queries = queries.map(|rest| rest.split('"').next().unwrap());
        let query = queries
            .find(|query| query.contains(&format!("_action={action}.")))
            .expect("the page has the form");
        format!("{path}{}", query.replace("&amp;", "&"))
    }
}
