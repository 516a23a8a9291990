//! What others notice of 200 uploads, and what these cost the server.

use std::io::Result;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::request::{Framing, MULTIPART, Opened, ask, multipart, picture, post};
use super::site::BY_HAND;
use super::uploads::{COUNT, Pace, SIZE, Uploads};
use crate::client::{Client, wrong};
use crate::load::{Side, mib};
use crate::scenario::{Person, Scenario};

/// Until each upload has sent a few batches.
const RAMP: Duration = Duration::from_secs(3);
/// How long a server may take to remove what was broken off.
const TO_CLEAN_UP: Duration = Duration::from_secs(10);

/// What a phase has shown.
struct Phase {
    /// Sorted, of each request of the others.
    waits: Vec<Duration>,
    seconds: f64,
    ticks: Option<u64>,
    highest: Option<u64>,
}

/// Who takes the uploads; the others are served by postback.
#[derive(Clone, Copy)]
pub(super) enum Taker {
    ByHand,
    Postback,
}

pub(super) async fn run(
    side: &mut Side<Person>,
    taker: Taker,
    folder: &Path,
    time: Duration,
) -> Result<()> {
    let address = side.server.address;
    let mut client = Client::connect(address).await?;
    let page = Opened::by(&mut client, address.to_string()).await?;
    let body = multipart(&picture(SIZE));
    let (name, target) = match taker {
        Taker::ByHand => ("by hand", BY_HAND.to_owned()),
        Taker::Postback => ("by postback", page.target("send_picture")?),
    };
    let length = Framing::Length(body.len());
    let request = post(ask(&page.host, &target), MULTIPART, length, &body, None);
    if client.send(&request).await?.status != 303 {
        return Err(wrong(
            "the upload is refused, so there is nothing to measure",
        ));
    }
    let request: Arc<[u8]> = request.into();

    println!(
        "\n{COUNT} uploads of {} MiB, taken {name}, beside {} others, phases of {:.0} s; ratios to \"alone\"\n",
        SIZE >> 20,
        side.visitors.len(),
        time.as_secs_f64()
    );
    println!(
        "{:<28} {:>11} {:>6} {:>24} {:>20}   {:>10} {:>12} {:>8} {:>7}",
        "",
        "requests/s",
        "ratio",
        "p50 / p99 / max ms",
        "ratio p50 / p99",
        "server CPU",
        "highest MiB",
        "MiB/s",
        "files"
    );
    others(side, Duration::from_millis(500)).await?;
    let alone = others(side, time).await?;
    print("alone", &alone, &alone, None);

    let uploads = Uploads::start(address, Arc::clone(&request), Pace::Slow);
    sleep(RAMP).await;
    let (idle, sent) = during(&uploads, nobody(side, time)).await?;
    print("slow uploads, nobody else", &idle, &alone, Some(sent));
    let (slow, sent) = during(&uploads, others(side, time)).await?;
    print("beside slow uploads", &slow, &alone, Some(sent));
    uploads.stop()?;
    emptied(folder).await?;

    let uploads = Uploads::start(address, request, Pace::Fast);
    sleep(RAMP).await;
    let (fast, sent) = during(&uploads, others(side, time)).await?;
    print("beside fast uploads", &fast, &alone, Some(sent));
    uploads.stop()?;
    emptied(folder).await?;
    let after = others(side, time).await?;
    print("alone again", &after, &alone, None);

    let each = |phase: &Phase| {
        let more = phase.highest?.checked_sub(alone.highest?)?;
        Some(more / u64::from(COUNT))
    };
    let kib = |kib: Option<u64>| kib.map_or_else(|| "-".to_owned(), |kib| kib.to_string());
    println!(
        "\nserver memory in MiB: {} at rest, {} at the end; KiB for each upload: {} slow, {} fast\n\
         no file is left in the folder of the uploads",
        mib(side.at_rest),
        mib(side.server.memory("VmRSS")),
        kib(each(&slow)),
        kib(each(&fast)),
    );
    Ok(())
}

