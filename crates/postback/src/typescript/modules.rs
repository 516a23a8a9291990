//! Generates the texts of the modules from the app.

use std::collections::BTreeMap;

use super::error::ExportError;
use super::module::Module;
use crate::action::{Described, Types, export_name, modules};
use crate::service::Postback;

/// The name of the file with the app's own types.
const TYPES: &str = "types";

/// The file of the islands.
const ISLANDS: &str = "islands";

/// Returns the texts by their files, relative to the folder: `shop/cart.ts`.
///
/// # Errors
///
/// Returns the types without a correct TypeScript type.
pub(super) fn of<S>(app: &Postback<S>) -> Result<BTreeMap<String, String>, ExportError>
where
    S: Clone + Send + Sync + 'static,
{
    let actions = app.listed();
    let mut wrong: Vec<String> = actions.exported().err().into_iter().collect();
    let mut all: BTreeMap<String, Module> = BTreeMap::new();
    let mut types = Types::default();
    let mut described: Vec<(&'static str, Described)> = Vec::new();
    for listed in &actions.0 {
        if let Some(describe) = listed.typescript {
            let mut action = Described::default();
            describe(&mut action);
            described.push((listed.info.path, action));
        }
    }
    described.sort_by_key(|(path, _)| *path);
    for (path, mut action) in described {
        let parts = modules(path);
        let file = if parts.is_empty() {
            "index".to_owned()
        } else {
            parts.join("/")
        };
        let module = all.entry(file).or_default();
        let (rust, _) = path.rsplit_once("::").unwrap_or((path, ""));
        module.from = format!("the Rust module `{rust}`");
        wrong.extend(module.action(path, &export_name(path), &action).err());
        types.add(std::mem::take(&mut action.types));
    }
    let islands = app.listed_islands();
    wrong.extend(islands.same_names());
    if !islands.0.is_empty() {
        let module = all.entry(ISLANDS.to_owned()).or_default();
        if module.from.is_empty() {
            module.from = String::from("the islands of the app");
        }
        let mut own = Types::default();
        let mut listed: Vec<_> = islands.0.iter().collect();
        listed.sort_by_key(|island| island.name);
        let props = listed.iter().map(|island| {
            let props = (island.describe)(&mut own);
            format!("  {}: {props};\n", island.name)
        });
        let props: String = props.collect();
        module.islands(&props, &own);
        types.add(own);
    }
    wrong.extend(types.wrong);
    if !wrong.is_empty() {
        return Err(ExportError::Wrong(wrong));
    }
    if !types.declared.is_empty() {
        let module = all.entry(TYPES.to_owned()).or_default();
        if module.from.is_empty() {
            module.from = String::from("the types of actions and islands");
        }
        for declared in types.declared.values() {
            module.declaration(&declared.text);
        }
    }
    let texts = all.iter().map(|(file, module)| {
        let up = "../".repeat(file.matches('/').count());
        let here = if up.is_empty() { "./" } else { &up };
        let types = format!("{here}{TYPES}");
        let text = module.text((file != TYPES).then_some(&types));
        (format!("{file}.ts"), text)
    });
    Ok(texts.collect())
}
