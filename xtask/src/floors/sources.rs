//! The modules of the library, parsed from its files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::names::Module;

/// The modules by their path from the root of the crate.
pub(super) struct Sources(BTreeMap<Vec<String>, Module>);

impl Sources {
    pub(super) fn read(folder: &Path) -> Result<Self, String> {
        let mut files = Vec::new();
        collect(folder, "", &mut files)?;
        Self::parse(
            files
                .iter()
                .map(|(file, text)| (file.as_str(), text.as_str())),
        )
    }

    /// Parses files, given as paths in the folder and texts.
    pub(super) fn parse<'t>(
        files: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Self, String> {
        let mut modules = Vec::new();
        for (file, text) in files {
            let parsed = syn::parse_file(text).map_err(|error| format!("{file}: {error}"))?;
            let name = file.strip_suffix(".rs").unwrap_or(file);
            let path = match name {
                "lib" => Vec::new(),
                name => name.split('/').map(str::to_owned).collect(),
            };
            Module::of(path, file, &parsed.items, &mut modules);
        }
        let mut all: BTreeMap<_, _> = modules.into_iter().map(|m| (m.path.clone(), m)).collect();
        if !all.contains_key(&[][..]) {
            return Err("the library has no lib.rs".to_owned());
        }
        let declared: Vec<_> = all
            .keys()
            .filter(|path| is_declared(path, &all))
            .cloned()
            .collect();
        all.retain(|path, _| declared.contains(path));
        Ok(Self(all))
    }

    pub(super) fn modules(&self) -> impl Iterator<Item = &Module> {
        self.0.values()
    }

    pub(super) fn root(&self) -> &Module {
        &self.0[&[][..]]
    }

    pub(super) fn parent(&self, module: &Module) -> Option<&Module> {
        let (_, parent) = module.path.split_last()?;
        self.0.get(parent)
    }

    pub(super) fn child(&self, module: &Module, name: &str) -> Option<&Module> {
        if !module.children.contains(name) {
            return None;
        }
        let mut path = module.path.clone();
        path.push(name.to_owned());
        self.0.get(&path)
    }
}

/// Returns whether each module on the path declares the next with `mod`. Test modules are not
/// parsed as declarations.
fn is_declared(path: &[String], all: &BTreeMap<Vec<String>, Module>) -> bool {
    (1..=path.len()).all(|length| {
        let parent = all.get(&path[..length - 1]);
        parent.is_some_and(|parent| parent.children.contains(&path[length - 1]))
    })
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> Result<(), String> {
    let wrong = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let file = format!("{prefix}{name}");
        if path.is_dir() {
            collect(&path, &format!("{file}/"), files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push((file, fs::read_to_string(&path).map_err(wrong)?));
        }
    }
    Ok(())
}
