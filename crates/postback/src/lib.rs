//! Server Actions for axum.
