//! [`Renamed`]: the former names of actions, from the option `was`.

use std::borrow::Cow;
use std::collections::HashMap;

use super::instance::action_of;
use super::query::ActionQuery;

/// The current names of actions by their former ones.
#[derive(Debug, Default)]
pub(crate) struct Renamed(HashMap<&'static str, &'static str>);

impl Renamed {
    /// Builds the table from the names and the former paths of all actions. A name that is in use
    /// again refers to its current action.
    pub(crate) fn of<'a>(
        actions: impl Iterator<Item = (&'static str, &'static [&'static str])> + Clone + 'a,
    ) -> Self {
        let former = actions
            .clone()
            .flat_map(|(now, was)| was.iter().map(move |was| (*was, now)));
        let mut names: HashMap<_, _> = former
            .map(|(was, now)| (was.rsplit("::").next().unwrap_or(was), now))
            .collect();
        for (now, _) in actions {
            names.remove(now);
        }
        Self(names)
    }

    pub(crate) fn name<'n>(&self, name: &'n str) -> &'n str {
        self.0.get(name).copied().unwrap_or(name)
    }

    /// Returns the id of a form as pages render it now.
    pub(crate) fn form<'f>(&self, form: &'f str) -> Cow<'f, str> {
        let name = action_of(form);
        match self.0.get(name) {
            Some(now) => Cow::Owned(format!("{now}{}", &form[name.len()..])),
            None => Cow::Borrowed(form),
        }
    }

    /// Returns whether the form that was posted to this query has another name now.
    pub(crate) fn has_form_of(&self, query: &str) -> bool {
        let Ok(ActionQuery { id, pressed, .. }) = ActionQuery::read(query) else {
            return false;
        };
        let of_id = id.split('.').next().unwrap_or_default();
        let name = pressed.as_deref().map_or(of_id, action_of);
        self.0.contains_key(name)
    }
}
