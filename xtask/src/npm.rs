//! The packages for npm: what they weigh, what their types refuse, what is in them, and their tests.

use std::{collections::BTreeSet, fs, path::PathBuf};

use crate::{
    Outcome, chromium,
    command::{output, run},
    node, packages, root,
    steps::Step,
};

/// In the order in which they are published.
const PACKAGES: [&str; 3] = ["client", "react", "vite"];

pub(crate) fn steps() -> [Step; 4] {
    [
        Step::new("packages for npm: what they need", prepare),
        Step::new("packages for npm: their types and their budgets", check),
        Step::new("packages for npm: what is in them", pack),
        Step::new("packages for npm: their tests", test),
    ]
}

fn prepare() -> Outcome {
    node::install(root())?;
    run(node::npm(root())?.args(["run", "--silent", "build"]))
}

fn check() -> Outcome {
    run(node::npm(&tests())?.args(["run", "--silent", "check"]))
}

/// What is built from their source, and nothing of the source itself.
fn pack() -> Outcome {
    for name in PACKAGES {
        let folder = root().join("packages").join(name);
        let pack = ["pack", "--dry-run", "--json", "--silent"];
        let json = output(node::npm(&folder)?.args(pack))?;
        let files = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"];
        let mut expected: BTreeSet<String> = files.map(str::to_owned).into();
        let source = folder.join("src");
        let unreadable = |error| format!("{}: {error}.", source.display());
        for entry in fs::read_dir(&source).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let name = name.to_string_lossy().replace(".ts", "");
            expected.extend([format!("dist/{name}.js"), format!("dist/{name}.d.ts")]);
        }
        packages::npm(&json, &expected)?;
    }
    Ok(())
}

fn test() -> Outcome {
    // A test that is no longer in the source is not to be run.
    node::remove_built(&tests())?;
    run(node::npm(&tests())?
        .args(["run", "--silent", "test"])
        .env("CHROMIUM", chromium::find()?))
}

fn tests() -> PathBuf {
    root().join("packages/tests")
}
