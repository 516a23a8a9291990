//! One of the apps as a process of its own, so that its memory and its CPU time are its own.

use std::io::Result;
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use axum::Router;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use crate::cache::board::{self, Kept};
use crate::cache::fixed;
use crate::client::wrong;
use crate::limits::site;
use crate::{by_hand, with_postback};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    ByHand,
    WithPostback,
    /// For the mode `cache`.
    FixedBytes,
    Board(Kept),
    /// For the mode `limits`.
    Limits,
}

impl Which {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ByHand => "by hand",
            Self::WithPostback => "with postback",
            Self::FixedBytes => "fixed bytes",
            Self::Board(Kept::Nothing) => "nothing cached",
            Self::Board(Kept::Values) => "values cached",
            Self::Board(Kept::Page) => "page cached",
            Self::Limits => "limits",
        }
    }

    pub(crate) async fn app(self) -> Router {
        match self {
            Self::ByHand => by_hand::app(),
            Self::WithPostback => with_postback::app(),
            Self::FixedBytes => fixed::app().await,
            Self::Board(kept) => board::app(kept),
            Self::Limits => site::app(),
        }
    }

    fn argument(self) -> &'static str {
        match self {
            Self::ByHand => "serve-by-hand",
            Self::WithPostback => "serve-with-postback",
            Self::FixedBytes => "serve-fixed-bytes",
            Self::Board(Kept::Nothing) => "serve-nothing-cached",
            Self::Board(Kept::Values) => "serve-values-cached",
            Self::Board(Kept::Page) => "serve-page-cached",
            Self::Limits => "serve-limits",
        }
    }

    pub(crate) fn of_argument(argument: &str) -> Option<Self> {
        let boards = Kept::ALL.map(Self::Board);
        [
            Self::ByHand,
            Self::WithPostback,
            Self::FixedBytes,
            Self::Limits,
        ]
        .into_iter()
        .chain(boards)
        .find(|which| which.argument() == argument)
    }
}

/// A tracing subscriber as in production, except that its lines go nowhere.
pub(crate) fn subscriber() -> impl tracing::Subscriber + Send + Sync {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_writer(std::io::sink)
        .finish()
}

/// Serves until the process is killed, and says where.
pub(crate) async fn serve(which: Which) -> Result<()> {
    tracing::subscriber::set_global_default(subscriber()).map_err(std::io::Error::other)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, which.app().await).await
}

/// A server that runs, and ends with this value.
pub(crate) struct Server {
    pub(crate) which: Which,
    pub(crate) address: SocketAddr,
    child: Child,
}

impl Server {
    pub(crate) async fn start(which: Which) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(which.argument())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child
            .stdout
            .take()
            .ok_or_else(|| wrong("a server without an output"))?;
        let mut lines = BufReader::new(stdout).lines();
        let line = tokio::time::timeout(Duration::from_secs(10), lines.next_line()).await??;
        let address = line
            .and_then(|line| line.parse().ok())
            .ok_or_else(|| wrong(format!("the server {} did not start", which.name())))?;
        Ok(Self {
            which,
            address,
            child,
        })
    }

    /// Its process.
    pub(crate) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// A line of `/proc/<pid>/status` in KiB, where there is such a thing.
    pub(crate) fn memory(&self, line: &str) -> Option<u64> {
        let status = self.proc("status")?;
        let value = status
            .lines()
            .find_map(|own| own.strip_prefix(line)?.strip_prefix(':'))?;
        value.trim().trim_end_matches(" kB").parse().ok()
    }

    /// The CPU time that it has used, in ticks of 10 ms (user and system, `man 5 proc`).
    pub(crate) fn ticks(&self) -> Option<u64> {
        let stat = self.proc("stat")?;
        let (_, after_name) = stat.rsplit_once(") ")?;
        let mut fields = after_name.split(' ').skip(11);
        let user: u64 = fields.next()?.parse().ok()?;
        let system: u64 = fields.next()?.parse().ok()?;
        Some(user + system)
    }

    fn proc(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id()?)).ok()
    }
}
