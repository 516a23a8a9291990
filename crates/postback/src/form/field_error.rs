//! Submitted pairs and errors, by field name.

/// An error of one field. If `field` is empty, it is an error of the form itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field as it is submitted: `email`, `items[0].name`.
    pub field: String,
    /// A sentence for the visitor that continues the field's label: "is required".
    pub message: String,
}

/// Names and values in the order of their submission.
pub type Pairs = Vec<(String, String)>;
