//! What an app can do with no feature, and what each feature adds.

#[cfg(feature = "compression")]
mod compression;
#[cfg(feature = "jiff")]
mod jiff;
mod none;
mod site;
#[cfg(any(feature = "askama", feature = "maud", feature = "minijinja"))]
mod templates;
#[cfg(feature = "uploads")]
mod uploads;
