//! A small HTTP/1.1 client: one keep-alive connection, one request at a time, as little work as
//! possible beside the server it measures.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// How much of the buffer has been read into.
    filled: usize,
}

/// The answer to the last request, in the client's own buffer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reply<'c> {
    pub(crate) status: u16,
    head: &'c str,
    pub(crate) body: &'c [u8],
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 64 << 10],
            filled: 0,
        })
    }

    /// Sends a request and reads its answer, which must have a `Content-Length`, or no body (304).
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<Reply<'_>> {
        self.write(request).await?;
        self.reply().await
    }

    /// Sends a piece of a request.
    pub(crate) async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.stream.write_all(piece).await
    }

    /// Reads the answer to what was written.
    pub(crate) async fn reply(&mut self) -> Result<Reply<'_>> {
        self.filled = 0;
        let head = loop {
            self.more().await?;
            let end = self.buffer[..self.filled]
                .windows(4)
                .position(|end| end == b"\r\n\r\n");
            if let Some(end) = end {
                break end;
            }
        };
        let status = text(&self.buffer[..head])?
            .get(9..12)
            .and_then(|status| status.parse().ok())
            .ok_or_else(|| wrong("an answer without a status"))?;
        let length = match value(text(&self.buffer[..head])?, "content-length") {
            _ if status == 304_u16 => Some(0),
            Some(length) => length.parse().ok(),
            None => None,
        }
        .ok_or_else(|| wrong("an answer without a Content-Length"))?;
        let end = head + 4 + length;
        while self.filled < end {
            self.more().await?;
        }
        Ok(Reply {
            status,
            head: text(&self.buffer[..head])?,
            body: &self.buffer[head + 4..end],
        })
    }

    async fn more(&mut self) -> Result<()> {
        if self.filled == self.buffer.len() {
            return Err(wrong("an answer larger than the client's buffer"));
        }
        match self.stream.read(&mut self.buffer[self.filled..]).await? {
            0 => Err(wrong("the server closed the connection")),
            read => {
                self.filled += read;
                Ok(())
            }
        }
    }
}

impl<'c> Reply<'c> {
    pub(crate) fn text(&self) -> Result<&'c str> {
        text(self.body)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&'c str> {
        value(self.head, name)
    }

    /// The cookie that the answer sets, as the browser sends it back.
    pub(crate) fn cookie(&self) -> Option<&'c str> {
        let cookie = self.header("set-cookie")?;
        cookie.split(';').next()
    }
}

fn value<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.split("\r\n").skip(1).find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| wrong("an answer that is not UTF-8"))
}

pub(crate) fn wrong(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidData, what.into())
}
