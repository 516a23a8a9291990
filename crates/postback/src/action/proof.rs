//! What the compiler checks for `#[action]`: the macro knows `Form`, `Arg` and `Sealed` by name,
//! these prove that the names mean ours and that ours hide under no other name.

use super::{Arg, Sealed};
use crate::form::Form;

/// [`Form`] itself, around `T`, and nothing else of that name.
#[diagnostic::on_unimplemented(
    message = "this is not postback's `Form`",
    label = "another type of the same name",
    note = "take `postback::Form<T>`: it collects every error and keeps what the user typed"
)]
pub trait IsForm<T> {
    /// The decoded form as the action takes it.
    fn of(form: T) -> Self;
}

impl<T> IsForm<T> for Form<T> {
    fn of(form: T) -> Self {
        Self(form)
    }
}

/// `Probe::<T>::OURS` is true for our own three, through every alias: an inherent constant wins
/// over the one of a trait.
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

/// What [`Probe`] says of every other type.
pub trait ProbeFallback {
    /// Not one of our three.
    const OURS: bool = false;
}
impl<T> ProbeFallback for Probe<T> {}
