//! Actions that change what is cached, and the pages that show it.

#[path = "../support_running/mod.rs"]
mod support_running;

mod development;
mod partitions;
mod publishing;
mod reading;
mod site;
mod weights;
