//! One request as a browser sends it: as bytes for a socket, or as a value for a service.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::Request;

/// What every navigation of a browser carries.
const ALWAYS: [(&str, &str); 8] = [
    (
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ),
    (
        "accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ),
    ("accept-language", "en-US,en;q=0.5"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("sec-fetch-site", "same-origin"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
    ("upgrade-insecure-requests", "1"),
];

#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) host: &'a str,
    pub(crate) target: &'a str,
    pub(crate) session: u64,
    /// One more cookie, `name=value`.
    pub(crate) cookie: Option<&'a str>,
    /// A form, which makes it a POST.
    pub(crate) form: Option<&'a str>,
    /// More headers; one that a browser always sends is replaced.
    pub(crate) also: &'a [(&'a str, &'a str)],
}

impl Ask<'_> {
    fn method(&self) -> &'static str {
        if self.form.is_some() { "POST" } else { "GET" }
    }

    /// Calls `add` with each header.
    fn headers(&self, mut add: impl FnMut(&str, &str)) {
        add("host", self.host);
        let is_replaced = |name: &str| self.also.iter().any(|(own, _)| *own == name);
        let always = ALWAYS.iter().filter(|(name, _)| !is_replaced(name));
        for (name, value) in always.chain(self.also) {
            add(name, value);
        }
        let session = self.session;
        match self.cookie {
            Some(cookie) => add("cookie", &format!("session={session}; {cookie}")),
            None => add("cookie", &format!("session={session}")),
        }
        if let Some(form) = self.form {
            add("origin", &format!("http://{}", self.host));
            add("content-type", "application/x-www-form-urlencoded");
            add("content-length", &form.len().to_string());
        }
    }

    /// As it goes through a socket.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.written(self.method(), self.form.unwrap_or_default().as_bytes())
    }

    /// A POST of anything, as it goes through a socket: what it is, and how long, stands in `also`.
    pub(crate) fn posting(&self, body: &[u8]) -> Vec<u8> {
        self.written("POST", body)
    }

    fn written(&self, method: &str, body: &[u8]) -> Vec<u8> {
        let mut head = format!("{method} {} HTTP/1.1\r\n", self.target);
        self.headers(|name, value| {
            // Writing to a String does not fail.
            let _ = write!(head, "{name}: {value}\r\n");
        });
        head.push_str("\r\n");
        [head.as_bytes(), body].concat()
    }

    /// As a server hands it to the app.
    pub(crate) fn request(&self) -> Request<Body> {
        let mut request = Request::builder().method(self.method()).uri(self.target);
        self.headers(|name, value| {
            request = std::mem::take(&mut request).header(name, value);
        });
        let body = self
            .form
            .map_or_else(Body::empty, |form| Body::from(form.to_owned()));
        request
            .body(body)
            .expect("names and values are of the benchmark's own making")
    }
}
