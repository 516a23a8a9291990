//! itlead: practise for technical interviews. The example app of `postback`.

pub mod actions;
pub mod db;
pub mod model;
pub mod pages;
pub mod passwords;
pub mod ui;
