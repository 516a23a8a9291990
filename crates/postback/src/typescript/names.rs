//! The names of functions and parameters in scripts.

/// Words that a constant of a module cannot have as its name: reserved words, and the names that
/// each module imports.
const TAKEN: &[&str] = &[
    "action",
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Returns the name of a constant: `toggleSolved` for `toggle_solved`, `delete_` for `delete`.
pub(super) fn constant(name: &str) -> String {
    let mut name = camel_case(name);
    if TAKEN.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// Returns the name of a parameter, which may be any word.
pub(super) fn camel_case(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let mut joined = words.next().unwrap_or("_").to_owned();
    for word in words {
        let mut letters = word.chars();
        joined.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        joined.push_str(letters.as_str());
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_as_in_javascript() {
        for (rust, script) in [
            ("toggle_solved", "toggleSolved"),
            ("go", "go"),
            ("_hidden_one", "hiddenOne"),
            ("top_10", "top10"),
            ("delete", "delete_"),
            ("new", "new_"),
            ("action", "action_"),
            ("__", "_"),
        ] {
            assert_eq!(constant(rust), script);
        }
        assert_eq!(camel_case("new"), "new");
    }
}
