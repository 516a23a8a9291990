//! The library from outside, as its apps use it.
//!
//! One program for all: what compiles and links once is much faster than forty programs. A log that a test
//! reads belongs to its thread (`support::log`), and whoever needs another process starts one (`keys`).

mod address;
mod asof;
mod blank_rows;
mod cache_actions;
mod cached_names;
mod calls;
mod cookie_rules;
mod cookies;
mod dropped;
mod echo;
mod finish;
mod form_pages;
mod forms;
mod frame;
mod guards;
mod hostile;
mod ids;
mod ids_anywhere;
mod kept;
mod keys;
mod layers;
mod lingering;
mod messages;
mod nesting;
mod no_store;
mod nul;
mod origin;
mod outcomes;
mod page_cache;
mod page_status;
mod rates;
mod repeats;
mod routes;
mod running;
mod script;
mod sessions;
mod signed_out;
mod spans;
mod state;
mod support;
mod tenants;
mod typescript;
mod uploads;
