//! The ids of exported actions for scripts, on the route of their page.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{App, Route};

impl Route {
    /// Returns the ids by action name, as a JSON object. Both omit the function's name, with which
    /// the action's name ends and the id begins.
    pub(crate) fn exported_ids(&self, app: &App) -> &Arc<str> {
        self.exported.get_or_init(|| {
            let ids = app.exported.iter().map(|(name, hidden_type)| {
                let id = app.ids[hidden_type].on(self, &app.keys);
                let (_, id) = id.split_once('.').expect("an id is a name and more");
                (name.as_str(), id)
            });
            let ids: BTreeMap<&str, &str> = ids.collect();
            let json = serde_json::to_string(&ids).expect("strings serialise");
            json.into()
        })
    }
}
