//! Hostile input over a real socket: every row has a defined answer, and meanwhile everybody else is
//! answered as ever.

mod afterwards;
mod bodies;
mod cookies;
mod framing;
mod headers;
mod markup;
mod names;
mod queries;
mod site;
mod wire;
