//! The ids that scripts get for the actions that are exported, on the route of their page.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{App, Route};

impl Route {
    /// Returns a JSON object: the ids by the names of the actions, without the function's name, with which
    /// both end and begin.
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
