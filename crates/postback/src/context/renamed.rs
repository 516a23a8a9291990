//! What actions were called before, by `was` in their attribute.

use std::borrow::Cow;
use std::collections::HashMap;

use super::instance::action_of;
use super::query::ActionQuery;

/// What an action is called now, by the readable names that it had.
#[derive(Debug, Default)]
pub(crate) struct Renamed(HashMap<&'static str, &'static str>);

impl Renamed {
    /// From the names and the former paths of all actions. A name that is in use again means who has it now.
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

    /// The id of a form, as the page writes it by now.
    pub(crate) fn form<'f>(&self, form: &'f str) -> Cow<'f, str> {
        let name = action_of(form);
        match self.0.get(name) {
            Some(now) => Cow::Owned(format!("{now}{}", &form[name.len()..])),
            None => Cow::Borrowed(form),
        }
    }

    /// Whether the form that was sent to this query has another name by now.
    pub(crate) fn has_form_of(&self, query: &str) -> bool {
        let Ok(ActionQuery { id, pressed, .. }) = ActionQuery::read(query) else {
            return false;
        };
        let of_id = id.split('.').next().unwrap_or_default();
        let name = pressed.as_deref().map_or(of_id, action_of);
        self.0.contains_key(name)
    }
}
