//! Server Actions for axum.

// Generated code says `::postback::`, also inside the library's own tests.
extern crate self as postback;

mod form;
mod html;

pub use form::{
    Choice, Choices, Confirm, Field, FieldError, Form, FormContext, FormField, FormId, FromForm,
    List, MAX_DEPTH, MAX_FIELDS, MAX_NAME, Pairs, Problem, Search, with_messages,
};
pub use html::{Html, IntoHtml};
pub use postback_macros::FromForm;

/// What generated code calls. Not for apps: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::form::private as form;
}
