//! The exported actions, and the names by which scripts call them.

use std::any::TypeId;
use std::collections::BTreeMap;

use super::listed::Actions;
use super::typescript::export_name;

impl<S> Actions<S> {
    /// Returns the exported actions by the names that scripts call them by.
    ///
    /// # Errors
    ///
    /// Returns an error if two of them have the same name.
    pub(crate) fn exported(&self) -> Result<BTreeMap<String, TypeId>, String> {
        let mut names = BTreeMap::new();
        let exported = self.0.iter().filter(|listed| listed.typescript.is_some());
        for listed in exported {
            let path = listed.info.path;
            let name = export_name(path);
            if let Some((other, _)) = names.insert(name.clone(), (path, listed.type_id)) {
                return Err(format!(
                    "scripts would call both `{other}` and `{path}` by the name `{name}`, which leaves out the crate and modules called `actions`: \
                     rename one of the functions, or of their modules"
                ));
            }
        }
        let names = names.into_iter();
        Ok(names
            .map(|(name, (_, hidden_type))| (name, hidden_type))
            .collect())
    }
}
