//! Signing up, in and out.

/// What a new account is made of.
#[derive(Debug)]
pub struct Account {
    /// What the site calls its owner.
    pub name: String,
    /// Where its owner signs in from.
    pub email: String,
    /// What only its owner knows.
    pub password: String,
}
