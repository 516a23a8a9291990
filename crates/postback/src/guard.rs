//! The checks that a request passes before an action runs.

pub(crate) mod address;
pub(crate) mod once;
pub(crate) mod origin;
pub(crate) mod rates;
pub(crate) mod repeats;
pub(crate) mod running;
