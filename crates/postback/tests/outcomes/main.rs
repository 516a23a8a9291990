//! How an action ends, and what a person gets of it: on every kind of page, with and without
//! JavaScript, and in the log.

mod bodies;
mod errors;
#[allow(dead_code, reason = "these tests read a part of the log")]
#[path = "../support_running/log.rs"]
mod log;
mod owed;
mod places;
mod pressed;
mod redirects;
mod refusals;
mod site;
mod slow;
mod standing;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod unshown;
