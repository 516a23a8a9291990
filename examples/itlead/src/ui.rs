//! The parts of every page: the frame around it and its components.

mod frame;
mod parts;
mod prose;
mod rows;

pub(crate) use self::{
    frame::{error_page, layout, public_layout},
    parts::{avatar, empty, pages, ring, tags, when},
    prose::{code_spans, prose, without_marks},
    rows::rows,
};
