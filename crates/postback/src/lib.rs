//! Server Actions for axum.

mod keys;

pub use keys::{Keys, KeysError};
