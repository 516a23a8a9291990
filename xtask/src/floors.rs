//! One way down: no file of the library imports one on a floor above it, and no two import each other.
//!
//! The check reads `use` declarations and paths; it does not see methods, whose types have to be
//! imported first. Re-exports are followed to the file that defines the name. Tests are left out.

mod circles;
mod graph;
mod names;
mod paths;
mod sources;

use std::collections::BTreeSet;
use std::path::Path;

use self::graph::{Arrow, arrows};
use self::sources::Sources;
use crate::Outcome;

const LIBRARY: &str = "crates/postback/src";

/// The rooms of the library, from the lowest floor to the highest. A room is a module of the crate's root.
const FLOORS: &[&str] = &[
    "html",
    "accept_encoding",
    "keys",
    "wording",
    "panic",
    "client",
    "guard",
    "form",
    "cache",
    "outcome",
    "context",
    "action",
    "page",
    "service",
    "testing",
    "fuzzing",
    "lib",
];

/// What was wrong when the check was written. A line may only go.
const KNOWN: &str = include_str!("floors/known.txt");

pub(crate) fn check() -> Outcome {
    let sources = Sources::read(Path::new(LIBRARY))?;
    let found = Findings::of(&arrows(&sources))?;
    println!(
        "{} arrows upward, {} files in circles",
        found.upward.len(),
        found.in_circles.len()
    );
    found.against(KNOWN)
}

/// What breaks the rule.
struct Findings {
    /// `keys.rs -> page.rs`, and the path that is written in the first.
    upward: Vec<(String, String)>,
    /// Files that import themselves over others.
    in_circles: BTreeSet<String>,
    /// One short circle for each of them.
    circles: Vec<String>,
}

impl Findings {
    fn of(arrows: &[Arrow]) -> Result<Self, String> {
        let mut upward = Vec::new();
        for arrow in arrows {
            if floor(&arrow.from)? < floor(&arrow.to)? {
                upward.push((arrow.to_string(), arrow.path.clone()));
            }
        }
        let circles = circles::find(arrows);
        Ok(Self {
            upward,
            in_circles: circles.iter().map(|circle| circle[0].to_owned()).collect(),
            circles: circles.iter().map(|circle| circle.join(" -> ")).collect(),
        })
    }

    /// # Errors
    /// Names the arrows that break the rule and are not known, and the known ones that are gone.
    fn against(&self, known: &str) -> Outcome {
        let known: BTreeSet<&str> = known.lines().collect();
        let mut wrong = Vec::new();
        for (arrow, path) in &self.upward {
            if !known.contains(arrow.as_str()) {
                wrong.push(format!("{arrow} goes up a floor: `{path}`"));
            }
        }
        for (file, circle) in self.in_circles.iter().zip(&self.circles) {
            if !known.contains(file.as_str()) {
                wrong.push(format!("a circle: {circle}"));
            }
        }
        let found = |line: &str| {
            self.in_circles.contains(line) || self.upward.iter().any(|(arrow, _)| arrow == line)
        };
        let gone = known.into_iter().filter(|line| !found(line));
        wrong.extend(gone.map(|line| format!("mended, so take it from floors/known.txt: {line}")));
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(wrong.join("\n"))
        }
    }
}

/// How high a file stands.
fn floor(file: &str) -> Result<usize, String> {
    let room = file.split('/').next().unwrap_or(file);
    let room = room.strip_suffix(".rs").unwrap_or(room);
    let is_it = |floor: &&str| **floor == *room;
    FLOORS.iter().position(is_it).ok_or_else(|| {
        format!("{file} stands on no floor: add `{room}` to the list in xtask/src/floors.rs")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The library with these files, each a path and a text.
    fn findings(files: &[(&str, &str)]) -> Findings {
        let sources = Sources::parse(files.iter().copied()).unwrap();
        Findings::of(&arrows(&sources)).unwrap()
    }

    fn sentences(files: &[(&str, &str)]) -> String {
        findings(files).against("").err().unwrap_or_default()
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
    fn what_is_known_is_let_pass_until_it_is_mended() {
        let up = findings(&[
            ("lib.rs", "mod keys; mod page;"),
            ("keys.rs", "use crate::page::Page;"),
            ("page.rs", "pub(crate) struct Page;"),
        ]);
        assert!(up.against("keys.rs -> page.rs").is_ok());
        let wrong = up
            .against("keys.rs -> page.rs\nhtml.rs -> page.rs")
            .unwrap_err();
        assert!(
            wrong.contains("mended") && wrong.contains("html.rs -> page.rs"),
            "{wrong}"
        );
    }

    #[test]
    fn a_new_room_has_to_be_given_its_floor() {
        assert!(floor("attic/box.rs").unwrap_err().contains("`attic`"));
    }
}
