//! The import graph: from the paths in a file to the files that define their names.

use std::collections::BTreeMap;
use std::fmt;

use super::names::{Module, Written};
use super::sources::Sources;

/// An import of one file in another.
pub(super) struct Arrow {
    pub(super) from: String,
    pub(super) to: String,
    /// One of the paths that cause it, as written.
    pub(super) path: String,
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", self.from, self.to)
    }
}

/// Returns every pair of importing and imported file, once.
pub(super) fn arrows(sources: &Sources) -> Vec<Arrow> {
    let mut found: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for module in sources.modules() {
        for written in &module.written {
            if let Some(Place::Item(to)) = resolve(sources, module, written, &mut Vec::new())
                && to != module.file
            {
                let path = written.segments.join("::");
                found.entry((&module.file, to)).or_insert(path);
            }
        }
    }
    let arrow = |((from, to), path): ((&str, &str), String)| Arrow {
        from: from.to_owned(),
        to: to.to_owned(),
        path,
    };
    found.into_iter().map(arrow).collect()
}

/// What a path refers to.
enum Place<'a> {
    Module(&'a Module),
    /// An item that is defined in this file.
    Item(&'a str),
}

/// Resolves a path, or returns `None` if it leaves the library: another crate, or a local name.
fn resolve<'a>(
    sources: &'a Sources,
    from: &'a Module,
    path: &Written,
    seen: &mut Vec<(&'a [String], String)>,
) -> Option<Place<'a>> {
    let segments = &path.segments;
    let mut at = from;
    let mut is_ours = false;
    for (index, segment) in segments.iter().enumerate() {
        match segment.as_str() {
            // Generated code refers to the library by its name.
            "crate" | "postback" if index == 0 => at = sources.root(),
            "self" => {}
            "super" => at = sources.parent(at)?,
            name => {
                let is_module = path.may_be_module || index + 1 < segments.len();
                match lookup(sources, at, name, is_module, seen) {
                    Some(Place::Module(module)) => at = module,
                    Some(item) => return Some(item),
                    // A macro defines it, or it is not the library's name.
                    None => return is_ours.then_some(Place::Item(&at.file)),
                }
            }
        }
        is_ours = true;
    }
    Some(Place::Module(at))
}

/// Looks up a name in a module. A module and a function may share one: `is_module` says which is
/// wanted.
fn lookup<'a>(
    sources: &'a Sources,
    module: &'a Module,
    name: &str,
    is_module: bool,
    seen: &mut Vec<(&'a [String], String)>,
) -> Option<Place<'a>> {
    let asked = (module.path.as_slice(), name.to_owned());
    if seen.contains(&asked) {
        return None;
    }
    let child = || sources.child(module, name).map(Place::Module);
    if is_module && let Some(child) = child() {
        return Some(child);
    }
    if module.defined.contains(name) {
        return Some(Place::Item(&module.file));
    }
    seen.push(asked);
    let named = module.imported.iter().filter(|import| import.name == name);
    for import in named {
        let path = Written {
            segments: import.path.clone(),
            may_be_module: is_module,
        };
        if let Some(place) = resolve(sources, module, &path, seen) {
            return Some(place);
        }
    }
    for glob in module.imported.iter().filter(|import| import.name == "*") {
        let path = Written {
            segments: glob.path.clone(),
            may_be_module: true,
        };
        if let Some(Place::Module(all)) = resolve(sources, module, &path, seen)
            && let Some(place) = lookup(sources, all, name, is_module, seen)
        {
            return Some(place);
        }
    }
    child()
}
