//! Pages that are rendered once for everybody, through the whole app.

mod conditional;
mod encoding;
mod freshness;
mod keys;
mod leaks;
mod nesting;
mod site;
mod socket;
mod starving;
mod unfit;
mod unkept;
