//! Actions that change what is cached, and the pages that show it.

mod development;
mod partitions;
mod publishing;
mod reading;
mod site;
mod weights;
