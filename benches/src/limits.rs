//! The mode `limits`: what others notice of 200 uploads, and what it costs to refuse.

mod beside;
mod file;
mod refusals;
mod request;
pub(crate) mod site;
mod uploads;

use std::io::Result;
use std::path::PathBuf;
use std::time::Duration;

use self::beside::Taker;
use crate::client::wrong;
use crate::load::{Side, Visitor};
use crate::scenario::Person;
use crate::serve::Which;

/// How many connections are measured.
const OTHERS: u64 = 8;

/// Starts the server, checks what it answers, measures, prints. A phase takes `time`, and each round
/// of a refusal a tenth of it.
pub(crate) async fn over_sockets(time: Duration) -> Result<()> {
    // Each on a server of its own: what the one has done to the memory is not the other's.
    for taker in [Taker::ByHand, Taker::Postback] {
        let mut crowded = Site::<Person>::start().await?;
        for session in 1..=OTHERS {
            let person = Person::new(crowded.side.server.address, session).await?;
            crowded.side.visitors.push(person);
        }
        beside::run(&mut crowded.side, taker, &crowded.folder.0, time).await?;
    }
    let mut refusing = Site::start().await?;
    refusals::run(&mut refusing.side, OTHERS, time / 10).await
}

/// A server and the folder of its uploads; they go in this order.
struct Site<V> {
    side: Side<V>,
    folder: Folder,
}

impl<V: Visitor> Site<V> {
    async fn start() -> Result<Self> {
        let side = Side::new(Which::Limits).await?;
        let id = side.server.id();
        let id = id.ok_or_else(|| wrong("a server that has ended"))?;
        let folder = Folder(site::folder(id));
        Ok(Self { side, folder })
    }
}

/// One upload without sockets, beside the same by hand.
pub(crate) fn on_one_thread() -> Result<()> {
    let folder = Folder(site::folder(std::process::id()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(file::run(&folder.0))
}

/// Removed in the end, also when something went wrong: a server that is killed cannot do it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
