//! Server Actions for axum.

mod guard;
mod keys;

pub use keys::{Keys, KeysError};
#[cfg(feature = "testing")]
pub mod testing;
