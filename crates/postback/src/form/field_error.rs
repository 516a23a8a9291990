//! What is sent, and what is wrong with it, by the names of fields.

/// Something wrong with one field. An empty `field` is the form itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field as it is sent: `email`, `items[0].name`.
    pub field: String,
    /// A sentence for people, to be read after the field's label: "is required".
    pub message: String,
}

/// Names and values as they were submitted, in order.
pub type Pairs = Vec<(String, String)>;
