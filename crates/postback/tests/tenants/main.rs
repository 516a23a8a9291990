//! Tenants share nothing: what a request is divided by is its own, for the page after an action as well.

#[path = "../support/mod.rs"]
mod support;

mod outside;
mod property;
mod seen;
mod site;
mod switching;
