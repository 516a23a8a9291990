//! The mode `cache`: what a hit costs, and what an action costs whose page is cached.

pub(crate) mod board;
pub(crate) mod fixed;
mod hits;
mod inprocess;
mod load;
mod task;

use std::io::Result;

pub(crate) use self::load::run as over_sockets;

/// On one thread, without sockets: requests, reads, and what is asked for alone.
pub(crate) fn on_one_thread(arguments: &[&str]) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match arguments {
            ["hits", what, entries, count] => hits::alone(what, entries, count).await,
            more => {
                inprocess::run(more.first().copied().unwrap_or_default()).await;
                Ok(())
            }
        }
    })
}
