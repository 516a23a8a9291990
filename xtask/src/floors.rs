//! Checks the layering of the library: no file imports one on a higher floor, and no two files
//! import each other.
//!
//! The check reads `use` declarations and paths. It does not see methods, whose types have to be
//! imported first. Re-exports are followed to the file that defines the name. Tests are ignored.

mod circles;
mod graph;
mod names;
mod paths;
mod sources;

use std::path::Path;

use self::graph::{Arrow, arrows};
use self::sources::Sources;
use crate::Outcome;

const LIBRARY: &str = "crates/postback/src";

/// The rooms of the library, from the lowest floor to the highest. A room is a module of the
/// crate's root.
const FLOORS: &[&str] = &[
    "html",
    "accept_encoding",
    "keys",
    "wording",
    "panic",
    "wall_clock",
    "client",
    "guard",
    "form",
    "cache",
    "outcome",
    "context",
    "action",
    "page",
    "service",
    "typescript",
    "fuzzing",
    "lib",
];

pub(crate) fn check() -> Outcome {
    let sources = Sources::read(Path::new(LIBRARY))?;
    let wrong = wrong(&arrows(&sources))?;
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}

/// Returns a sentence for each upward import, and for each file in a cycle.
///
/// # Errors
///
/// Returns an error if a file is on no floor.
fn wrong(arrows: &[Arrow]) -> Result<Vec<String>, String> {
    let mut wrong = Vec::new();
    for arrow in arrows {
        if floor(&arrow.from)? < floor(&arrow.to)? {
            wrong.push(format!("{arrow} goes up a floor: `{}`", arrow.path));
        }
    }
    let circles = circles::find(arrows).into_iter();
    wrong.extend(circles.map(|circle| format!("a circle: {}", circle.join(" -> "))));
    Ok(wrong)
}

/// Returns the floor of a file.
fn floor(file: &str) -> Result<usize, String> {
    let room = file.split('/').next().unwrap_or(file);
    let room = room.strip_suffix(".rs").unwrap_or(room);
    let floor = FLOORS.iter().position(|floor| *floor == room);
    floor.ok_or_else(|| {
        format!("{file} stands on no floor: add `{room}` to the list in xtask/src/floors.rs")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the errors in a library of these files, given as paths and texts.
    fn sentences(files: &[(&str, &str)]) -> String {
        let sources = Sources::parse(files.iter().copied()).unwrap();
        wrong(&arrows(&sources)).unwrap().join("\n")
    }

    #[test]
    fn an_arrow_down_is_right() {
        let files = [
            ("lib.rs", "mod keys; mod page;"),
            ("keys.rs", "pub(crate) struct Keys;"),
            ("page.rs", "use crate::keys::Keys; struct Page(Keys);"),
        ];
        assert_eq!(sentences(&files), "");
    }

    #[test]
    fn an_arrow_up_is_named() {
        let files = [
            ("lib.rs", "mod keys; mod page;"),
            ("keys.rs", "use crate::page::Page;"),
            ("page.rs", "pub(crate) struct Page;"),
        ];
        assert_eq!(
            sentences(&files),
            "keys.rs -> page.rs goes up a floor: `crate::page::Page`"
        );
    }

    #[test]
    fn a_path_in_code_and_in_a_macro_is_an_arrow_as_well() {
        let page = ("page.rs", "pub(crate) const PAGE: u8 = 1;");
        let lib = ("lib.rs", "mod keys; mod page;");
        for code in [
            "fn f() -> u8 { crate::page::PAGE }",
            "fn f() -> String { format!(\"{}\", crate::page::PAGE) }",
            "use super::page; fn f() -> u8 { page::PAGE }",
        ] {
            let wrong = sentences(&[lib, ("keys.rs", code), page]);
            assert!(
                wrong.starts_with("keys.rs -> page.rs goes up"),
                "{code}: {wrong}"
            );
        }
    }

    #[test]
    fn a_re_export_is_followed_to_the_file_that_defines_the_name() {
        let files = [
            ("lib.rs", "mod keys; mod page; pub use self::page::Shown;"),
            ("keys.rs", "use crate::Shown;"),
            ("page.rs", "mod view; pub use self::view::*;"),
            ("page/view.rs", "pub struct Shown;"),
        ];
        assert!(sentences(&files).starts_with("keys.rs -> page/view.rs goes up"));
    }

    #[test]
    fn two_files_that_import_each_other_are_a_circle() {
        let files = [
            ("lib.rs", "mod page;"),
            (
                "page.rs",
                "mod view; use self::view::View; pub(crate) struct Page(View);",
            ),
            (
                "page/view.rs",
                "use super::Page; pub(crate) struct View(Box<Page>);",
            ),
        ];
        let wrong = sentences(&files);
        assert!(
            wrong.contains("a circle: page.rs -> page/view.rs -> page.rs"),
            "{wrong}"
        );
    }

    #[test]
    fn a_re_export_alone_is_no_arrow() {
        let files = [
            ("lib.rs", "mod page;"),
            (
                "page.rs",
                "mod view; pub(crate) use self::view::View; pub(crate) struct Page;",
            ),
            (
                "page/view.rs",
                "use super::Page; pub(crate) struct View(Page);",
            ),
        ];
        assert_eq!(sentences(&files), "");
    }

    #[test]
    fn tests_may_import_what_they_like() {
        let files = [
            ("lib.rs", "mod keys; mod page;"),
            (
                "keys.rs",
                "#[cfg(test)] use crate::page::Page; #[cfg(test)] mod tests { use crate::page::Page; }",
            ),
            ("page.rs", "pub(crate) struct Page;"),
        ];
        assert_eq!(sentences(&files), "");
    }

    #[test]
    fn a_new_room_has_to_be_given_its_floor() {
        assert!(floor("attic/box.rs").unwrap_err().contains("`attic`"));
    }
}
