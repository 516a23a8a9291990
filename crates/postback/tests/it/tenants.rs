//! Tenants share nothing: what a request is divided by is its own, for the page after an action as well.

mod outside;
mod property;
mod seen;
mod site;
mod switching;
