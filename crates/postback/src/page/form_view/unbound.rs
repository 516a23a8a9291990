//! [`UnboundForm`]: the form of an action with arguments, before it has them.

use std::fmt;

use super::FormView;
use crate::action::{Action, Argument, Arguments, SealContext};
use crate::html::{Html, IntoHtml};

/// The form of an action that takes arguments, before they are bound:
/// `page.form::<delete>().bind(row.id)`.
#[must_use = "`.bind(..)` makes the form"]
pub struct UnboundForm<'p, A: Action>(FormView<'p, A>);

impl<'p, A: Action> UnboundForm<'p, A> {
    /// Binds the [`Arg`](crate::Arg) and [`Sealed`](crate::Sealed) parameters: one value, or a
    /// tuple in the order of the function's parameters.
    ///
    /// Forms with different arguments have separate states.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "`.bind(p.id)` reads better than `.bind(&p.id)`, and ids are small"
    )]
    pub fn bind(self, values: <A::Arguments as Arguments>::Values) -> FormView<'p, A> {
        let Self(form) = self;
        let context = SealContext::of::<A>(&form.render.app.keys);
        FormView {
            arguments: A::Arguments::write(&values, context),
            plain: A::Arguments::plain(&values),
            ..form
        }
    }

    /// Does not compile. It is here for a compile error that names the fix.
    #[doc(hidden)]
    pub fn open(&self, _: impl IntoHtml) -> Html
    where
        A: IsBound,
    {
        unreachable!("no action is bound without its arguments")
    }
}

/// No action implements it.
#[diagnostic::on_unimplemented(
    message = "the form of `{Self}` is not bound to its arguments",
    label = "`.bind(..)` comes before `.open(..)`",
    note = "the action has `Arg` or `Sealed` parameters: `page.form::<{Self}>().bind(id).open(..)`"
)]
#[doc(hidden)]
pub trait IsBound {}

impl<A: Action> fmt::Debug for UnboundForm<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnboundForm").field(&A::PATH).finish()
    }
}

/// Whether an action with these arguments has its form at once, or after `bind`.
pub trait FormState: Arguments {
    /// [`FormView`] without arguments, [`UnboundForm`] with some.
    type Form<'p, A: Action<Arguments = Self>>;

    #[doc(hidden)]
    fn of<A: Action<Arguments = Self>>(form: FormView<'_, A>) -> Self::Form<'_, A>;
}

impl FormState for () {
    type Form<'p, A: Action<Arguments = Self>> = FormView<'p, A>;

    fn of<A: Action<Arguments = Self>>(form: FormView<'_, A>) -> FormView<'_, A> {
        form
    }
}

macro_rules! with_arguments {
    ($($name:ident)+) => {
        impl<$($name: Argument),+> FormState for ($($name,)+) {
            type Form<'p, F: Action<Arguments = Self>> = UnboundForm<'p, F>;

            fn of<F: Action<Arguments = Self>>(form: FormView<'_, F>) -> UnboundForm<'_, F> {
                UnboundForm(form)
            }
        }
    };
}

with_arguments!(A);
with_arguments!(A B);
with_arguments!(A B C);
with_arguments!(A B C D);
