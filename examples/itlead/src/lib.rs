//! itlead: practise for technical interviews. The example app of `postback`.

#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    reason = "an application: its code is read in its place, not as the documentation of an API"
)]

pub mod actions;
pub mod assets;
pub mod db;
pub mod model;
pub mod pages;
pub mod passwords;
pub mod ui;
