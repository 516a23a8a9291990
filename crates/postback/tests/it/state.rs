//! State and messages on their way through a 303: once, to one page, and never in the way.

mod contents;
mod cookies;
mod large;
mod once;
mod onward;
mod site;
