//! Over sockets: a page hit beside a fixed answer, and an action with and without the cache.

use std::io::Result;
use std::time::Duration;

use super::board::Kept;
use super::task::{Reader, Task};
use crate::client::{Reply, wrong};
use crate::load::{self, ROUNDS, Side};
use crate::parity::visible;
use crate::serve::Which;

/// Somebody who does not take part in the load.
const STRANGER: u64 = 400;

/// Starts the servers, checks that they answer the same, measures, prints.
pub(crate) async fn run(time: Duration, connections: u64) -> Result<()> {
    let mut fixed = started(Which::FixedBytes, connections).await?;
    let mut nothing = started(Which::Board(Kept::Nothing), connections).await?;
    let mut values = started(Which::Board(Kept::Values), connections).await?;
    let mut page = started(Which::Board(Kept::Page), connections).await?;

    for task in Task::READING {
        same(task, &fixed, &page, bytes).await?;
    }
    for task in Task::ACTING {
        same(task, &nothing, &values, text).await?;
        same(task, &nothing, &page, text).await?;
    }
    println!(
        "\n{connections} connections, {ROUNDS} rounds of {:.1} s for each server and task, in turns\n",
        time.as_secs_f64()
    );
    load::heads("fixed bytes", "page cached");
    for task in Task::READING {
        let rounds = load::in_turns(&mut fixed, &mut page, task, time).await?;
        load::print(task.title(), &rounds);
    }
    for (name, cached) in [("values cached", &mut values), ("page cached", &mut page)] {
        println!();
        load::heads("nothing", name);
        for task in Task::ACTING {
            let rounds = load::in_turns(&mut nothing, cached, task, time).await?;
            load::print(task.title(), &rounds);
        }
    }
    Ok(())
}

async fn started(which: Which, connections: u64) -> Result<Side<Reader>> {
    let mut side = Side::new(which).await?;
    for session in 1..=connections {
        let reader = reader(&side, session).await?;
        side.visitors.push(reader);
    }
    Ok(side)
}

async fn reader(side: &Side<Reader>, session: u64) -> Result<Reader> {
    let is_fixed = matches!(side.server.which, Which::FixedBytes);
    Reader::new(side.server.address, session, is_fixed).await
}

/// # Errors
///
/// The answers of the two servers, if they differ.
async fn same(
    task: Task,
    one: &Side<Reader>,
    other: &Side<Reader>,
    seen: fn(Reply<'_>) -> Vec<String>,
) -> Result<()> {
    let mut answers = Vec::new();
    for side in [one, other] {
        let mut all = Vec::new();
        let mut reader = reader(side, STRANGER).await?;
        reader.run(task, |reply| all.push(seen(reply))).await?;
        answers.push(all);
    }
    let (title, names) = (
        task.title(),
        [one, other].map(|side| side.server.which.name()),
    );
    if answers[0] != answers[1] {
        return Err(wrong(format!(
            "the two servers differ in \"{title}\", so there is nothing to compare\n{}: {:#?}\n{}: {:#?}",
            names[0], answers[0], names[1], answers[1]
        )));
    }
    println!(
        "same answer of \"{}\" and \"{}\": {title}",
        names[0], names[1]
    );
    Ok(())
}

/// Everything that matters of an answer from a cache.
fn bytes(reply: Reply<'_>) -> Vec<String> {
    let headers = [
        "content-type",
        "content-length",
        "etag",
        "content-encoding",
        "cache-control",
        "vary",
        "x-frame-options",
    ];
    let mut seen = headers.map(|name| format!("{name}: {:?}", reply.header(name)));
    // A 304 has no body, and need not say how long it would have been.
    if reply.status == 304 {
        seen[1].clear();
    }
    let mut seen = Vec::from(seen);
    seen.push(format!("{} {:?}", reply.status, reply.body));
    seen
}

/// What a person sees of it.
fn text(reply: Reply<'_>) -> Vec<String> {
    let html = String::from_utf8_lossy(reply.body);
    let content_type = format!("{:?}", reply.header("content-type"));
    vec![reply.status.to_string(), content_type, visible(&html)]
}
