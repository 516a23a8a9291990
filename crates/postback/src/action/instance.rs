//! The instance of a form: which form of an action it is, by its key or its arguments.

use super::{Action, Arguments as _, SealContext};
use crate::context::{hashed, plain_instance};
use crate::keys::Keys;

/// Returns what distinguishes one form of an action from another: its key, or its arguments. It is
/// part of element ids, so sealed arguments are hashed.
pub(crate) fn instance<A: Action>(keys: &Keys, keyed: Option<&str>, plain: &str) -> String {
    if keyed.is_none() && A::Arguments::SEALED {
        hashed(keys, plain)
    } else {
        plain_instance(keys, keyed, plain)
    }
}

/// Returns the instance before the arguments are parsed, or `None` if sealed arguments have to be
/// opened first.
pub(crate) fn early_instance<A: Action>(
    keys: &Keys,
    keyed: Option<&str>,
    arguments: &str,
) -> Option<String> {
    (keyed.is_some() || !A::Arguments::SEALED).then(|| plain_instance(keys, keyed, arguments))
}

impl<'a> SealContext<'a> {
    pub(crate) fn of<A: Action>(keys: &'a Keys) -> Self {
        Self {
            keys,
            path: A::PATH,
            was: A::SETTINGS.was,
        }
    }
}
