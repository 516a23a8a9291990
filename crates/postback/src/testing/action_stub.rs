/// An action: what stands behind `#[action]`.
pub trait Action {
    /// The readable part of the action's id.
    const NAME: &'static str;
}
