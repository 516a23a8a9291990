//! `actions![]`: the registry through which actions become reachable.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

use super::endpoint::ErasedAction;
use super::{DynAction, Endpoint, attempts};
use crate::context::ActionInfo;

type Bind<S> = Box<dyn FnOnce(&S) -> Arc<dyn DynAction> + Send>;

/// The actions that an app offers, built by [`actions!`](crate::actions).
///
/// ```
/// # mod problems { use postback::*;
/// #[action(public)]
/// pub async fn create() -> Result<()> { Ok(()) }
///
/// /// A module offers its own.
/// pub fn actions<S: Clone + Send + Sync + 'static>() -> Actions<S> {
///     actions![create]
/// }
/// # }
/// let all = postback::Actions::<()>::new().merge(problems::actions());
/// assert_eq!(all.infos().len(), 1);
/// ```
pub struct Actions<S>(pub(crate) Vec<Listed<S>>);

pub(crate) struct Listed<S> {
    pub(crate) type_id: TypeId,
    pub(crate) info: ActionInfo,
    pub(crate) was: &'static [&'static str],
    pub(crate) bind: Bind<S>,
    #[cfg(feature = "typescript")]
    pub(crate) typescript: Option<super::Describe>,
}

impl<S> Actions<S> {
    /// Creates an empty list.
    #[must_use]
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds an action.
    ///
    /// # Panics
    ///
    /// If the action has a `rate` per field, and the field is a password.
    #[must_use]
    pub fn add<A: Endpoint<S>>(mut self) -> Self
    where
        S: Clone + Send + Sync + 'static,
    {
        attempts::check::<A>();
        self.0.push(Listed {
            type_id: TypeId::of::<A>(),
            info: super::endpoint::info::<A>(),
            was: A::SETTINGS.was,
            #[cfg(feature = "typescript")]
            typescript: A::TYPESCRIPT,
            bind: Box::new(|state: &S| Arc::new(ErasedAction::<A, S>::new(state.clone()))),
        });
        self
    }

    /// Adds the actions of another list.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Returns a description of each action, for a test that checks their access.
    #[must_use]
    pub fn infos(&self) -> Vec<ActionInfo> {
        self.0.iter().map(|listed| listed.info.clone()).collect()
    }
}

impl<S> Default for Actions<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> fmt::Debug for Actions<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|listed| listed.info.path))
            .finish()
    }
}

/// Lists actions by name: `actions![create_problem, auth::login]`.
#[macro_export]
macro_rules! actions {
    ($($action:path),* $(,)?) => {
        $crate::Actions::new()$(.add::<$action>())*
    };
}
