//! TypeScript declarations of the app's types that actions and islands use.

use std::any::{TypeId, type_name};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;

use ts_rs::{Config, TS, TypeVisitor};

/// The declarations by name, and the errors.
#[derive(Default)]
pub(crate) struct Types {
    config: Config,
    /// By the name that scripts use.
    pub(crate) declared: BTreeMap<String, Declared>,
    /// The names that are used directly, which a module imports.
    pub(crate) named: BTreeSet<String>,
    /// Errors, as sentences that name a fix.
    pub(crate) wrong: BTreeSet<String>,
    seen: HashSet<TypeId>,
    /// The types that contain the visited one.
    around: Vec<&'static str>,
}

/// A type with its own declaration.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub(crate) text: String,
    /// The path of the Rust type.
    pub(crate) path: &'static str,
}

impl Types {
    /// Returns the TypeScript name of a type, and declares the types that the name contains.
    pub(crate) fn name<T: TS + 'static>(&mut self) -> String {
        self.visit::<T>();
        let mut direct = Direct {
            config: &self.config,
            names: &mut self.named,
        };
        direct.visit::<T>();
        T::visit_generics(&mut direct);
        with_keys_as_text(&T::name(&self.config))
    }

    /// Adds the declarations of `other`. Two types with one name are wrong.
    pub(crate) fn add(&mut self, other: Self) {
        self.named.extend(other.named);
        self.wrong.extend(other.wrong);
        for (name, declared) in other.declared {
            self.declare(name, declared);
        }
    }

    fn declare(&mut self, name: String, declared: Declared) {
        match self.declared.get(&name) {
            Some(known) if known.text != declared.text => {
                let mut paths = [known.path, declared.path];
                paths.sort_unstable();
                let [one, other] = paths;
                self.wrong.insert(format!(
                    "`{one}` and `{other}` are both called `{name}` in TypeScript: write `#[ts(rename = \"..\")]` at one of them"
                ));
            }
            Some(_) => {}
            None => {
                self.declared.insert(name, declared);
            }
        }
    }

    /// Returns why the TypeScript type would be wrong, if it would be.
    fn refused<T: ?Sized + 'static>(&self) -> Option<String> {
        let id = TypeId::of::<T>();
        let around = self.around.last();
        let place = around.map_or_else(String::new, |around| format!(" in `{around}`"));
        if id == TypeId::of::<usize>() || id == TypeId::of::<isize>() {
            return Some(format!(
                "`{}`{place} has another size on another machine, so scripts cannot tell what arrives: take `u32`, or `u64`, which is a `bigint`",
                type_name::<T>(),
            ));
        }
        (id == TypeId::of::<bytes::Bytes>()).then(|| {
            format!(
                "`Bytes`{place} arrives as a `Uint8Array`: write `#[ts(type = \"Uint8Array\")]` at the field"
            )
        })
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // The sentence depends on the containing type.
        self.wrong.extend(self.refused::<T>());
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        let is_declared = T::output_path().is_some();
        if is_declared {
            let (name, path) = (T::ident(&self.config), type_name::<T>());
            let text = declaration::<T>(&self.config);
            self.declare(name, Declared { text, path });
            self.around.push(path);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
        if is_declared {
            self.around.pop();
        }
    }
}

/// The declared types that a name contains.
struct Direct<'t> {
    config: &'t Config,
    names: &'t mut BTreeSet<String>,
}

impl TypeVisitor for Direct<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            self.names.insert(T::ident(self.config));
        }
    }
}

fn declaration<T: TS + ?Sized + 'static>(config: &Config) -> String {
    let docs = T::docs().map(|docs| closed_once(&docs)).unwrap_or_default();
    let mut declared = with_keys_as_text(&T::decl(config));
    // A number in a `serde_json::Value` may be a large integer, which is written in the typed form.
    let is_any_json = T::output_path().is_some_and(|path| path.starts_with("serde_json"));
    if is_any_json && T::ident(config) == "JsonValue" {
        declared = declared.replacen("number", "number | bigint", 1);
    }
    format!("{docs}export {declared}")
}

/// Ends the comment where it ends in Rust, whatever its text.
fn closed_once(docs: &str) -> String {
    match docs.trim_end().strip_suffix("*/") {
        Some(inside) => format!("{}*/\n", inside.replace("*/", "* /")),
        None => docs.to_owned(),
    }
}

/// Replaces key types, because JSON keys are strings: `bigint` cannot be a key type in TypeScript,
/// but its string form can.
fn with_keys_as_text(ty: &str) -> String {
    const KEY: &str = "[key in ";
    let mut text = String::with_capacity(ty.len());
    let mut rest = ty;
    while let Some((before, after)) = rest.split_once(KEY) {
        text.push_str(before);
        text.push_str(KEY);
        let (key, after) = after.split_once(']').unwrap_or((after, ""));
        if key == "string" {
            text.push_str(key);
        } else {
            text.extend(["`${", key, "}`"]);
        }
        text.push(']');
        rest = after;
    }
    text.push_str(rest);
    text
}

impl fmt::Debug for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.declared.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap as Map;

    fn name<T: TS + 'static>() -> (String, Types) {
        let mut types = Types::default();
        (types.name::<T>(), types)
    }

    #[derive(TS)]
    #[allow(dead_code, reason = "only its type is looked at")]
    struct Id(u64);

    #[derive(TS)]
    #[allow(dead_code, reason = "only its type is looked at")]
    struct Page<T> {
        items: Vec<T>,
        next: Option<Box<Page<T>>>,
    }

    #[test]
    fn a_key_is_what_its_text_looks_like() {
        assert_eq!(name::<Map<u64, u8>>().0, "{ [key in `${bigint}`]: number }");
        assert_eq!(
            name::<Map<Id, Map<String, u8>>>().0,
            "{ [key in `${Id}`]: { [key in string]: number } }"
        );
    }

    #[test]
    fn every_type_below_is_declared_and_only_those_in_the_name_are_imported() {
        let (name, types) = name::<Vec<Option<Page<Id>>>>();
        assert_eq!(name, "Array<Page<Id> | null>");
        assert_eq!(types.declared.keys().collect::<Vec<_>>(), ["Id", "Page"]);
        assert_eq!(types.named.iter().collect::<Vec<_>>(), ["Id", "Page"]);
        assert_eq!(types.declared["Id"].text, "export type Id = bigint;");
    }

    #[test]
    fn two_types_with_one_name_are_wrong() {
        mod other {
            #[derive(ts_rs::TS)]
            #[allow(dead_code, reason = "only its type is looked at")]
            pub(super) struct Id(String);
        }
        let (_, mut types) = name::<Id>();
        types.add(name::<other::Id>().1);
        let wrong = types.wrong.first().unwrap();
        assert!(
            wrong.contains("both called `Id`") && wrong.contains("rename"),
            "{wrong}"
        );
    }

    #[test]
    fn what_would_be_told_wrongly_is_refused_with_its_place() {
        #[derive(TS)]
        #[allow(dead_code, reason = "only its type is looked at")]
        struct Counted {
            all: Vec<usize>,
        }
        let (_, types) = name::<Counted>();
        let wrong = types.wrong.first().unwrap();
        assert!(
            wrong.starts_with("`usize` in `") && wrong.contains("Counted"),
            "{wrong}"
        );
        assert!(wrong.contains("take `u32`"), "{wrong}");
    }

    #[test]
    fn a_comment_cannot_be_left() {
        assert_eq!(
            closed_once("/**\n * a */ b\n */\n"),
            "/**\n * a * / b\n */\n"
        );
    }
}
