//! Everything that changes something.

pub mod auth;
pub mod problems;
pub mod profile;
