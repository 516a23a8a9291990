//! `#[action(rate = "..")]`: who is counted, what counts, and what somebody gets who was too fast.

mod addresses;
mod answers;
mod failures;
mod others;
mod repeats;
mod site;
mod subjects;
