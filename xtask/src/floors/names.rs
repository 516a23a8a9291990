//! The names that one module defines, imports and uses.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Attribute, Item, Meta, UseTree, Visibility};

use super::paths;

/// A module of the library.
pub(super) struct Module {
    pub(super) path: Vec<String>,
    /// The path of the file in the library's `src`.
    pub(super) file: String,
    pub(super) children: BTreeSet<String>,
    pub(super) defined: BTreeSet<String>,
    pub(super) imported: Vec<Import>,
    /// Every path in its code, and its private imports. A re-export does not count as a use.
    pub(super) written: Vec<Written>,
}

/// `use path as name;`, or `use path::*;` with the name `*`.
pub(super) struct Import {
    pub(super) name: String,
    pub(super) path: Vec<String>,
}

pub(super) struct Written {
    pub(super) segments: Vec<String>,
    /// Whether the last segment may be a module; in code it is not.
    pub(super) may_be_module: bool,
}

impl Module {
    /// Collects a module and its inline modules.
    pub(super) fn of(path: Vec<String>, file: &str, items: &[Item], all: &mut Vec<Self>) {
        let mut module = Self {
            path,
            file: file.to_owned(),
            children: BTreeSet::new(),
            defined: BTreeSet::new(),
            imported: Vec::new(),
            written: Vec::new(),
        };
        for item in items {
            module.read(item, all);
        }
        all.push(module);
    }

    fn read(&mut self, item: &Item, all: &mut Vec<Self>) {
        if attributes(item).iter().any(is_for_tests) {
            return;
        }
        match item {
            Item::Mod(inner) => {
                self.children.insert(inner.ident.to_string());
                if let Some((_, items)) = &inner.content {
                    let mut path = self.path.clone();
                    path.push(inner.ident.to_string());
                    Self::of(path, &self.file, items, all);
                }
                return;
            }
            Item::Use(import) => {
                let is_private = matches!(import.vis, Visibility::Inherited);
                self.import(&import.tree, &mut Vec::new(), is_private);
                return;
            }
            item => self.defined.extend(name(item)),
        }
        let mut paths = Paths::default();
        paths.visit_item(item);
        self.written
            .extend(paths.0.into_iter().map(|segments| Written {
                segments,
                may_be_module: false,
            }));
    }

    fn import(&mut self, tree: &UseTree, before: &mut Vec<String>, is_private: bool) {
        let (name, last) = match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.import(&path.tree, before, is_private);
                before.pop();
                return;
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, before, is_private);
                }
                return;
            }
            UseTree::Name(name) => (name.ident.to_string(), Some(name.ident.to_string())),
            UseTree::Rename(name) => (name.rename.to_string(), Some(name.ident.to_string())),
            UseTree::Glob(_) => ("*".to_owned(), None),
        };
        let mut path = before.clone();
        path.extend(last.filter(|last| last != "self"));
        let name = match name.as_str() {
            "self" => path.last().cloned().unwrap_or_default(),
            _ => name,
        };
        if is_private {
            self.written.push(Written {
                segments: path.clone(),
                may_be_module: true,
            });
        }
        self.imported.push(Import { name, path });
    }
}

/// Collects every path in an item, as segments.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let segments = path.segments.iter();
            self.0.push(segments.map(|s| s.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        visit::visit_macro(self, call);
        paths::in_tokens(call.tokens.clone(), &mut self.0);
    }

    /// Records a `use` inside a function.
    fn visit_item_use(&mut self, import: &'ast syn::ItemUse) {
        let mut module = Module {
            path: Vec::new(),
            file: String::new(),
            children: BTreeSet::new(),
            defined: BTreeSet::new(),
            imported: Vec::new(),
            written: Vec::new(),
        };
        module.import(&import.tree, &mut Vec::new(), true);
        self.0
            .extend(module.written.into_iter().map(|w| w.segments));
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !function.attrs.iter().any(is_for_tests) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}
}

fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        _ => return None,
    };
    Some(ident.to_string())
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Returns whether an attribute is `#[cfg(test)]`, `#[cfg(any(test, fuzzing))]` or similar.
pub(super) fn is_for_tests(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    let condition = list.tokens.to_string();
    let mut words = condition.split(|c: char| !c.is_alphanumeric() && c != '_');
    list.path.is_ident("cfg") && words.clone().any(|w| w == "test") && !words.any(|w| w == "not")
}
