//! The components are those that Server Actions are known by, to the letter: only imports may differ.

use std::{fs, path::Path};

const COMPONENTS: [&str; 4] = ["ProblemList", "SettingsPage", "SolveButton", "UserName"];

fn read(path: &Path) -> String {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let own = text.lines().filter(|line| !line.starts_with("import "));
    own.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_components_are_the_seeds_apart_from_their_imports() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in COMPONENTS {
        let ours = read(&here.join(format!("web/src/components/{name}.tsx")));
        let seed = read(&here.join(format!("seed/{name}.tsx")));
        assert_eq!(ours, seed, "{name}.tsx");
        assert!(ours.lines().count() > 5, "{name}.tsx");
    }
}
