//! Compile-time checks for `#[action]`. The macro recognises `Form`, `Arg` and `Sealed` by name;
//! these items prove that the names refer to this library's types, and that no alias hides one.

use super::{Arg, Sealed};
use crate::form::Form;

/// [`Form`] itself around `T`, and no other type of that name.
#[diagnostic::on_unimplemented(
    message = "this is not postback's `Form`",
    label = "another type of the same name",
    note = "take `postback::Form<T>`: it collects every error and keeps what the user typed"
)]
pub trait IsForm<T> {
    /// Wraps the decoded form for the action.
    fn of(form: T) -> Self;
}

impl<T> IsForm<T> for Form<T> {
    fn of(form: T) -> Self {
        Self(form)
    }
}

/// A probe: `Probe::<T>::OURS` is true for `Form`, `Arg` and `Sealed`, through every alias, because
/// an inherent constant takes precedence over that of a trait.
#[derive(Debug)]
pub struct Probe<T>(std::marker::PhantomData<T>);

#[allow(missing_docs, reason = "one constant, explained at the type")]
impl<T> Probe<Form<T>> {
    pub const OURS: bool = true;
}
#[allow(missing_docs, reason = "one constant, explained at the type")]
impl<T> Probe<Arg<T>> {
    pub const OURS: bool = true;
}
#[allow(missing_docs, reason = "one constant, explained at the type")]
impl<T> Probe<Sealed<T>> {
    pub const OURS: bool = true;
}

/// The answer of [`Probe`] for every other type.
pub trait ProbeFallback {
    /// False: the type is none of the three.
    const OURS: bool = false;
}
impl<T> ProbeFallback for Probe<T> {}
