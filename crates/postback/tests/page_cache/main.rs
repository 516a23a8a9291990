//! Pages that are rendered once for everybody, through the whole app.

mod conditional;
mod encoding;
mod freshness;
mod keys;
mod leaks;
#[allow(dead_code, reason = "these tests read a part of the log")]
#[path = "../support_running/log.rs"]
mod log;
mod nesting;
mod site;
mod socket;
mod starving;
#[path = "../support/mod.rs"]
mod support;
mod unfit;
mod unkept;
