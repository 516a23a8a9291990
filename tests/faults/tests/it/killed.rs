//! The server is killed while a thousand submits come in; whoever got no answer sends again.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::Mutex;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use super::server::{Answer, Server};

const SUBMITS: u32 = 1_000;
/// As many as a browser opens, and two.
const CONNECTIONS: usize = 8;
/// Forms that were opened and left lying until the server had been killed.
const TABS: u32 = 20;

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Once,
    Plain,
    Enhanced,
}

/// Somebody who wants one thing done, and sends it until told that it is.
#[derive(Debug)]
struct Visitor {
    number: u32,
    how: How,
    /// What the form posts to, and which process has rendered it.
    form: Option<(String, usize)>,
    sent: u32,
    has_seen_stale: bool,
}

impl Visitor {
    fn new(number: u32) -> Self {
        let how = match number % 4 {
            0 | 1 => How::Once,
            2 => How::Plain,
            _ => How::Enhanced,
        };
        Self {
            number,
            how,
            form: None,
            sent: 0,
            has_seen_stale: false,
        }
    }

    fn path(&self) -> String {
        format!("/entry/{}", self.number)
    }

    fn action(&self) -> &'static str {
        match self.how {
            How::Once => "pay",
            How::Plain | How::Enhanced => "note",
        }
    }

    fn open(&mut self, server: &Server, process: usize) -> io::Result<()> {
        if self.form.is_none() {
            let page = server.get(&self.path())?;
            self.form = Some((page.target(&self.path(), self.action()), process));
        }
        Ok(())
    }

    /// Until it is done, or the connection broke: then the same form is sent again later.
    fn submit(&mut self, server: &Server, process: usize) -> io::Result<()> {
        loop {
            self.open(server, process)?;
            let (target, rendered) = self.form.as_ref().unwrap();
            let headers = match self.how {
                How::Enhanced => {
                    format!(
                        "Postback-Request: 1\r\nPostback-Id: submission-number-{}\r\n",
                        self.number
                    )
                }
                _ => String::new(),
            };
            let is_from_before = *rendered < process;
            self.sent += 1;
            let body = format!("number={}&text=kept+{0}", self.number);
            let answer = server.post(target, &headers, &body)?;
            match (self.how, answer.status) {
                (How::Once, 409) => {
                    assert!(is_from_before, "{self:?} {answer:?}");
                    if self.looks_again(&answer, process) {
                        return Ok(());
                    }
                }
                (How::Once, 303) => {
                    assert!(!is_from_before, "it could have run before: {self:?}");
                    return Ok(());
                }
                (How::Plain, 303) => return Ok(()),
                (How::Enhanced, 200) => {
                    assert!(
                        answer.body.starts_with("{\"v\":1,\"ok\":true"),
                        "{answer:?}"
                    );
                    return Ok(());
                }
                _ => panic!("{self:?} {answer:?}"),
            }
        }
    }

    /// The answer says that the server cannot tell, shows whether it was done, and has the form, filled.
    fn looks_again(&mut self, answer: &Answer, process: usize) -> bool {
        self.has_seen_stale = true;
        for part in [
            "no longer knows whether it was sent",
            &format!("value=\"{}\"", self.number),
            &format!("value=\"kept {}\"", self.number),
        ] {
            assert!(answer.body.contains(part), "{part}: {answer:?}");
        }
        let fresh = answer.target(&self.path(), self.action());
        assert_ne!(fresh, self.form.as_ref().unwrap().0);
        self.form = Some((fresh, process));
        answer.body.contains("<p id=\"paid\">1</p>")
    }
}

/// All of them send at once, until the one who is the `deadly`th to get an answer has the server killed.
fn submitted(
    server: &Server,
    process: usize,
    visitors: VecDeque<Visitor>,
    deadly: Option<usize>,
) -> (Vec<Visitor>, VecDeque<Visitor>) {
    let waiting = Mutex::new(visitors);
    let (answered, unanswered) = (Mutex::new(Vec::new()), Mutex::new(VecDeque::new()));
    std::thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                let next = || waiting.lock().unwrap().pop_front();
                while let Some(mut visitor) = next() {
                    if visitor.submit(server, process).is_err() {
                        assert!(deadly.is_some(), "{visitor:?}");
                        unanswered.lock().unwrap().push_back(visitor);
                        break;
                    }
                    let count = {
                        let mut answered = answered.lock().unwrap();
                        answered.push(visitor);
                        answered.len()
                    };
                    if deadly == Some(count) {
                        server.kill();
                    }
                }
            });
        }
    });
    let mut left = unanswered.into_inner().unwrap();
    left.append(&mut waiting.into_inner().unwrap());
    (answered.into_inner().unwrap(), left)
}

/// How often each effect is there.
async fn effects(database: &Path) -> BTreeMap<(String, u32), u32> {
    let options = SqliteConnectOptions::new().filename(database);
    let db = SqlitePool::connect_with(options).await.unwrap();
    let rows: Vec<(String, u32, u32)> =
        sqlx::query_as("SELECT kind, number, count(*) FROM effects GROUP BY kind, number")
            .fetch_all(&db)
            .await
            .unwrap();
    db.close().await;
    rows.into_iter()
        .map(|(kind, number, count)| ((kind, number), count))
        .collect()
}

/// `kills`: after how many answers each of the processes is killed; one more comes to its end.
async fn round(kills: &[usize]) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("faults.sqlite");
    let mut left: VecDeque<_> = (0..SUBMITS).map(Visitor::new).collect();
    let mut done = Vec::new();
    let deaths = kills.iter().copied().map(Some).chain([None]);
    for (process, deadly) in deaths.enumerate() {
        let server = Server::start(&database);
        if process == 0 {
            for visitor in left.iter_mut().rev().take(TABS as usize) {
                visitor.open(&server, process).unwrap();
            }
        }
        let (answered, unanswered) = submitted(&server, process, left, deadly);
        // Whatever has been answered is there, in the file that the dead process has left.
        let effects = effects(&database).await;
        for visitor in &answered {
            let effect = (visitor.action().to_owned(), visitor.number);
            assert!(effects.contains_key(&effect), "{visitor:?} {deadly:?}");
        }
        done.extend(answered);
        left = unanswered;
    }
    assert!(left.is_empty() && done.len() == SUBMITS as usize);

    let effects = effects(&database).await;
    for visitor in &done {
        let count = effects[&(visitor.action().to_owned(), visitor.number)];
        match visitor.how {
            How::Once => assert_eq!(count, 1, "{visitor:?}"),
            // Nobody remembers a submit across a restart, unless its action says `once`.
            How::Plain | How::Enhanced => {
                assert!((1..=visitor.sent).contains(&count), "{visitor:?} {count}");
            }
        }
    }
    let stale = done.iter().filter(|visitor| visitor.has_seen_stale).count();
    assert!(
        stale >= TABS as usize / 2,
        "the open tabs were refused: {stale}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_early_or_late_loses_nothing_and_pays_nothing_twice() {
    round(&[1]).await;
    round(&[SUBMITS as usize - 30]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_again_and_again_loses_nothing_and_pays_nothing_twice() {
    round(&[300, 200, 50, 1, 150]).await;
}
