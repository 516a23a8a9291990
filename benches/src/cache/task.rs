//! What is asked for, of every app in the same words.

use std::io::Result;
use std::net::SocketAddr;

use super::board::TARGET;
use super::fixed::{IF_CHANGED, IN_BROTLI};
use crate::ask::Ask;
use crate::client::{Client, Reply, wrong};
use crate::load::Visitor;
use crate::scenario::{action, expect};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// The page as it is.
    Plain,
    /// The page for somebody who has it.
    Known,
    Brotli,
    /// An enhanced action that changes the page: its answer has the page in it.
    Rename,
    /// One that changes nothing on the page.
    Bookmark,
    /// Without the browser runtime: POST, 303, GET.
    WithoutScript,
    /// An enhanced action that changes the page, and nine others who look at it then.
    Audience,
}

impl Task {
    pub(crate) const READING: [Self; 3] = [Self::Plain, Self::Known, Self::Brotli];
    pub(crate) const ACTING: [Self; 4] = [
        Self::Rename,
        Self::Bookmark,
        Self::WithoutScript,
        Self::Audience,
    ];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Plain => "page hit, 200",
            Self::Known => "page hit, 304",
            Self::Brotli => "page hit, 200 in brotli",
            Self::Rename => "action that changes the page",
            Self::Bookmark => "action that does not",
            Self::WithoutScript => "the first: POST, 303, GET",
            Self::Audience => "the first, and 9 readers",
        }
    }

    /// What the task asks, one after the other, with the status that is due.
    pub(crate) fn asks(self, known: &Known) -> Vec<(Ask<'_>, u16)> {
        let page = Ask {
            host: &known.host,
            target: TARGET,
            session: known.session,
            cookie: None,
            form: None,
            also: &[("accept-encoding", "identity")],
        };
        let post = |target, also| Ask {
            target,
            form: Some(&*known.form),
            also,
            ..page
        };
        let enhanced = &[("accept-encoding", "identity"), ("postback-request", "1")];
        match self {
            Self::Plain => vec![(page, 200)],
            Self::Known => {
                let target = if known.is_fixed { IF_CHANGED } else { TARGET };
                let also = &known.with_tag;
                vec![(
                    Ask {
                        target,
                        also,
                        ..page
                    },
                    304,
                )]
            }
            Self::Brotli => {
                let target = if known.is_fixed { IN_BROTLI } else { TARGET };
                vec![(
                    Ask {
                        target,
                        also: &[],
                        ..page
                    },
                    200,
                )]
            }
            Self::Rename => vec![(post(&known.rename, enhanced), 200)],
            Self::Bookmark => vec![(post(&known.bookmark, enhanced), 200)],
            Self::WithoutScript => {
                vec![(post(&known.rename, page.also), 303), (page, 200)]
            }
            Self::Audience => {
                let mut asks = vec![(post(&known.rename, enhanced), 200)];
                asks.extend([(page, 200); 9]);
                asks
            }
        }
    }
}

/// What somebody knows who has the page in front of them.
pub(crate) struct Known {
    host: String,
    session: u64,
    rename: String,
    bookmark: String,
    form: String,
    with_tag: [(&'static str, &'static str); 2],
    is_fixed: bool,
}

impl Known {
    /// How the page is asked for at first.
    pub(crate) fn first(host: &str, session: u64) -> Ask<'_> {
        Ask {
            host,
            target: TARGET,
            session,
            cookie: None,
            form: None,
            also: &[("accept-encoding", "identity")],
        }
    }

    /// From the page and its tag.
    pub(crate) fn of(
        asked: Ask<'_>,
        html: &str,
        etag: Option<&str>,
        is_fixed: bool,
    ) -> Option<Self> {
        let (_, rest) = html.split_once("</form>")?;
        // There is one for each connection, and it is in use to the end.
        let etag = etag.unwrap_or_default().to_owned().leak();
        Some(Self {
            host: asked.host.to_owned(),
            session: asked.session,
            rename: action(TARGET, html)?,
            bookmark: action(TARGET, rest)?,
            // Of the topic of the page, and somebody else's is another one.
            form: format!("id={}", 7 + 10 * asked.session),
            with_tag: [("accept-encoding", "identity"), ("if-none-match", etag)],
            is_fixed,
        })
    }
}

/// A request, and the status that is due.
type Ready = (Vec<u8>, u16);

/// Somebody with a connection and the page in front of them.
pub(crate) struct Reader {
    client: Client,
    known: Known,
    /// The bytes of the task that is done again and again.
    ready: Option<(Task, Vec<Ready>)>,
}

impl Reader {
    pub(crate) async fn new(address: SocketAddr, session: u64, is_fixed: bool) -> Result<Self> {
        let mut client = Client::connect(address).await?;
        let host = address.to_string();
        let asked = Known::first(&host, session);
        let reply = client.send(&asked.bytes()).await?;
        let known = Known::of(asked, reply.text()?, reply.header("etag"), is_fixed);
        Ok(Self {
            client,
            known: known.ok_or_else(|| wrong("a page without its two forms"))?,
            ready: None,
        })
    }

    /// Does the task once, and gives the answers to `look`.
    pub(crate) async fn run(&mut self, task: Task, mut look: impl FnMut(Reply<'_>)) -> Result<()> {
        let ready = self.ready.take().filter(|(ready, _)| *ready == task);
        let (_, requests) = ready.unwrap_or_else(|| {
            let asks = task.asks(&self.known).into_iter();
            (
                task,
                asks.map(|(ask, status)| (ask.bytes(), status)).collect(),
            )
        });
        for (request, status) in &requests {
            let reply = self.client.send(request).await?;
            expect(reply.status, *status)?;
            look(reply);
        }
        self.ready = Some((task, requests));
        Ok(())
    }
}

impl Visitor for Reader {
    type Task = Task;

    async fn go_through(&mut self, task: Task) -> Result<()> {
        self.run(task, |_| {}).await
    }
}
