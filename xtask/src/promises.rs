//! Checks that the tests exist that `SECURITY.md` names for its promises.

use std::path::Path;

use crate::Outcome;

const DOCUMENT: &str = "SECURITY.md";

/// Paths are relative to the repository or to the library.
const ROOTS: [&str; 2] = ["", "crates/postback"];

pub(crate) fn check() -> Outcome {
    let text = std::fs::read_to_string(DOCUMENT).map_err(|error| format!("{DOCUMENT}: {error}"))?;
    let missing: Vec<&str> = named(&text)
        .filter(|name| !ROOTS.iter().any(|root| Path::new(root).join(name).exists()))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{DOCUMENT} names what is not there: {}",
        missing.join(", ")
    ))
}

/// Returns everything in backticks that looks like a path, in the table.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let rows = text.lines().filter(|line| line.starts_with("| **"));
    let names = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
    names.filter(|name| name.contains('/') && !name.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_in_the_table_are_names() {
        let text = "`src/other`\n| **A** `Type` `kill -9` | `src/form`, `tests/a.rs` |\n";
        assert_eq!(named(text).collect::<Vec<_>>(), ["src/form", "tests/a.rs"]);
    }
}
