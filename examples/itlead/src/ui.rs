//! What every page is made of: the frame around it and the pieces in it.

mod frame;
mod parts;
mod prose;

pub use self::{
    frame::frame,
    parts::{empty, level, pages, ring, tags, when},
    prose::{code_spans, prose},
};
