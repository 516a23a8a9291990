//! The signed-in user's own account.

/// What others see and where to reach its owner.
#[derive(Debug)]
pub struct Profile {
    /// What the site calls them.
    pub name: String,
    /// Where they sign in from.
    pub email: String,
}
