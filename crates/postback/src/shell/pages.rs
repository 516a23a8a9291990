//! The page cache: a declared page is rendered once for everybody, by a new request.
#![allow(dead_code, reason = "the engine comes next")]

mod conditional;
mod declared;
#[cfg(feature = "compression")]
mod encoding;
mod request;
mod routes;
mod stored;

pub use self::declared::CachedPage;
