//! Refusals by their reason, each in turns with a valid form on the same server.

use std::io::Result;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::request::{FORM, Framing, MULTIPART, Opened, ask, chunked, multipart, picture, post};
use crate::client::{Client, wrong};
use crate::load::{self, Side, Visitor};
use crate::scenario::{INVALID, Person, SETTINGS, Scenario, VALID, expect};

const ROUNDS: usize = 3;
/// Nothing here may take as long.
const TOO_LONG: Duration = Duration::from_secs(10);

/// One reason to refuse, with the request that gives it.
#[derive(Debug)]
pub(super) struct Case {
    title: &'static str,
    status: u16,
    request: Vec<u8>,
    /// So large that the server does not read all of it: the connection ends with it, and may end before
    /// the answer was read.
    is_cut_off: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Task {
    /// POST, 303, GET: the unit.
    Valid,
    Case(&'static Case),
}

/// Somebody with two connections: one for what is valid, and one for the rest.
pub(super) struct Sender {
    person: Person,
    address: SocketAddr,
    open: Option<Client>,
    count: Arc<Count>,
}

#[derive(Default)]
struct Count {
    connections: AtomicU64,
    /// Answers that did not arrive before the connection was closed.
    lost: AtomicU64,
}

impl Visitor for Sender {
    type Task = Task;

    async fn go_through(&mut self, task: Task) -> Result<()> {
        match task {
            Task::Valid => self.person.run(Scenario::Valid, |_| {}).await,
            Task::Case(case) => self.send(case).await,
        }
    }
}

impl Sender {
    async fn send(&mut self, case: &Case) -> Result<()> {
        loop {
            let used = self.open.take();
            let is_used = used.is_some();
            let mut client = if let Some(client) = used {
                client
            } else {
                self.count.connections.fetch_add(1, Relaxed);
                Client::connect(self.address).await?
            };
            // As a browser does: everything is sent before the answer is read.
            let written = client.write(&case.request).await;
            match client.reply().await {
                Ok(reply) => {
                    expect(reply.status, case.status)?;
                    let closes = reply.header("connection") == Some("close");
                    if written.is_ok() && !closes && !case.is_cut_off {
                        self.open = Some(client);
                    }
                }
                // Closed after the answer before.
                Err(_) if is_used => continue,
                Err(_) if case.is_cut_off => {
                    self.count.lost.fetch_add(1, Relaxed);
                }
                Err(error) => return Err(error),
            }
            return Ok(());
        }
    }
}

/// Checks the status of each, measures, prints.
pub(super) async fn run(side: &mut Side<Sender>, senders: u64, time: Duration) -> Result<()> {
    let address = side.server.address;
    let count = Arc::new(Count::default());
    for session in 1..=senders {
        side.visitors.push(Sender {
            person: Person::new(address, session).await?,
            address,
            open: None,
            count: Arc::clone(&count),
        });
    }
    let mut client = Client::connect(address).await?;
    let page = Opened::by(&mut client, address.to_string()).await?;
    // The one that the hour has.
    let seldom = page.target("seldom")?;
    let once = post(
        ask(&page.host, &seldom),
        FORM,
        Framing::Length(0),
        b"",
        None,
    );
    expect(client.send(&once).await?.status, 303)?;
    let cases: &[Case] = cases(&page)?.leak();
    check(&mut side.visitors[0], cases).await?;
    head_alone(&page, address).await?;

    println!(
        "\n{senders} connections, {ROUNDS} rounds of {:.1} s for the valid form and for each case, in turns\n",
        time.as_secs_f64()
    );
    load::heads("valid form", "the case");
    side.round(Task::Valid, time).await?;
    for case in cases {
        side.round(Task::Case(case), time / 4).await?;
        let before = (count.connections.load(Relaxed), count.lost.load(Relaxed));
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let valid = side.round(Task::Valid, time).await?;
            rounds.push((valid, side.round(Task::Case(case), time).await?));
        }
        load::print(&format!("{} {}", case.status, case.title), &rounds);
        let connections = count.connections.load(Relaxed) - before.0;
        let lost = count.lost.load(Relaxed) - before.1;
        if connections > 0 {
            println!("    {connections} connections, {lost} answers lost");
        }
    }
    println!(
        "\nserver memory in MiB: {} at rest, {} at its highest",
        load::mib(side.at_rest),
        load::mib(side.server.memory("VmHWM"))
    );
    Ok(())
}

/// Each of them twice, on a connection that may stay open.
async fn check(sender: &mut Sender, cases: &'static [Case]) -> Result<()> {
    for case in cases {
        for _ in 0..2 {
            let answer = tokio::time::timeout(TOO_LONG, sender.go_through(Task::Case(case))).await;
            let problem = match answer {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => error.to_string(),
                Err(_) => format!("no answer in {TOO_LONG:?}"),
            };
            return Err(wrong(format!("{}: {problem}", case.title)));
        }
    }
    println!(
        "\n{} cases have the status that they should have",
        cases.len()
    );
    Ok(())
}

/// How long a refusal takes whose body never comes.
async fn head_alone(page: &Opened, address: SocketAddr) -> Result<()> {
    let target = page.target("send_picture")?;
    let head = post(
        ask(&page.host, &target),
        MULTIPART,
        Framing::Length(16 << 20),
        b"",
        None,
    );
    let mut client = Client::connect(address).await?;
    let started = Instant::now();
    let answer = tokio::time::timeout(TOO_LONG, client.send(&head)).await;
    let answer = answer.map_err(|_| wrong(format!("a head alone: no answer in {TOO_LONG:?}")))?;
    expect(answer?.status, 413)?;
    println!(
        "413 for a head that declares 16 MiB, with no body after it: answered after {:.2} s",
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

fn cases(page: &Opened) -> Result<Vec<Case>> {
    let save = page.target("update_profile")?;
    let (short, seldom) = (page.target("shorten")?, page.target("seldom")?);
    let pictures = page.target("send_picture")?;
    let unknown = format!("{SETTINGS}?_action=update_profile.AAAAAAAAAAAAAAAAAAAAAA");
    let to = |target| ask(&page.host, target);
    let whole =
        |target, kind, body: &[u8]| post(to(target), kind, Framing::Length(body.len()), body, None);
    let case = |title, status, request| Case {
        title,
        status,
        request,
        is_cut_off: false,
    };
    let stranger = crate::ask::Ask {
        session: crate::shared::PEOPLE + 1,
        ..to(&save)
    };
    let valid = VALID.as_bytes();
    let length = Framing::Length(valid.len());
    let cross_site = Some(("sec-fetch-site", "cross-site"));
    let large = format!("about={}", "a".repeat(5 << 10));
    let many = "a=1&".repeat(2_001);
    let cut = b"------a-boundary-of-the-benchmark\r\n\
        content-disposition: form-data; name=\"name\"\r\n\r\nGrace";
    let file = |bytes: &[u8]| whole(&pictures, MULTIPART, &multipart(bytes));
    let small = picture(4 << 10);
    Ok(vec![
        case("the valid POST alone", 303, whole(&save, FORM, valid)),
        case(
            "cross-site",
            403,
            post(to(&save), FORM, length, valid, cross_site),
        ),
        case("unknown action", 409, whole(&unknown, FORM, valid)),
        case(
            "missing caller",
            401,
            post(stranger, FORM, length, valid, None),
        ),
        case("rate limited", 429, whole(&seldom, FORM, b"")),
        case("wrong content type", 415, whole(&save, "text/plain", valid)),
        case(
            "5 KiB of 4, declared",
            413,
            whole(&short, FORM, large.as_bytes()),
        ),
        case(
            "5 KiB of 4, in chunks",
            413,
            post(
                to(&short),
                FORM,
                Framing::Chunks,
                &chunked(large.as_bytes()),
                None,
            ),
        ),
        case("2,001 fields", 413, whole(&save, FORM, many.as_bytes())),
        case("malformed multipart", 400, whole(&save, MULTIPART, cut)),
        case("invalid form", 422, whole(&save, FORM, INVALID.as_bytes())),
        case("a PNG of 4 KiB, taken", 303, file(&small)),
        case(
            "a text of 4 KiB, for a PNG",
            422,
            file(&vec![b'a'; 4 << 10]),
        ),
        Case {
            is_cut_off: true,
            ..case("16 MiB of 8, all sent", 413, file(&picture(16 << 20)))
        },
    ])
}