/// A phase, and how many bytes and files came in meanwhile.
async fn during(
    uploads: &Uploads,
    phase: impl Future<Output = Result<Phase>>,
) -> Result<(Phase, (u64, u64))> {
    let before = uploads.so_far();
    let phase = phase.await?;
    let after = uploads.so_far();
    Ok((phase, (after.0 - before.0, after.1 - before.1)))
}

async fn nobody(side: &Side<Person>, time: Duration) -> Result<Phase> {
    let before = side.server.ticks();
    sleep(time).await;
    Ok(Phase::of(side, Vec::new(), time, before))
}

/// They look at the page, and send its form, again and again.
async fn others(side: &mut Side<Person>, time: Duration) -> Result<Phase> {
    let before = side.server.ticks();
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for mut person in side.visitors.drain(..) {
        tasks.spawn(async move {
            let mut waits = Vec::new();
            while started.elapsed() < time {
                for scenario in [Scenario::Page, Scenario::Valid] {
                    let mut since = Instant::now();
                    person
                        .run(scenario, |_| {
                            waits.push(since.elapsed());
                            since = Instant::now();
                        })
                        .await?;
                }
            }
            Ok::<_, std::io::Error>((person, waits))
        });
    }
    let mut all = Vec::new();
    while let Some(task) = tasks.join_next().await {
        let (person, waits) = task.map_err(std::io::Error::other)??;
        side.visitors.push(person);
        all.extend(waits);
    }
    all.sort_unstable();
    Ok(Phase::of(side, all, started.elapsed(), before))
}

impl Phase {
    fn of(side: &Side<Person>, waits: Vec<Duration>, time: Duration, before: Option<u64>) -> Self {
        Self {
            waits,
            seconds: time.as_secs_f64(),
            ticks: side
                .server
                .ticks()
                .zip(before)
                .map(|(now, then)| now - then),
            // Phases come in the order of what they need.
            highest: side.server.memory("VmHWM"),
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn rate(&self) -> f64 {
        self.waits.len() as f64 / self.seconds
    }

    /// Milliseconds that so many of a thousand do not wait longer than.
    fn wait(&self, of_1000: usize) -> f64 {
        let at = (self.waits.len() * of_1000 / 1_000).min(self.waits.len() - 1);
        self.waits[at].as_secs_f64() * 1e3
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn print(title: &str, phase: &Phase, alone: &Phase, sent: Option<(u64, u64)>) {
    let cpu = phase.ticks.map_or_else(
        || "-".to_owned(),
        |ticks| format!("{:.0} %", ticks as f64 / phase.seconds),
    );
    let (waits, ratios) = if phase.waits.is_empty() {
        ("-".to_owned(), "-".to_owned())
    } else {
        let [half, most, all] = [500, 990, 1_000].map(|of_1000| phase.wait(of_1000));
        (
            format!("{half:.2} / {most:.2} / {all:.1}"),
            format!(
                "{:.2} / {:.2}",
                half / alone.wait(500),
                most / alone.wait(990)
            ),
        )
    };
    let (mib_s, files) = sent.map_or_else(
        || ("-".to_owned(), "-".to_owned()),
        |(bytes, files)| {
            let mib = bytes as f64 / f64::from(1 << 20);
            (format!("{:.1}", mib / phase.seconds), files.to_string())
        },
    );
    println!(
        "{title:<28} {:>11.0} {:>6.3} {waits:>24} {ratios:>20}   {cpu:>10} {:>12} {mib_s:>8} {files:>7}",
        phase.rate(),
        phase.rate() / alone.rate(),
        mib(phase.highest),
    );
}

/// Waits until no upload lies in the folder.
///
/// # Errors
///
/// How many do after a while.
async fn emptied(folder: &Path) -> Result<()> {
    let started = Instant::now();
    loop {
        match files_below(folder)? {
            0 => return Ok(()),
            left if started.elapsed() > TO_CLEAN_UP => {
                return Err(wrong(format!(
                    "{left} uploads are left in {}",
                    folder.display()
                )));
            }
            _ => sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Without the lock that a folder of uploads has.
fn files_below(folder: &Path) -> Result<usize> {
    let mut count = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            count += files_below(&entry.path())?;
        } else if entry.file_name() != "lock" {
            count += 1;
        }
    }
    Ok(count)
}
