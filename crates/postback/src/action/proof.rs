//! What the compiler checks for `#[action]`: the macro knows `Form`, `Arg` and `Sealed` by name,
//! these prove that the names mean ours and that ours hide under no other name.

use super::{Arg, Sealed};
use crate::form::{Form, FromForm};

/// [`Form`] itself, and nothing else of that name.
#[diagnostic::on_unimplemented(
    message = "this is not postback's `Form`",
    label = "another type of the same name",
    note = "take `postback::Form<T>`: it collects every error and keeps what the user typed"
)]
pub trait IsForm {}
impl<T: FromForm> IsForm for Form<T> {}

/// [`Arg`] or [`Sealed`], and nothing else of those names.
#[diagnostic::on_unimplemented(
    message = "this is not postback's `Arg` or `Sealed`",
    label = "another type of the same name",
    note = "take `postback::Arg<T>` or `postback::Sealed<T>`"
)]
pub trait IsArgument {}
impl<T> IsArgument for Arg<T> {}
impl<T> IsArgument for Sealed<T> {}

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
