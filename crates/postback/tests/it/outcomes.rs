//! How an action ends, and what a person gets of it: on every kind of page, with and without
//! JavaScript, and in the log.

mod bodies;
mod errors;
mod owed;
mod places;
mod pressed;
mod redirects;
mod refusals;
mod site;
mod slow;
mod standing;
mod table;
mod unshown;
