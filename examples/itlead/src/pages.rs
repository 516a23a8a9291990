//! Everything that can be looked at.

pub mod problems;
