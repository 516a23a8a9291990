//! What uploads promise.
