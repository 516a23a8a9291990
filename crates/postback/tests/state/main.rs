//! State and messages on their way through a 303: once, to one page, and never in the way.

mod contents;
mod cookies;
mod large;
#[allow(dead_code, reason = "these tests read a part of the log")]
#[path = "../support_running/log.rs"]
mod log;
mod once;
mod onward;
mod site;
#[path = "../support/mod.rs"]
mod support;
